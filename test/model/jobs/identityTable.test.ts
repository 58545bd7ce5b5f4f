import assert from "node:assert/strict";
import { IdentityHash } from "../../../model/jobs/identityHash";
import { IdentityTable, identityTableBytes } from "../../../model/jobs/identityTable";

function hashOf(...words: readonly [number, number, number, number]): IdentityHash {
    const hash = new IdentityHash();
    [hash.first, hash.second, hash.third, hash.fourth] = words;
    return hash;
}

describe("IdentityTable", () => {
    it("tells hashes apart that differ in one of their four words, or in the sign of one", () => {
        const table = new IdentityTable(0);
        const all = [
            hashOf(1, 2, 3, 4),
            hashOf(-1, 2, 3, 4),
            hashOf(1, -2, 3, 4),
            hashOf(1, 2, -3, 4),
            hashOf(1, 2, 3, -4),
        ];
        assert.deepEqual(
            all.map((hash) => table.findOrAdd(hash)),
            [0, 1, 2, 3, 4],
        );
        assert.deepEqual(
            all.map((hash) => table.find(hash)),
            [0, 1, 2, 3, 4],
        );
        assert.equal(table.find(hashOf(1, 2, 3, 5)), -1);
    });
    it("keeps number, size and state of an entry while it grows", () => {
        const table = new IdentityTable(1);
        for (let index = 0; index < 10_000; index++) {
            const entry = table.findOrAdd(hashOf(index % 3, index, 0, 0));
            assert.equal(entry, index);
            table.sizes[entry] = 2 * index;
            table.states[entry] = index;
        }
        assert.equal(table.length, 10_000);
        for (let index = 0; index < 10_000; index += 37) {
            const entry = table.find(hashOf(index % 3, index, 0, 0));
            assert.deepEqual(
                [entry, table.sizes[entry], table.states[entry]],
                [index, 2 * index, index],
            );
        }
    });
    it("knows nothing of what was there before it was emptied, and takes as many without growing", () => {
        const table = new IdentityTable(2_000);
        const { sizes } = table;
        for (const round of [0, 1]) {
            for (let index = 0; index < 2_000; index++) {
                const hash = hashOf(index, index, round, 0);
                assert.equal(table.find(hash), -1);
                const entry = table.findOrAdd(hash);
                assert.deepEqual([entry, table.sizes[entry], table.states[entry]], [index, 0, 0]);
                table.sizes[entry] = 5;
                table.states[entry] = 7;
            }
            assert.equal(table.length, 2_000);
            table.clear();
            assert.equal(table.length, 0);
        }
        assert.equal(table.sizes, sizes);
    });
    it("needs 28 bytes for an entry and 5.3 to 10.7 for its place in the index", () => {
        assert.equal(identityTableBytes(3 * 2 ** 24), 28 * 3 * 2 ** 24 + 4 * 2 ** 26);
        assert.equal(identityTableBytes(3 * 2 ** 24 + 1), 28 * (3 * 2 ** 24 + 1) + 4 * 2 ** 27);
        assert.equal(identityTableBytes(32_000_000), 896_000_000 + 4 * 2 ** 26);
    });
});
