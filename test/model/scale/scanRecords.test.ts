import assert from "node:assert/strict";
import { DoneBook } from "../../../model/runs/doneBook";
import { TriedBook } from "../../../model/runs/triedBook";
import { doneSetBytes, doneSetOf } from "../../../model/scale/doneSet";
import { executionName, scanId, scanIdPrefix } from "../../../model/scale/scanIdentity";
import { MalformedShardItem, shardItem } from "../../../model/scale/shardItem";

const inventory = {
    sourceBucket: "b",
    configurationId: "archival",
    manifestKey: "k",
    manifestMd5: "0123456789abcdef".repeat(2),
    createdAt: "2026-11-22T01:00:00.000Z",
};
const scan = { account: "1", inventory, runs: ["r1", "r2"], proofs: ["p"] };

describe("scanId", () => {
    it("is the same for the same work in any order, and another for other work", () => {
        const id = scanId(scan);
        assert.match(id, /^[0-9a-f]{64}$/);
        assert.ok(id.startsWith(scanIdPrefix(inventory)));
        assert.equal(scanId({ ...scan, runs: ["r2", "r1"] }), id);
        const others = [
            scanId({ ...scan, account: "2" }),
            scanId({ ...scan, runs: ["r1"] }),
            scanId({ ...scan, after: id }),
            scanId({ ...scan, runs: ["r1", "r2", "p"], proofs: [] }),
            scanId({ ...scan, inventory: { ...inventory, sourceBucket: "c" } }),
        ];
        assert.equal(new Set([id, ...others]).size, 6);
    });

    it("makes names that Step Functions takes", () => {
        assert.match(executionName(scanId(scan), 3), /^[0-9a-f]{64}-3$/);
    });
});

describe("doneSet", () => {
    it("reads back what it wrote", () => {
        const object = { key: "k", versionId: "v", size: 1, inventoryTime: 5 };
        const done = new DoneBook();
        done.add(object);
        const tried = new TriedBook();
        tried.add({ ...object, key: "l" }, "run");
        const read = doneSetOf(doneSetBytes({ done, tried }));
        const row = { bucket: "b", key: "k", versionId: "v", size: 1 };
        assert.deepEqual([read.done.has(row), read.done.has({ ...row, key: "l" })], [true, false]);
        assert.deepEqual([read.tried.runsOf({ ...row, key: "l" }), read.tried.size], [1, 1]);
    });

    it("refuses bytes that it did not write", () => {
        for (const bytes of [[], [0, 0, 0], [0, 0, 0, 9, 1], [0, 0, 0, 1, 1]])
            assert.throws(() => doneSetOf(Buffer.from(bytes)), RangeError);
    });
});

describe("shardItem", () => {
    const item = { bucket: "acme", scanId: "a".repeat(64), shard: 0 };

    it("takes a shard's item and nothing else", () => {
        assert.deepEqual(shardItem({ ...item }), item);
        const bad: [unknown, RegExp][] = [
            [null, /bucket must be a bucket name, got nothing/],
            [{ ...item, bucket: "A/b" }, /bucket must be a bucket name, got "A\/b"/],
            [{ ...item, scanId: "a" }, /scanId must be 64 hexadecimal digits, got "a"/],
            [{ ...item, shard: -1 }, /shard must be a whole number from 0, got -1/],
            [{ ...item, shard: "1" }, /shard must be a whole number from 0, got "1"/],
            [{ ...item, tier: "x" }, /must have bucket, scanId and shard alone, got also tier/],
        ];
        for (const [event, message] of bad)
            assert.throws(
                () => shardItem(event),
                (error: Error) => {
                    assert.ok(error instanceof MalformedShardItem);
                    assert.match(error.message, message);
                    return true;
                },
            );
    });
});
