/**
 * Whether a key begins or ends with a text, looked at as bytes in either encoding of keys and exact for any character.
 * Keys are taken to be well-formed: of one that is not, the answer may be either, and a key that no one can decode
 * must not be selected anyway (keyTranscoder.ts).
 */
import { escapedByte, percentSign, plusSign } from "./percentEscape";

const space = 0x20;

/**
 * The UTF-8 bytes of a raw prefix or suffix.
 * @throws Error for a lone surrogate: no S3 key can have one, so the affix would silently match nothing.
 */
export function affixBytes(affix: string): Uint8Array {
    if (/\p{Surrogate}/u.test(affix))
        throw new Error(
            `key prefix or suffix ${JSON.stringify(affix)}: must be valid Unicode, got a lone surrogate; ` +
                "write whole characters",
        );
    return new TextEncoder().encode(affix);
}

/** Whether the key in `bytes` from `start` to `end` begins with the raw bytes of `prefix`. */
export function keyStartsWith(
    bytes: Uint8Array,
    start: number,
    end: number,
    isEncoded: boolean,
    prefix: Uint8Array,
): boolean {
    if (end - start < prefix.length) return false;
    let at = start;
    for (let index = 0; index < prefix.length; index++) {
        if (at >= end) return false;
        const wanted = prefix[index] as number;
        const byte = bytes[at] as number;
        if (isEncoded && (byte === percentSign || byte === plusSign)) {
            if (byte === plusSign) {
                if (wanted !== space) return false;
                at++;
            } else {
                if (escapedByte(bytes, at, end) !== wanted) return false;
                at += 3;
            }
        } else {
            if (byte !== wanted) return false;
            at++;
        }
    }
    return true;
}

/**
 * Whether the key in `bytes` from `start` to `end` ends with the raw bytes of `suffix`. In a well-formed encoded key a
 * "%" begins three bytes that belong together, so a byte is the last of an escape exactly when a "%" stands two places
 * before it: "A9.csv" is no suffix of "%C3%A9.csv".
 */
export function keyEndsWith(
    bytes: Uint8Array,
    start: number,
    end: number,
    isEncoded: boolean,
    suffix: Uint8Array,
): boolean {
    if (end - start < suffix.length) return false;
    let at = end;
    for (let index = suffix.length - 1; index >= 0; index--) {
        if (at <= start) return false;
        const wanted = suffix[index] as number;
        if (isEncoded && at - 3 >= start && bytes[at - 3] === percentSign) {
            if (escapedByte(bytes, at - 3, at) !== wanted) return false;
            at -= 3;
            continue;
        }
        const byte = bytes[at - 1] as number;
        if ((isEncoded && byte === plusSign ? space : byte) !== wanted) return false;
        at--;
    }
    return true;
}
