import assert from "node:assert/strict";
import fc from "fast-check";
import { floorBytes } from "../../../model/economics/floorBytes";
import { classPrices } from "../../../model/economics/prices";
import { type StorageClass, targetClasses } from "../../../model/storageClass";

/** USD per GB-month times bytes, spelled out. */
function keeping(storageClass: StorageClass, bytes: number): number {
    const price = classPrices[storageClass];
    const billed = Math.max(bytes, price.minimumBilledBytes);
    return (
        billed * price.storagePerGbMonth +
        price.overheadBytes * price.storagePerGbMonth +
        price.standardOverheadBytes * 0.023
    );
}

describe("floorBytes", () => {
    it("agrees with the reference's floors from STANDARD, in KB", () => {
        const floors = [
            "STANDARD_IA",
            "ONEZONE_IA",
            "GLACIER_IR",
            "GLACIER",
            "DEEP_ARCHIVE",
        ] as const;
        assert.deepEqual(
            floors.map((target) => Math.round((floorBytes("STANDARD", target) / 1024) * 10) / 10),
            [69.6, 55.7, 22.3, 15.4, 9.8],
        );
    });

    it("is where every larger object begins to cost less", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...targetClasses),
                fc.constantFrom(...targetClasses.filter((each) => each !== "INTELLIGENT_TIERING")),
                fc.nat(10_000_000),
                (source, target, above) => {
                    const floor = floorBytes(source, target);
                    if (floor === Infinity) {
                        assert.ok(keeping(target, 2 ** 50) >= keeping(source, 2 ** 50));
                        return;
                    }
                    assert.ok(
                        keeping(target, floor + 1 + above) < keeping(source, floor + 1 + above),
                    );
                    if (floor > 1)
                        assert.ok(keeping(target, floor - 1) >= keeping(source, floor - 1));
                },
            ),
            { numRuns: 1000 },
        );
    });

    it("judges INTELLIGENT_TIERING by the size it tiers at", () => {
        assert.equal(floorBytes("STANDARD", "INTELLIGENT_TIERING"), 131072);
    });
});
