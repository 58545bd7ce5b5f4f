import assert from "node:assert/strict";
import fc from "fast-check";
import { affixBytes, keyEndsWith, keyStartsWith } from "../../../model/inventory/keyAffix";
import { encodeInventoryKey } from "../../../model/inventory/keyCodec";
import { rawKeys } from "./hostileKeys";

/** Asks about a key with other bytes around it. */
function ask(
    test: typeof keyStartsWith,
    key: Uint8Array,
    isEncoded: boolean,
    affix: string,
): boolean {
    const bytes = Buffer.concat([Buffer.from("logs/%C"), key, Buffer.from("9.csv")]);
    return test(bytes, 7, 7 + key.length, isEncoded, affixBytes(affix));
}

describe("affixes of keys", () => {
    // Every other affix is cut out of the key itself, at any place a string can be cut.
    const cases = rawKeys.chain((key) => {
        const characters = Array.from(key);
        return fc.record({
            key: fc.constant(key),
            affix: fc.oneof(
                rawKeys,
                fc.nat(characters.length).map((at) => characters.slice(0, at).join("")),
                fc.nat(characters.length).map((at) => characters.slice(at).join("")),
            ),
            escapeAll: fc.boolean(),
        });
    });
    // Which characters S3 leaves as they are is not documented: any may come as an escape, in either case.
    const allEscaped = (key: string): string =>
        Array.from(Buffer.from(key), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

    it("are found exactly as in strings, in both encodings", () => {
        let found = 0;
        fc.assert(
            fc.property(cases, ({ key, affix, escapeAll }) => {
                const raw = Buffer.from(key);
                const encoded = Buffer.from(escapeAll ? allEscaped(key) : encodeInventoryKey(key));
                const starts = key.startsWith(affix);
                const ends = key.endsWith(affix);
                if (starts || ends) found++;
                assert.equal(ask(keyStartsWith, raw, false, affix), starts);
                assert.equal(ask(keyStartsWith, encoded, true, affix), starts);
                assert.equal(ask(keyEndsWith, raw, false, affix), ends);
                assert.equal(ask(keyEndsWith, encoded, true, affix), ends);
            }),
            { numRuns: 5000, seed: 5 },
        );
        assert.ok(found > 2000, `${found}`);
    });

    it("do not begin in the middle of an escape", () => {
        const key = Buffer.from("%C3%A9.csv");
        assert.equal(ask(keyEndsWith, key, true, "A9.csv"), false);
        assert.equal(ask(keyEndsWith, key, true, "é.csv"), true);
        assert.equal(ask(keyEndsWith, Buffer.from("xA9.csv"), true, "A9.csv"), true);
        assert.equal(ask(keyStartsWith, key, true, "%"), false);
        assert.equal(ask(keyStartsWith, Buffer.from("%25C3"), true, "%C3"), true);
    });

    it("take a plus for a space in encoded keys alone", () => {
        const key = Buffer.from("+");
        assert.equal(ask(keyStartsWith, key, true, " "), true);
        assert.equal(ask(keyEndsWith, key, true, "+"), false);
        assert.equal(ask(keyStartsWith, key, false, "+"), true);
        assert.equal(ask(keyEndsWith, key, false, " "), false);
    });

    it("must be whole characters", () => {
        assert.throws(() => affixBytes("a\ud83d"), {
            message:
                /^key prefix or suffix "a\\ud83d": must be valid Unicode, got a lone surrogate/,
        });
    });
});
