import assert from "node:assert/strict";
import type { TierAction } from "../../../model/config/types";
import { noncurrentInPlace } from "../../../model/selection/noncurrentInPlace";

const change = (mechanism: "copy" | "mark" | "lifecycle"): TierAction => ({
    kind: "changeClass",
    storageClass: "GLACIER",
    mechanism,
});

describe("noncurrentInPlace", () => {
    it("says what a copy and a mark would do to the current version", () => {
        assert.match(
            noncurrentInPlace({ versions: "noncurrent" }, change("copy")) ?? "",
            /^a copy in place would bring an old version back .*copyTo a vault$/,
        );
        assert.match(
            noncurrentInPlace({ versions: "noncurrent" }, change("mark")) ?? "",
            /^a mark would tag the current version .*copyTo a vault$/,
        );
    });

    it("lets lifecycle, copies to a vault, a team's function and current versions pass", () => {
        const may: readonly TierAction[] = [
            change("lifecycle"),
            { kind: "copyTo", vault: "v", storageClass: "GLACIER" },
            { kind: "invoke", functionArn: "f", arguments: {} },
        ];
        for (const action of may)
            assert.equal(noncurrentInPlace({ versions: "noncurrent" }, action), undefined);
        for (const mechanism of ["copy", "mark"] as const)
            assert.equal(noncurrentInPlace({ versions: "current" }, change(mechanism)), undefined);
    });
});
