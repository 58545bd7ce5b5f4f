import assert from "node:assert/strict";
import fc from "fast-check";
import { emptyContent } from "../../../local/s3/content";
import { StoredVersion } from "../../../local/s3/storedVersion";
import { compareUtf8 } from "../../../local/s3/utf8Order";
import { VersionStore } from "../../../local/s3/versionStore";

const version = (key: string, versionId: string, lastModified = 0): StoredVersion =>
    new StoredVersion({ key, versionId, lastModified, content: emptyContent });

describe("compareUtf8", () => {
    it("orders as the UTF-8 bytes do", () => {
        const text = fc.string({ unit: "binary", maxLength: 8 });
        fc.assert(
            fc.property(text, text, (a, b) => {
                const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
                assert.equal(Math.sign(compareUtf8(a, b)), expected);
            }),
        );
        assert.ok(compareUtf8("\u{1f600}", "\uffee") > 0, "a surrogate pair sorts after U+FFEE");
    });
});

describe("VersionStore", () => {
    it("agrees with a plain list under any additions and removals", () => {
        const step = fc.record({
            remove: fc.boolean(),
            key: fc.constantFrom("a", "b", "a/b", "é", "\u{1f600}", "\uffee", "z"),
            id: fc.constantFrom("null", "1", "2"),
            read: fc.boolean(),
        });
        fc.assert(
            fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
                const store = new VersionStore();
                let plain: StoredVersion[] = [];
                for (const { remove, key, id, read } of steps) {
                    if (remove) {
                        const found = store.find(key, id);
                        if (found !== undefined) store.remove(found);
                        plain = plain.filter((one) => one !== found);
                    } else {
                        const added = version(key, id);
                        plain = plain.filter((one) => one.key !== key || one.versionId !== id);
                        plain.unshift(added);
                        store.add(added);
                    }
                    if (!read) continue;
                    const keys = [...new Set(plain.map((one) => one.key))].sort(compareUtf8);
                    assert.deepEqual([...store.keys()], keys);
                    assert.deepEqual(
                        [...store.keys("b", true)],
                        keys.filter((one) => compareUtf8(one, "b") > 0),
                    );
                    assert.equal(store.size, plain.length);
                    assert.deepEqual(
                        store.chain(key),
                        plain.filter((one) => one.key === key),
                    );
                }
            }),
        );
    });

    it("puts seeded versions in the order of their dates", () => {
        const store = new VersionStore();
        for (const [id, at] of [
            ["old", 1],
            ["new", 3],
            ["middle", 2],
        ] as const) {
            store.addByDate(version("k", id, at));
        }
        assert.deepEqual(
            store.chain("k").map((one) => one.versionId),
            ["new", "middle", "old"],
        );
    });

    it("keeps every key when most keys of a big bucket are removed", () => {
        const store = new VersionStore();
        const made = Array.from({ length: 5000 }, (_, i) => version(`k${i}`, "null"));
        for (const one of made) store.add(one);
        for (const one of made.slice(10)) store.remove(one);
        assert.equal(store.size, 10);
        assert.equal([...store.keys()].length, 10);
    });
});
