import assert from "node:assert/strict";
import { controlLifecycle } from "../../../infra/foundation/foundationLifecycle";
import {
    doneListPrefix,
    jobIndexKey,
    runFolder,
    runKey,
    configKey,
    inventoryFolder,
    manifestKey,
} from "../../../model/naming/keys";
import { approvalLimitDays } from "../../../model/runs/jobFindings";
import { proofPatienceDays } from "../../../model/runs/proofPatience";
import { inventoryKeepDays, manifestKeepDays } from "../../../model/runs/retention";

const expiry = (key: string): number | undefined =>
    controlLifecycle.find(
        ({ prefix, expirationDays }) =>
            expirationDays !== undefined && key.startsWith(prefix ?? ""),
    )?.expirationDays;

describe("controlLifecycle", () => {
    it("gives inventories and manifests an end", () => {
        assert.equal(expiry(inventoryFolder("b", "archival")), inventoryKeepDays);
        assert.equal(expiry(manifestKey("r", "copy", 0)), manifestKeepDays);
    });

    it("keeps inventories until the last reader is done, and manifests as long at least", () => {
        // Up to a week of running between approval and proof.
        assert.ok(inventoryKeepDays > approvalLimitDays + 7 + proofPatienceDays);
        assert.ok(manifestKeepDays >= inventoryKeepDays);
    });

    it("ends nothing that says what was done or is declared", () => {
        for (const key of [
            runKey(runFolder("b", "t", "r")),
            doneListPrefix("b", "d"),
            jobIndexKey("j"),
            configKey("b"),
        ])
            assert.equal(expiry(key), undefined, key);
    });
});
