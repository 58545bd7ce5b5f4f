import assert from "node:assert/strict";
import fc from "fast-check";
import {
    decodeInventoryKey,
    decodeManifestKey,
    encodeInventoryKey,
    encodeManifestKey,
    KeyCodecError,
} from "../../../model/inventory/keyCodec";

/** [raw, as an inventory has it, as a manifest has it] */
const table: readonly (readonly [string, string, string])[] = [
    ["logs/2024/a b+c.txt", "logs/2024/a+b%2Bc.txt", "logs/2024/a%20b%2Bc.txt"],
    ["plain/key-1_2.txt", "plain/key-1_2.txt", "plain/key-1_2.txt"],
    ['say "hi", they/said', "say+%22hi%22%2C+they/said", "say%20%22hi%22%2C%20they/said"],
    ["line\nbreak\r", "line%0Abreak%0D", "line%0Abreak%0D"],
    ["100%/50%25", "100%25/50%2525", "100%25/50%2525"],
    [
        "Grüße/鍵/🗝",
        "Gr%C3%BC%C3%9Fe/%E9%8D%B5/%F0%9F%97%9D",
        "Gr%C3%BC%C3%9Fe/%E9%8D%B5/%F0%9F%97%9D",
    ],
    ["!'()*~", "%21%27%28%29*%7E", "%21%27%28%29%2A~"],
    ["a\u0000b\u007f", "a%00b%7F", "a%00b%7F"],
    ["//../.", "//../.", "//../."],
    ["", "", ""],
];

const hostileKey = fc
    .array(
        fc.oneof(
            fc.constantFrom(
                ...Array.from(" +%/\"',\n\r\t\\=&?#:;!()*~\u0000\u007f"),
                "%2B",
                "%20",
                "%",
                "../",
                "\ufeff",
            ),
            fc.string({ unit: "grapheme", maxLength: 8 }),
            fc.string({ unit: "binary", maxLength: 8 }),
        ),
        { maxLength: 40 },
    )
    .map((parts) => parts.join(""))
    .filter((key) => key.isWellFormed());

describe("keyCodec", () => {
    for (const [raw, inventory, manifest] of table) {
        it(`writes ${JSON.stringify(raw)} as AWS does and reads it back`, () => {
            assert.equal(encodeInventoryKey(raw), inventory);
            assert.equal(encodeManifestKey(raw), manifest);
            assert.equal(decodeInventoryKey(inventory), raw);
            assert.equal(decodeManifestKey(manifest), raw);
        });
    }

    it("decodes what it encodes, for any key", () => {
        fc.assert(
            fc.property(hostileKey, (key) => {
                assert.equal(decodeInventoryKey(encodeInventoryKey(key)), key);
                assert.equal(decodeManifestKey(encodeManifestKey(key)), key);
            }),
            { numRuns: 2000 },
        );
    });

    it("writes manifest keys that mean the same with and without form-style decoding", () => {
        fc.assert(
            fc.property(hostileKey, (key) => {
                const encoded = encodeManifestKey(key);
                assert.match(encoded, /^(?:[A-Za-z0-9\-_.~/]|%[0-9A-F]{2})*$/);
                assert.equal(decodeURIComponent(encoded), key);
            }),
        );
    });

    it("writes inventory keys that need no CSV escaping", () => {
        fc.assert(
            fc.property(hostileKey, (key) => {
                assert.match(encodeInventoryKey(key), /^(?:[A-Za-z0-9\-_.*/+]|%[0-9A-F]{2})*$/);
            }),
        );
    });

    it("accepts lower-case escapes and unescaped characters", () => {
        assert.equal(decodeInventoryKey("a%c3%bc,ü"), "aü,ü");
    });

    for (const bad of ["100%", "a%2", "a%ZZ", "%C3", "%C3%28", "%FF", "%C0%AF", "%ED%A0%80"]) {
        it(`refuses ${bad} and names it`, () => {
            assert.throws(
                () => decodeInventoryKey(bad),
                (error: unknown) =>
                    error instanceof KeyCodecError &&
                    error.message ===
                        `inventory key: every "%" must start an escape of two hex digits and the escapes must be ` +
                            `UTF-8, got "${bad}"; was it cut off, or never encoded?`,
            );
            assert.throws(() => decodeManifestKey(bad), KeyCodecError);
        });
    }

    it("refuses to encode a lone surrogate", () => {
        assert.throws(() => encodeInventoryKey("a\ud800"), KeyCodecError);
        assert.throws(() => encodeManifestKey("\udfffb"), KeyCodecError);
    });
});
