import assert from "node:assert/strict";
import type { DoneObject } from "../../../model/runs/doneBook";
import { TriedBook } from "../../../model/runs/triedBook";

const object: DoneObject = { key: "k", versionId: "v", size: 5, inventoryTime: 1000 };
const row = { bucket: "b", key: "k", versionId: "v", size: 5, lastModified: 1000 };

describe("TriedBook", () => {
    it("counts a run once per object, and runs of one object together", () => {
        const book = new TriedBook();
        assert.equal(book.runsOf(row), 0);
        book.add(object, "one");
        book.add(object, "one");
        assert.equal(book.runsOf(row), 1);
        book.add({ ...object, inventoryTime: 2000 }, "two");
        assert.equal(book.runsOf(row), 2);
        assert.equal(book.runsOf({ ...row, versionId: "w" }), 0);
        assert.equal(book.size, 1);
    });

    it("takes what was rewritten since for another object where versions do not tell", () => {
        const book = new TriedBook();
        book.add({ ...object, versionId: "null" }, "one");
        assert.equal(book.runsOf({ ...row, versionId: "null" }), 1);
        assert.equal(book.runsOf({ ...row, versionId: "null", lastModified: 1001 }), 0);
        assert.equal(book.runsOf({ ...row, versionId: "null", lastModified: undefined }), 0);
    });

    it("is the same after it was stored, and goes on counting", () => {
        const book = new TriedBook();
        book.add(object, "one");
        book.add({ ...object, key: "l" }, "one");
        const stored = TriedBook.fromBytes(book.toBytes());
        stored.add(object, "two");
        assert.deepEqual([stored.runsOf(row), stored.runsOf({ ...row, key: "l" })], [2, 1]);
        assert.deepEqual(TriedBook.fromBytes(stored.toBytes()).toBytes(), stored.toBytes());
    });

    it("refuses bytes that it did not write", () => {
        assert.throws(() => TriedBook.fromBytes(Buffer.alloc(22)), {
            name: "RangeError",
            message: "tried list: must have a multiple of 23 bytes, got 22",
        });
    });
});
