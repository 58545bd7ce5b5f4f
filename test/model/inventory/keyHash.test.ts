import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeInventoryKey } from "../../../model/inventory/keyCodec";
import { keyHash, rawKeyHash } from "../../../model/inventory/keyHash";
import { KeyHashSet } from "../../../model/inventory/keyHashSet";
import { rawKeys } from "./hostileKeys";

describe("keyHash", () => {
    it("is the same for a key in any encoding", () => {
        fc.assert(
            fc.property(rawKeys, (key) => {
                const encoded = Buffer.from(`%4${encodeInventoryKey(key)}1%`);
                assert.equal(keyHash(encoded, 2, encoded.length - 2, true), rawKeyHash(key));
            }),
            { numRuns: 2000 },
        );
    });

    it("is FNV-1a, for shards that hash what another function wrote down", () => {
        assert.equal(rawKeyHash(""), 0x811c9dc5);
        assert.equal(rawKeyHash("foobar"), 0xbf9cf968);
        // No escape, so the percent sign stands for itself.
        assert.equal(keyHash(Buffer.from("%4G"), 0, 3, true), rawKeyHash("%4G"));
    });
});

describe("KeyHashSet", () => {
    const hashes = fc.array(
        fc.oneof(fc.nat(20), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1), fc.nat(2 ** 32 - 1)),
        { maxLength: 200 },
    );

    it("is a set of numbers that can be stored", () => {
        fc.assert(
            fc.property(hashes, hashes, (given, others) => {
                const expected = new Set(given);
                const set = new KeyHashSet();
                for (const hash of given) set.add(hash);
                const stored = set.toBytes();
                assert.equal(stored.length, 4 * expected.size);
                for (const one of [set, KeyHashSet.fromBytes(stored)]) {
                    assert.equal(one.size, expected.size);
                    for (const hash of [...given, ...others])
                        assert.equal(one.has(hash), expected.has(hash));
                }
                const reversed = new KeyHashSet();
                for (const hash of given.toReversed()) reversed.add(hash);
                assert.deepEqual(reversed.toBytes(), stored);
            }),
        );
    });

    it("refuses half a hash", () => {
        assert.throws(() => KeyHashSet.fromBytes(new Uint8Array(5)), {
            name: "RangeError",
            message: "key hashes: must have a multiple of 4 bytes, got 5",
        });
    });
});
