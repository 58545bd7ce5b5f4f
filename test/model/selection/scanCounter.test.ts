import assert from "node:assert/strict";
import fc from "fast-check";
import { storageClassNames } from "../../../model/inventory/rowBatch";
import { reasonCode, selectedCode } from "../../../model/selection/reasonCode";
import { ScanCounter } from "../../../model/selection/scanCounter";
import {
    maxUnreadableExamples,
    mergeScanCounts,
    noScanCounts,
    type ScanCounts,
} from "../../../model/selection/scanCounts";

interface Counted {
    readonly reasons: readonly number[];
    readonly size: number;
    readonly classCode: number;
    readonly isTriedTooOften: boolean;
}

const tierCount = 3;
const rows = fc.record({
    reasons: fc.array(fc.constantFrom(selectedCode, selectedCode, ...Object.values(reasonCode)), {
        minLength: tierCount,
        maxLength: tierCount,
    }),
    size: fc.oneof(fc.nat(10), fc.nat(2 ** 31 - 1), fc.constantFrom(2 ** 32, 2 ** 46)),
    classCode: fc.integer({ min: 1, max: 7 }),
    isTriedTooOften: fc.boolean(),
});

function counted(given: readonly Counted[]): ScanCounts {
    const counter = new ScanCounter(tierCount);
    for (const { reasons, size, classCode, isTriedTooOften } of given) {
        if (reasons[0] === reasonCode["unreadable-row"]) counter.addUnreadable(() => `row ${size}`);
        counter.add(reasons, size);
        for (const [tier, reason] of reasons.entries()) {
            if (reason !== selectedCode) continue;
            counter.addSelected(tier, size, classCode);
            if (isTriedTooOften) counter.addTriedTooOften(tier);
        }
    }
    return counter.counts();
}

const total = (tallies: readonly ({ objects: number; bytes: number } | undefined)[]): object => ({
    objects: tallies.reduce((sum, tally) => sum + (tally?.objects ?? 0), 0),
    bytes: tallies.reduce((sum, tally) => sum + (tally?.bytes ?? 0), 0),
});

describe("scan counts", () => {
    it("add up: per tier, scanned = selected + skipped; selected = by class = by size", () => {
        fc.assert(
            fc.property(fc.array(rows, { maxLength: 50 }), (given) => {
                const { scanned, tiers } = counted(given);
                assert.equal(scanned.objects, given.length);
                for (const { selected, skipped, sourceClasses, sizes } of tiers) {
                    assert.deepEqual(total([selected, ...Object.values(skipped)]), scanned);
                    assert.deepEqual(total(Object.values(sourceClasses)), selected);
                    assert.deepEqual(total(sizes), selected);
                }
            }),
        );
    });

    it("of parts, merged, are those of the whole, also after a way through JSON", () => {
        const parts = fc.array(fc.array(rows, { maxLength: 20 }), { maxLength: 5 });
        fc.assert(
            fc.property(parts, (given) => {
                const merged = mergeScanCounts([
                    noScanCounts(tierCount),
                    ...given.map((part) => JSON.parse(JSON.stringify(counted(part))) as ScanCounts),
                ]);
                assert.deepEqual(merged, counted(given.flat()));
            }),
        );
    });

    it("of a batch's rows, counted in pieces, are those of its rows one by one", () => {
        fc.assert(
            fc.property(fc.array(rows, { maxLength: 40 }), fc.nat(40), (given, cut) => {
                const one = new ScanCounter(tierCount);
                const all = new ScanCounter(tierCount);
                const unreadable = (row: Counted): boolean =>
                    row.reasons[0] === reasonCode["unreadable-row"];
                for (const row of given)
                    one.add(row.reasons, unreadable(row) || row.size === 10 ? 0 : row.size);
                const reasons = Array.from({ length: tierCount }, (_, tier) =>
                    Uint8Array.from(given, (row) => row.reasons[tier] ?? 0),
                );
                // 10 stands for a size that is absent.
                const sizes = Float64Array.from(given, ({ size }) => (size === 10 ? NaN : size));
                const middle = Math.min(cut, given.length);
                all.addRows(reasons, sizes, 0, middle);
                all.addRows(reasons, sizes, middle, given.length);
                assert.deepEqual(all.counts(), one.counts());
                assert.equal(all.rows, given.length);
            }),
        );
    });

    it("put sizes into classes by powers of two", () => {
        const sizes = [0, 1, 2, 3, 4, 7, 8, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 45, 2 ** 50];
        const { tiers } = counted(
            sizes.map((size) => ({
                reasons: [selectedCode, reasonCode.prefix, reasonCode.prefix],
                size,
                classCode: 1,
                isTriedTooOften: false,
            })),
        );
        assert.deepEqual(
            tiers[0]?.sizes.map(({ leastBytes, objects }) => [leastBytes, objects]),
            [
                [0, 1],
                [1, 1],
                [2, 2],
                [4, 2],
                [8, 1],
                [2 ** 31, 2],
                [2 ** 32, 1],
                [2 ** 45, 1],
                [2 ** 46, 1],
            ],
        );
        assert.deepEqual(Object.keys(tiers[0].sourceClasses), [storageClassNames[0]]);
    });

    it("keep the first examples of unreadable rows", () => {
        const bad = (size: number): Counted => ({
            reasons: Array<number>(tierCount).fill(reasonCode["unreadable-row"]),
            size,
            classCode: 1,
            isTriedTooOften: false,
        });
        const part = (from: number): ScanCounts =>
            counted(Array.from({ length: 7 }, (_, index) => bad(from + index)));
        const merged = mergeScanCounts([part(0), part(7)]);
        assert.equal(merged.unreadableRows, 14);
        assert.deepEqual(
            merged.unreadable,
            Array.from({ length: maxUnreadableExamples }, (_, index) => `row ${index}`),
        );
    });

    it("of other tiers cannot be merged", () => {
        assert.throws(() => mergeScanCounts([noScanCounts(2), noScanCounts(1)]), {
            message: "scan counts: every part must have the 2 tiers of the first, got 1",
        });
    });
});
