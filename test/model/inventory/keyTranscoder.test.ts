import assert from "node:assert/strict";
import fc from "fast-check";
import {
    decodeInventoryKey,
    encodeInventoryKey,
    encodeManifestKey,
    KeyCodecError,
} from "../../../model/inventory/keyCodec";
import { isDecodableKey, maxKeyGrowth, transcodeKey } from "../../../model/inventory/keyTranscoder";
import { hostileKeyBytes, rawKeys } from "./hostileKeys";

/** With other bytes around the key, in source and target. */
function transcoded(key: Uint8Array, isEncoded: boolean): string | undefined {
    const source = Buffer.concat([Buffer.from("%4"), key, Buffer.from("1%A9")]);
    const target = new Uint8Array(5 + maxKeyGrowth * key.length).fill(0x23);
    const end = transcodeKey(source, 2, 2 + key.length, isEncoded, target, 5);
    assert.equal(
        isDecodableKey(source, 2, 2 + key.length, isEncoded),
        end >= 0,
        "isDecodableKey says the same",
    );
    if (end < 0) return undefined;
    assert.equal(Buffer.from(target.subarray(0, 5)).toString(), "#####");
    return Buffer.from(target.subarray(5, end)).toString("latin1");
}

/** What the codec makes of a key that is read by the strictest decoder there is. */
function reference(key: Uint8Array, isEncoded: boolean): string | undefined {
    try {
        const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(key);
        return encodeManifestKey(isEncoded ? decodeInventoryKey(text) : text);
    } catch (error) {
        if (error instanceof TypeError || error instanceof KeyCodecError) return undefined;
        throw error;
    }
}

describe("transcodeKey", () => {
    it("writes what the codec writes, for keys in both encodings", () => {
        fc.assert(
            fc.property(rawKeys, (key) => {
                assert.equal(transcoded(Buffer.from(key), false), encodeManifestKey(key));
                assert.equal(
                    transcoded(Buffer.from(encodeInventoryKey(key)), true),
                    encodeManifestKey(key),
                );
            }),
            { numRuns: 2000 },
        );
    });

    it("agrees with the codec on what cannot be decoded", () => {
        let undecodable = 0;
        const runs = 10_000;
        fc.assert(
            fc.property(hostileKeyBytes, fc.boolean(), (key, isEncoded) => {
                const expected = reference(key, isEncoded);
                if (expected === undefined) undecodable++;
                assert.equal(transcoded(key, isEncoded), expected);
            }),
            { numRuns: runs, seed: 3 },
        );
        assert.ok(undecodable > runs / 10 && undecodable < runs - runs / 10, `${undecodable}`);
    });

    it("agrees with a fatal decoder at the borders of every kind of sequence", () => {
        const seconds = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
        for (let first = 0x7e; first < 256; first++)
            for (const second of seconds)
                for (const rest of [[], [0x80], [0xbf, 0x80], [0x80, 0xc0]]) {
                    const raw = Uint8Array.of(first, second, ...rest);
                    assert.equal(transcoded(raw, false), reference(raw, false));
                    if (rest.length === 1) continue;
                    const escapes = Buffer.from(
                        Array.from(raw, (byte) => `%${byte.toString(16)}`).join(""),
                    );
                    assert.equal(transcoded(escapes, true), reference(escapes, true));
                }
    });

    it("makes no character of a raw byte and an escape", () => {
        const half = Buffer.concat([Uint8Array.of(0xc3), Buffer.from("%A9")]);
        assert.equal(transcoded(half, true), undefined);
        const other = Buffer.concat([Buffer.from("%C3"), Uint8Array.of(0xa9)]);
        assert.equal(transcoded(other, true), undefined);
    });
});
