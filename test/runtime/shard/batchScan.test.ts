import assert from "node:assert/strict";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import type { Selection } from "../../../model/config/types";
import { BatchScan } from "../../../runtime/shard/batchScan";
import { batchOfRows } from "../../model/inventory/batchOfRows";
import { CollectingSink } from "./collectingSink";

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
const row = (key: string): InventoryRow => ({
    bucket: "b",
    key,
    size: 5,
    lastModified: 0,
    storageClass: "STANDARD",
});

describe("BatchScan", () => {
    it("says which row cannot be read, across batches and full sinks", async () => {
        const sink = new CollectingSink("b", 2);
        const tiers = [{ name: "t", select, sink }];
        const scan = new BatchScan("data/f", tiers, { sourceBucket: "b", createdAt: 1 }, undefined);
        const batch = batchOfRows(["a", "b", "c", "broken", "d"].map(row), {
            sourceBucket: "b",
            keysEncoded: false,
            listsVersions: false,
            bytesOf: (key) => (key === "broken" ? Buffer.from([0xff]) : Buffer.from(key)),
        });
        for (let time = 0; time < 2; time++)
            for (let next = 0; next < batch.rows;) {
                next = scan.take(batch, next);
                await scan.full?.flush();
            }
        assert.equal(sink.flushes, 4);
        const { scanned, tiers: counted, unreadable } = scan.counts;
        assert.deepEqual(
            unreadable.map((text) => text.split(":")[0]),
            ["data/f near row 4", "data/f near row 9"],
        );
        assert.deepEqual(scanned, { objects: 10, bytes: 40 });
        assert.deepEqual(counted[0]?.selected, { objects: 8, bytes: 40 });
        assert.deepEqual(counted[0].skipped, { "unreadable-row": { objects: 2, bytes: 0 } });
        assert.equal(sink.rows.map(({ key }) => key).join(""), "abcdabcd");
    });
});
