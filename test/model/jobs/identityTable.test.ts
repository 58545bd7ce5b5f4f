import assert from "node:assert/strict";
import { IdentityHash } from "../../../model/jobs/identityHash";
import { IdentityTable } from "../../../model/jobs/identityTable";

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
});
