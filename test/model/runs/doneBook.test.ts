import assert from "node:assert/strict";
import fc from "fast-check";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { DoneBook, type DoneObject } from "../../../model/runs/doneBook";

const row = (changes: Partial<InventoryRow>): InventoryRow => ({
    bucket: "b",
    key: "k",
    size: 5,
    lastModified: 1000,
    ...changes,
});
const bookOf = (...done: Partial<DoneObject>[]): DoneBook => {
    const book = new DoneBook();
    for (const changes of done) book.add({ key: "k", size: 5, inventoryTime: 1000, ...changes });
    return book;
};

describe("DoneBook", () => {
    const cases: readonly [string, Partial<DoneObject>, Partial<InventoryRow>, boolean][] = [
        [
            "a version, however young it looks",
            { versionId: "v" },
            { versionId: "v", lastModified: 2000 },
            true,
        ],
        ["another version", { versionId: "v" }, { versionId: "w" }, false],
        ["a version of another key", { versionId: "v" }, { versionId: "v", key: "l" }, false],
        [
            "a null version as old as the inventory",
            { versionId: "null" },
            { versionId: "null" },
            true,
        ],
        [
            "a younger null version",
            { versionId: "null" },
            { versionId: "null", lastModified: 1001 },
            false,
        ],
        [
            "a null version of another size",
            { versionId: "null" },
            { versionId: "null", size: 6 },
            false,
        ],
        [
            "a null version without a date",
            { versionId: "null" },
            { versionId: "null", lastModified: undefined },
            false,
        ],
        ["an object where no versions are named", {}, {}, true],
        ["a younger one", {}, { lastModified: 1001 }, false],
        ["one of another size", {}, { size: 6 }, false],
        ["a null version for an object without", {}, { versionId: "null" }, false],
        ["a version for an object without", {}, { versionId: "v" }, false],
        ["an object without for a null version", { versionId: "null" }, {}, false],
        ["an object without for a version", { versionId: "v" }, {}, false],
    ];
    for (const [name, done, listed, expected] of cases)
        it(`${expected ? "knows" : "does not know"} ${name}`, () => {
            assert.equal(bookOf(done).has(row(listed)), expected);
        });

    it("goes by the newest inventory of an object done twice, in any order", () => {
        for (const times of [
            [1000, 3000],
            [3000, 1000],
        ]) {
            const book = bookOf(...times.map((inventoryTime) => ({ inventoryTime })));
            assert.equal(book.size, 1);
            assert.equal(book.has(row({ lastModified: 3000 })), true);
            assert.equal(book.has(row({ lastModified: 3001 })), false);
        }
    });

    it("survives a round trip through bytes", () => {
        const done = fc.record({
            key: fc.string({ unit: "grapheme", maxLength: 12 }),
            versionId: fc.option(fc.constantFrom("null", "v1", "v2"), { nil: undefined }),
            size: fc.nat(3),
            inventoryTime: fc.integer({ min: 0, max: 2 ** 47 }),
        });
        fc.assert(
            fc.property(fc.array(done), fc.array(done), (all, others) => {
                const book = bookOf(...all);
                const read = DoneBook.fromBytes(book.toBytes());
                assert.equal(read.size, book.size);
                for (const { key, versionId, size, inventoryTime } of [...all, ...others]) {
                    const listed = row({ key, versionId, size, lastModified: inventoryTime });
                    assert.equal(read.has(listed), book.has(listed));
                }
                for (const { key, versionId, size, inventoryTime } of all)
                    assert.ok(read.has(row({ key, versionId, size, lastModified: inventoryTime })));
            }),
        );
    });

    it("refuses bytes that are no whole number of entries", () => {
        assert.throws(() => DoneBook.fromBytes(Buffer.alloc(23)), {
            name: "RangeError",
            message: "done list: must have a multiple of 22 bytes, got 23",
        });
    });
});
