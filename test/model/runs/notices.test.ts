import assert from "node:assert/strict";
import { proofNotice } from "../../../model/runs/proofNotice";
import { hasLastWord, proofPatienceDays } from "../../../model/runs/proofPatience";
import type { PlannedJob, ProofRecord, RunRecord } from "../../../model/runs/records";
import { runNotice } from "../../../model/runs/runNotice";

const inventory = {
    sourceBucket: "b",
    configurationId: "archival",
    manifestKey: "m.json",
    manifestMd5: "0",
    createdAt: "2026-11-22T01:00:00.000Z",
};
const run = (change: Partial<RunRecord>): RunRecord => ({
    kind: "run",
    schemaVersion: 1,
    runId: "r",
    account: "1",
    bucket: "b",
    tier: "t",
    at: "2026-11-22T06:00:00.000Z",
    inventory,
    tierDigest: "d",
    decision: "submit",
    reasons: [],
    approval: "required",
    scanned: { objects: 9, bytes: 90 },
    selected: { objects: 2, bytes: 20 },
    skipped: {},
    jobs: [],
    ...change,
});

describe("runNotice", () => {
    it("tells of what a person must decide or look at, and of nothing else", () => {
        const subject = (change: Partial<RunRecord>) => runNotice(run(change))?.subject;
        const skipped = { "already-archived": { objects: 1, bytes: 1 } };
        assert.deepEqual(
            [
                subject({}),
                subject({ approval: "none" }),
                subject({ decision: "held" }),
                subject({ decision: "refused" }),
                subject({ decision: "empty" }),
                subject({ decision: "empty", skipped }),
            ],
            [
                "archival: approve b/t",
                undefined,
                "archival: b/t passed a limit",
                "archival: b/t was refused",
                "archival: b/t selects nothing",
                undefined,
            ],
        );
    });

    it("is the plan as a person reads it, the largest skips first", () => {
        const manifest = { rows: 2, key: "manifests/r/copy-0.csv" };
        const notice = runNotice(
            run({
                reasons: ["a remark"],
                estimatedCostUsd: 1.234,
                jobs: [{ part: "copy", manifest } as unknown as PlannedJob],
                skipped: { prefix: { objects: 3, bytes: 30 }, locked: { objects: 4, bytes: 40 } },
            }),
        );
        assert.deepEqual(notice?.body.split("\n"), [
            'Tier "t" on bucket "b", run r',
            "Inventory m.json of 2026-11-22T01:00:00.000Z",
            "Decision: submit (waits for approval)",
            "  a remark",
            "Scanned 9 objects, selected 2 with 20 bytes",
            "Estimated one-off cost: 1.23 USD at us-east-1 prices",
            "  job copy: 2 tasks, manifest manifests/r/copy-0.csv",
            "Skipped:",
            "  locked: 4 objects, 40 bytes",
            "  prefix: 3 objects, 30 bytes",
        ]);
    });
});

describe("proofNotice", () => {
    const proof: ProofRecord = {
        kind: "proof",
        schemaVersion: 1,
        runId: "r",
        bucket: "b",
        tier: "t",
        at: "2026-11-23T06:00:00.000Z",
        inventory,
        claimed: 5,
        proven: 4,
        changedSince: 1,
        gone: 0,
        contradicted: 0,
        examples: [],
    };

    it("is none of claims that hold", () => {
        assert.equal(proofNotice(proof), undefined);
    });

    it("names what does not hold, and why claims could not be checked", () => {
        const examples = [{ key: "k", found: "STANDARD" }];
        const contradicted = proofNotice({ ...proof, contradicted: 1, examples });
        assert.equal(contradicted?.subject, "archival: claims of b/t do not hold");
        assert.match(contradicted.body, /1 not in the class .*\n {2}"k": STANDARD\n/);
        assert.match(proofNotice({ ...proof, problems: ["too many"] })?.body ?? "", /\ntoo many\n/);
    });

    it("waits so many days before what is not seen counts as false", () => {
        const end = proofPatienceDays * 24 * 3_600_000;
        assert.deepEqual([hasLastWord(0, end), hasLastWord(0, end + 1)], [false, true]);
    });
});
