import assert from "node:assert/strict";
import { isSuspiciouslyEmpty, runDecision } from "../../../model/runs/runDecision";

const run = {
    limits: {},
    scanned: { objects: 50, bytes: 500 },
    selected: { objects: 1, bytes: 10 },
    skipped: {},
    triedTooOften: 0,
    estimatedCostUsd: 2,
    lastScannedObjects: undefined,
};

describe("runDecision", () => {
    it("calls fewer than half of the last rows shrunk, and half not", () => {
        assert.equal(runDecision({ ...run, lastScannedObjects: 100 }).shrunk, false);
        assert.equal(runDecision({ ...run, lastScannedObjects: 101 }).shrunk, true);
        assert.equal(runDecision(run).shrunk, false);
    });

    it("lets what equals a limit pass and holds what is past it", () => {
        const limits = { maxObjects: 1, maxBytes: 10, maxCostUsd: 2, maxShareOfBucket: 0.02 };
        assert.deepEqual(runDecision({ ...run, limits }).reasons, []);
        assert.equal(runDecision({ ...run, limits: { maxCostUsd: 1.99 } }).decision, "held");
    });

    it("takes the share of the objects the tier is about", () => {
        const skipped = { "delete-marker": { objects: 40, bytes: 0 } };
        const limits = { maxShareOfBucket: 0.05 };
        assert.equal(runDecision({ ...run, limits }).decision, "submit");
        assert.equal(runDecision({ ...run, limits, skipped }).decision, "held");
    });

    it("names every limit that is passed, with its value", () => {
        const limits = { maxObjects: 0, maxBytes: 9, maxCostUsd: 1, maxShareOfBucket: 0.01 };
        const selected = { objects: 1, bytes: 10 };
        const scanned = { objects: 3, bytes: 500 };
        const advice = "raise the limit or narrow the selection";
        assert.deepEqual(runDecision({ ...run, limits, selected, scanned }), {
            decision: "held",
            shrunk: false,
            reasons: [
                `limits.maxObjects: at most 0 may be selected at once, got 1; ${advice}`,
                `limits.maxBytes: at most 9 may be selected at once, got 10; ${advice}`,
                `limits.maxShareOfBucket: at most 0.01 may be selected at once, got 0.333333; ${advice}`,
                `limits.maxCostUsd: at most 1 may be selected at once, got 2; ${advice}`,
            ],
        });
    });

    it("says why nothing is selected, the three most frequent reasons first", () => {
        const selected = { objects: 0, bytes: 0 };
        const objects = (count: number): { objects: number; bytes: number } => ({
            objects: count,
            bytes: 0,
        });
        const skipped = {
            prefix: objects(1),
            locked: objects(30),
            "too-young": objects(17),
            excluded: objects(2),
        };
        assert.deepEqual(runDecision({ ...run, selected, skipped }), {
            decision: "empty",
            shrunk: false,
            reasons: [
                "none of 50 rows is selected; most often: locked 30, too-young 17, excluded 2",
            ],
        });
        const nothing = { ...run, selected, scanned: selected, lastScannedObjects: 1 };
        assert.deepEqual(runDecision(nothing), {
            decision: "empty",
            shrunk: true,
            reasons: [
                "the inventory lists 0 rows, fewer than half of the 1 of the scan before; check the bucket and " +
                    "the inventory's configuration",
                "the inventory lists nothing",
            ],
        });
    });
});

describe("isSuspiciouslyEmpty", () => {
    const tally = { objects: 1, bytes: 1 };
    const empty = { decision: "empty", skipped: {} } as const;

    it("is true of an inventory that lists nothing, and of one that shows no work of the tier", () => {
        assert.equal(isSuspiciouslyEmpty(empty), true);
        for (const reason of ["prefix", "not-included", "unreadable-row"])
            assert.equal(isSuspiciouslyEmpty({ ...empty, skipped: { [reason]: tally } }), true);
        const skipped = { prefix: tally, "storage-class": { objects: 0, bytes: 0 } };
        assert.equal(isSuspiciouslyEmpty({ ...empty, skipped }), true);
    });

    it("is false once anything shows that the work is done, or only age is lacking", () => {
        for (const reason of ["storage-class", "already-archived", "done-before", "too-young"])
            assert.equal(
                isSuspiciouslyEmpty({ ...empty, skipped: { prefix: tally, [reason]: tally } }),
                false,
            );
    });

    it("is false of runs that are not empty, or were refused before anything was read", () => {
        for (const decision of ["submit", "held", "refused"] as const)
            assert.equal(isSuspiciouslyEmpty({ decision, skipped: { prefix: tally } }), false);
    });
});
