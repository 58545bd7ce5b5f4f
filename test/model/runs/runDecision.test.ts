import assert from "node:assert/strict";
import { runDecision } from "../../../model/runs/runDecision";

const run = {
    limits: {},
    scanned: { objects: 50, bytes: 500 },
    selected: { objects: 1, bytes: 10 },
    skipped: {},
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
});
