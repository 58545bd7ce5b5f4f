/**
 * A stable 32-bit hash over raw key bytes, the same whatever encoding an inventory has the key in: FNV-1a. It finds
 * the few rows worth a closer look; two keys may share a hash, so it never decides anything alone.
 */
import { escapedByte, percentSign, plusSign } from "./percentEscape";

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;
const space = 0x20;

/** Unsigned. A key that cannot be decoded has some hash as well. */
export function keyHash(bytes: Uint8Array, start: number, end: number, isEncoded: boolean): number {
    let hash = offsetBasis;
    for (let at = start; at < end; at++) {
        let byte = bytes[at] as number;
        if (isEncoded && (byte === percentSign || byte === plusSign)) {
            if (byte === plusSign) byte = space;
            else {
                const escaped = escapedByte(bytes, at, end);
                if (escaped >= 0) {
                    byte = escaped;
                    at += 2;
                }
            }
        }
        hash = Math.imul(hash ^ byte, prime);
    }
    return hash >>> 0;
}

/** Of a raw key as text. */
export function rawKeyHash(key: string): number {
    const bytes = Buffer.from(key, "utf8");
    return keyHash(bytes, 0, bytes.length, false);
}
