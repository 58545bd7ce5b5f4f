/**
 * Keys from inventory bytes to manifest bytes in one pass, without strings. Agrees with keyCodec.ts by test: what
 * `encodeManifestKey` makes of the decoded key, and nothing for a key that cannot be decoded.
 */
import { escapedByte, percentSign, plusSign } from "./percentEscape";

/** Most manifest bytes that one byte of a key can become. */
export const maxKeyGrowth = 3;

/** 1 for `A-Z a-z 0-9 - _ . ~ /`: what stays as it is in a manifest. */
const isPlain = new Uint8Array(256);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/")
    isPlain[character.charCodeAt(0)] = 1;

const hexDigits = new TextEncoder().encode("0123456789ABCDEF");
const space = 0x20;

/**
 * Writes the key in `bytes` from `start` to `end` into `target` at `to`, which must have room for `maxKeyGrowth` times
 * as many bytes. Answers where it ended, or -1 for a key that cannot be decoded (an incomplete escape, or bytes or
 * escapes that are not UTF-8: raw bytes and escapes never make up one character); what it wrote is then void.
 */
export function transcodeKey(
    bytes: Uint8Array,
    start: number,
    end: number,
    isEncoded: boolean,
    target: Uint8Array,
    to: number,
): number {
    let at = start;
    let out = to;
    for (;;) {
        // Most bytes of most keys never leave these loops. Four at a time is twice as fast.
        while (at + 4 <= end) {
            const first = bytes[at] as number;
            const second = bytes[at + 1] as number;
            const third = bytes[at + 2] as number;
            const fourth = bytes[at + 3] as number;
            const arePlain =
                (isPlain[first] as number) &
                (isPlain[second] as number) &
                (isPlain[third] as number) &
                (isPlain[fourth] as number);
            if (arePlain === 0) break;
            target[out] = first;
            target[out + 1] = second;
            target[out + 2] = third;
            target[out + 3] = fourth;
            at += 4;
            out += 4;
        }
        let byte = 0;
        while (at < end && isPlain[(byte = bytes[at] as number)] === 1) {
            target[out++] = byte;
            at++;
        }
        if (at >= end) return out;
        const isEscape = isEncoded && byte === percentSign;
        const stride = isEscape ? 3 : 1;
        const first = isEscape ? escapedByte(bytes, at, end) : byte;
        if (first < 0) return -1;
        if (first < 0x80) {
            const raw = isEncoded && byte === plusSign ? space : first;
            if (isPlain[raw] === 1) target[out++] = raw;
            else out = putEscape(target, out, raw);
            at += stride;
            continue;
        }
        const length = sequenceLength(bytes, at, end, stride);
        if (length === 0) return -1;
        for (let index = 0; index < length; index++) {
            out = putEscape(target, out, byteAt(bytes, at, end, stride));
            at += stride;
        }
    }
}

/** Whether the key in `bytes` from `start` to `end` is sound. */
export function isDecodableKey(
    bytes: Uint8Array,
    start: number,
    end: number,
    isEncoded: boolean,
): boolean {
    let at = start;
    while (at < end) {
        const byte = bytes[at] as number;
        const isEscape = isEncoded && byte === percentSign;
        if (!isEscape && byte < 0x80) {
            at++;
            continue;
        }
        const stride = isEscape ? 3 : 1;
        const first = isEscape ? escapedByte(bytes, at, end) : byte;
        if (first < 0) return false;
        const length = first < 0x80 ? 1 : sequenceLength(bytes, at, end, stride);
        if (length === 0) return false;
        at += length * stride;
    }
    return true;
}

function putEscape(target: Uint8Array, at: number, byte: number): number {
    target[at] = percentSign;
    target[at + 1] = hexDigits[byte >> 4] as number;
    target[at + 2] = hexDigits[byte & 15] as number;
    return at + 3;
}

/** With stride 3 the value of the escape at `at`; -1 where there is no such byte. */
function byteAt(bytes: Uint8Array, at: number, end: number, stride: number): number {
    if (stride === 3) return escapedByte(bytes, at, end);
    return at < end ? (bytes[at] as number) : -1;
}

/**
 * Bytes of the character that begins at `at` with a byte of 0x80 or more; 0 when it is none. Table 3-7 of the Unicode
 * standard: no overlong forms, no surrogates, nothing beyond U+10FFFF.
 */
function sequenceLength(bytes: Uint8Array, at: number, end: number, stride: number): number {
    const first = byteAt(bytes, at, end, stride);
    if (first < 0xc2 || first > 0xf4) return 0;
    const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    const second = byteAt(bytes, at + stride, end, stride);
    if (second < least || second > most) return 0;
    for (let index = 2; index < length; index++) {
        const next = byteAt(bytes, at + index * stride, end, stride);
        if (next < 0x80 || next > 0xbf) return 0;
    }
    return length;
}
