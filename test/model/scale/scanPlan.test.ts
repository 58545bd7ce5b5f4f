import assert from "node:assert/strict";
import fc from "fast-check";
import type { InventoryFormat } from "../../../model/inventory/inventoryManifest";
import { shardLimits, submitLimits } from "../../../model/scale/functionLimits";
import { defaultScaleOut } from "../../../model/scale/scaleOut";
import { maxShards, readableBytes, scanPlan, type ScanPlan } from "../../../model/scale/scanPlan";

const files = (sizes: readonly number[]) =>
    sizes.map((size, index) => ({ key: `f${index}`, size, md5: "0".repeat(32) }));
const plan = (sizes: readonly number[], format: InventoryFormat = "CSV"): ScanPlan =>
    scanPlan({ format, files: files(sizes) }, defaultScaleOut);
const gigabyte = 1e9;

describe("scanPlan", () => {
    it("reads few small files in one function and more in one each", () => {
        assert.deepEqual(plan([]), { kind: "one-function" });
        assert.deepEqual(plan(Array<number>(19).fill(1e6)), { kind: "one-function" });
        assert.deepEqual(plan(Array<number>(20).fill(1e6)), {
            kind: "shards",
            shards: Array.from({ length: 20 }, (_, first) => ({ first, files: 1 })),
        });
    });

    it("spreads few files that one function cannot read in its time or store", () => {
        assert.equal(plan(Array<number>(5).fill(2 * gigabyte)).kind, "shards");
        assert.equal(plan([3 * gigabyte]).kind, "one-function");
        assert.equal(plan([3 * gigabyte], "Parquet").kind, "shards");
        assert.ok(readableBytes("CSV", submitLimits, 1) < readableBytes("CSV", shardLimits, 2));
    });

    it("refuses a file that no function can read, with its size and the limit", () => {
        assert.deepEqual(plan([1e6, 20 * gigabyte]), {
            kind: "refused",
            reasons: [
                "data file f1: one function reads at most 13770000000 bytes of CSV within its time, got 20000000000; " +
                    "S3 writes far smaller files, so look at who wrote this one",
            ],
        });
        assert.deepEqual(plan([10 * gigabyte], "ORC"), {
            kind: "refused",
            reasons: [
                "data file f0: a ORC file is read from a function's storage, which takes at most 9663676416 bytes, " +
                    "got 10000000000; deliver the inventory as CSV",
            ],
        });
    });

    it("names few of many refused files", () => {
        const refused = plan(Array<number>(12).fill(1e12));
        assert.equal(refused.kind === "refused" && refused.reasons.length, 6);
        assert.equal(refused.kind === "refused" && refused.reasons[5], "and 7 more like these");
    });

    it("gives a shard several files when there are more files than shards", () => {
        const shards = plan(Array<number>(25_001).fill(1e6));
        assert.ok(shards.kind === "shards");
        assert.equal(shards.shards.length, 8334);
        assert.deepEqual(shards.shards.at(-1), { first: 24_999, files: 2 });
        assert.equal(plan(Array<number>(25_001).fill(5 * gigabyte)).kind, "refused");
    });

    it("has every file in one shard, in order, and never more shards than may be", () => {
        fc.assert(
            fc.property(fc.integer({ min: 20, max: 60_000 }), (count) => {
                const found = plan(Array<number>(count).fill(1000));
                assert.ok(found.kind === "shards");
                assert.ok(found.shards.length <= maxShards);
                let next = 0;
                for (const { first, files: many } of found.shards) {
                    assert.equal(first, next);
                    assert.ok(many >= 1);
                    next += many;
                }
                assert.equal(next, count);
            }),
            { numRuns: 30 },
        );
    });
});
