import assert from "node:assert/strict";
import type { TierAction } from "../../../model/config/types";
import { gateReason, waitsForProof } from "../../../model/runs/inventoryGate";
import type { OutcomeRecord, RunRecord } from "../../../model/runs/records";
import type { TierRun } from "../../../model/runs/tierRun";

const change = (mechanism: "copy" | "mark"): TierAction => ({
    kind: "changeClass",
    storageClass: "GLACIER",
    mechanism,
});
const scan = new Date("2026-11-22T01:00:00.000Z");
const runId = "1".repeat(64);
const run = (endedAt?: string, change: Partial<TierRun> = {}, decision = "submit"): TierRun => ({
    run: { runId, decision, jobs: [{ part: "copy", attempt: 0 }] } as unknown as RunRecord,
    started: new Map(),
    outcomes:
        endedAt === undefined
            ? []
            : [
                  {
                      part: "copy",
                      attempt: 0,
                      endedAt,
                      tasks: { succeeded: 1 },
                  } as unknown as OutcomeRecord,
              ],
    hasProof: false,
    wasTold: true,
    ...change,
});

describe("gateReason", () => {
    it("waits for open jobs", () => {
        assert.equal(
            gateReason([run()], scan, change("copy")),
            "run 111111111111 still has open jobs: copy-0",
        );
    });

    it("waits for a scan that began after the last job ended, not at the same moment", () => {
        const at = "2026-11-22T01:00:00.000Z";
        assert.equal(
            gateReason([run(at)], scan, change("copy")),
            `run 111111111111 ended ${at}, after this inventory's scan began (${at})`,
        );
        assert.equal(
            gateReason([run("2026-11-22T00:59:59.999Z")], scan, change("copy")),
            undefined,
        );
    });

    it("waits for the proof of a mark alone, and only while anything is claimed", () => {
        const ended = "2026-11-21T02:00:00.000Z";
        assert.match(gateReason([run(ended)], scan, change("mark")) ?? "", /marked objects/);
        assert.equal(gateReason([run(ended, { hasProof: true })], scan, change("mark")), undefined);
        const nothing = run(ended);
        const [outcome] = nothing.outcomes;
        const failed = { ...outcome, tasks: { succeeded: 0 } } as unknown as OutcomeRecord;
        assert.equal(
            gateReason([{ ...nothing, outcomes: [failed] }], scan, change("mark")),
            undefined,
        );
        assert.equal(waitsForProof(change("copy")), false);
        assert.equal(waitsForProof({ kind: "copyTo", vault: "v", storageClass: "GLACIER" }), false);
    });

    it("passes by runs that submitted nothing", () => {
        for (const decision of ["empty", "held", "refused"])
            assert.equal(
                gateReason([run(undefined, {}, decision)], scan, change("mark")),
                undefined,
            );
    });
});
