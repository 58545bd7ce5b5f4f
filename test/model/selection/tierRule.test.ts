import assert from "node:assert/strict";
import type { Selection } from "../../../model/config/types";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { tierRule } from "../../../model/selection/tierRule";

const scan = Date.parse("2026-11-22T01:00:00.000Z");
const day = 24 * 60 * 60 * 1000;
const select: Selection = {
    prefixes: [],
    suffixes: [],
    include: [],
    exclude: [],
    storageClasses: ["STANDARD"],
    minSizeBytes: 0,
    versions: "current",
    replication: ["NONE"],
    locked: "skip",
};
const row: InventoryRow = {
    bucket: "b",
    key: "k",
    size: 1,
    lastModified: scan - 400 * day,
    storageClass: "STANDARD",
};

describe("a tier's rule", () => {
    it("leaves an event-held object alone by its rolling date when the hold itself is not listed", () => {
        // Report time + duration, in every report anew: 400 days old and still locked for a day.
        const held = { ...row, lockedUntil: scan + day };
        assert.equal(tierRule({ name: "t", select }, scan)(held), "locked");
        assert.equal(tierRule({ name: "t", select }, scan + 30 * day)(held), undefined);
        const next = { ...held, lockedUntil: scan + 31 * day };
        assert.equal(tierRule({ name: "t", select }, scan + 30 * day)(next), "locked");
    });

    it("obeys a listed event hold whatever its date says", () => {
        const held = { ...row, eventHold: true, lockedUntil: scan - day };
        assert.equal(tierRule({ name: "t", select }, scan)(held), "locked");
        assert.equal(
            tierRule({ name: "t", select: { ...select, locked: "include" } }, scan)(held),
            undefined,
        );
    });

    it("refuses a plan with a condition that it would not judge", () => {
        const newer = { ...select, owner: "x" };
        assert.throws(() => tierRule({ name: "cold", select: newer }, scan), {
            message:
                'tier "cold": select must have conditions that this version knows, got owner; ' +
                'run "pulumi up" with one version of the program',
        });
    });
});
