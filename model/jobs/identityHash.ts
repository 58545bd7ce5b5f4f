/**
 * 128 bits that stand for one object of a manifest or report: HalfSipHash-2-4 (Aumasson and Bernstein) twice, under
 * two independent keys. The keys are drawn anew for every join and leave it never, so nobody who names objects or
 * writes a report can make two objects collide: among n objects of a job, two share all 128 bits with the odds
 * n^2 / 2^129, for 100 million objects 1 in 10^22.
 */
import { randomBytes } from "node:crypto";
import { hexDigit as hexDigits, percentSign, plusSign } from "../inventory/percentEscape";

const newline = 0x0a;
// Locals: a look into another module costs in the loop over every byte.
const percent = percentSign;
const plus = plusSign;
const hexDigit = hexDigits;
const space = 0x20;
const keyBytes = 16;
const leastCapacity = 4096;

/** Hashes one identity at a time; the result stands in `first` to `fourth` until the next. */
export class IdentityHash {
    first = 0;
    second = 0;
    third = 0;
    fourth = 0;
    readonly #key: Int32Array;
    #bytes = new Uint8Array(leastCapacity);
    #words = new Int32Array(this.#bytes.buffer);

    /** @param key 16 bytes, two keys of 8; a secret of one join. */
    constructor(key: Uint8Array = randomBytes(keyBytes)) {
        const copy = Uint8Array.from(key);
        this.#key = new Int32Array(copy.buffer, 0, keyBytes / 4);
    }

    ofText(text: string): void {
        const bytes = Buffer.from(text);
        this.#reserve(bytes.length);
        this.#bytes.set(bytes);
        this.#hash(bytes.length);
    }

    /**
     * The same as `ofText` of the identity (rowIdentity.ts) of a row whose columns stand in `source`, all ASCII. False
     * for a key whose escapes are not all ASCII or not escapes; nothing is hashed then.
     */
    ofColumns(
        source: Uint8Array,
        bucketStart: number,
        bucketEnd: number,
        keyStart: number,
        keyEnd: number,
        versionStart: number,
        versionEnd: number,
    ): boolean {
        this.#reserve(bucketEnd - bucketStart + keyEnd - keyStart + versionEnd - versionStart + 2);
        const target = this.#bytes;
        let to = 0;
        for (let at = bucketStart; at < bucketEnd; at++) target[to++] = source[at] as number;
        target[to++] = newline;
        for (let at = keyStart; at < keyEnd; at++) {
            let byte = source[at] as number;
            if (byte <= plus) {
                if (byte === plus) byte = space;
                else if (byte === percent) {
                    if (at + 2 >= keyEnd) return false;
                    const high = hexDigit[source[at + 1] as number] as number;
                    const low = hexDigit[source[at + 2] as number] as number;
                    if (high < 0 || high > 7 || low < 0) return false;
                    byte = 16 * high + low;
                    at += 2;
                }
            }
            target[to++] = byte;
        }
        target[to++] = newline;
        if (!isNull(source, versionStart, versionEnd))
            for (let at = versionStart; at < versionEnd; at++) target[to++] = source[at] as number;
        this.#hash(to);
        return true;
    }

    #reserve(length: number): void {
        // The last word is read whole.
        if (length + 4 <= this.#bytes.length) return;
        this.#bytes = new Uint8Array(4 * Math.ceil((2 * length + 4) / 4));
        this.#words = new Int32Array(this.#bytes.buffer);
    }

    #hash(length: number): void {
        const key = this.#key;
        const words = this.#words;
        const whole = length >>> 2;
        const tail = (words[whole] as number) & ((1 << (8 * (length & 3))) - 1);
        const last = (length << 24) | tail;
        for (let lane = 0; lane < 2; lane++) {
            let v0 = key[2 * lane] as number;
            let v1 = (key[2 * lane + 1] as number) ^ 0xee;
            let v2 = (key[2 * lane] as number) ^ 0x6c796765;
            let v3 = (key[2 * lane + 1] as number) ^ 0x74656462;
            for (let at = 0; at <= whole; at++) {
                const word = at < whole ? (words[at] as number) : last;
                v3 ^= word;
                for (let round = 0; round < 2; round++) {
                    v0 = (v0 + v1) | 0;
                    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
                    v0 = (v0 << 16) | (v0 >>> 16);
                    v2 = (v2 + v3) | 0;
                    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
                    v0 = (v0 + v3) | 0;
                    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
                    v2 = (v2 + v1) | 0;
                    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
                    v2 = (v2 << 16) | (v2 >>> 16);
                }
                v0 ^= word;
            }
            v2 ^= 0xee;
            for (let half = 0; half < 2; half++) {
                for (let round = 0; round < 4; round++) {
                    v0 = (v0 + v1) | 0;
                    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
                    v0 = (v0 << 16) | (v0 >>> 16);
                    v2 = (v2 + v3) | 0;
                    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
                    v0 = (v0 + v3) | 0;
                    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
                    v2 = (v2 + v1) | 0;
                    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
                    v2 = (v2 << 16) | (v2 >>> 16);
                }
                const out = v1 ^ v3;
                if (lane === 0) {
                    if (half === 0) this.first = out;
                    else this.second = out;
                } else if (half === 0) this.third = out;
                else this.fourth = out;
                v1 ^= 0xdd;
            }
        }
    }
}

/** Whether the version is written "null"; both sides may also leave it out. */
function isNull(source: Uint8Array, start: number, end: number): boolean {
    return (
        end - start === 4 &&
        source[start] === 0x6e &&
        source[start + 1] === 0x75 &&
        source[start + 2] === 0x6c &&
        source[start + 3] === 0x6c
    );
}
