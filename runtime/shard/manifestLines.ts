/** Lines of a manifest as bytes in one buffer that is used again: no string per row. */
import { encodeManifestKey } from "../../model/inventory/keyCodec";
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import { maxKeyGrowth, transcodeKey } from "../../model/inventory/keyTranscoder";
import type { RowBatch } from "../../model/inventory/rowBatch";

const leastCapacity = 4 * 1024;
const comma = 0x2c;
const newline = 0x0a;
const zero = 0x30;
/** Two commas more than there are, the digits of any size, "null" and the newline. */
const lineOverhead = 32;

const nothing = new Uint8Array(0);
const nullVersion = new TextEncoder().encode("null");
/**
 * Version ids are "Unicode, UTF-8 encoded, URL-ready" (S3 User Guide, April 2026): what is between space and "~"
 * without quote and comma. Anything else would move the columns of a manifest.
 */
const urlReady = /^[!#-+\--~]+$/;
const isUrlReady = new Uint8Array(256);
for (let code = 0; code < 128; code++)
    if (urlReady.test(String.fromCharCode(code))) isUrlReady[code] = 1;

export class ManifestLines {
    readonly #bucket: Uint8Array;
    readonly #namesVersions: boolean;
    #bytes: Uint8Array<ArrayBuffer> = nothing;
    /** Bytes to begin with: as many as the lines taken last needed. */
    #capacity = leastCapacity;
    #used = 0;

    constructor(bucket: string, namesVersions: boolean) {
        this.#bucket = new TextEncoder().encode(`${bucket},`);
        this.#namesVersions = namesVersions;
    }

    /** Bytes of the lines since the last `take`. */
    get length(): number {
        return this.#used;
    }

    /** Adds a row's line; false, and nothing is added, when its key or version id cannot be written. */
    add(batch: RowBatch, index: number): boolean {
        const keyStart = batch.keyStart[index] as number;
        const keyEnd = batch.keyEnd[index] as number;
        const versionStart = batch.versionStart[index] as number;
        const versionEnd = batch.versionEnd[index] as number;
        const bucket = this.#bucket;
        const keyMost = maxKeyGrowth * (keyEnd - keyStart);
        this.#reserve(bucket.length + keyMost + (versionEnd - versionStart) + lineOverhead);
        const target = this.#bytes;
        let at = this.#used;
        for (let from = 0; from < bucket.length; from++) target[at++] = bucket[from] as number;
        at = transcodeKey(batch.keyBytes, keyStart, keyEnd, batch.keysEncoded, target, at);
        if (at < 0) return false;
        target[at++] = comma;
        if (this.#namesVersions) {
            at = putVersion(batch.versionBytes, versionStart, versionEnd, target, at);
            if (at < 0) return false;
            target[at++] = comma;
        }
        at = putNumber(target, at, batch.size[index] as number);
        target[at] = newline;
        this.#used = at + 1;
        return true;
    }

    /** Adds lines that somebody else has written in the same form. */
    addWritten(bytes: Uint8Array, start: number, end: number): void {
        this.#reserve(end - start);
        this.#bytes.set(bytes.subarray(start, end), this.#used);
        this.#used += end - start;
    }

    /** The same for a row with strings; it must have a size, and a version id where they are named. */
    addRow({ key, versionId, size }: InventoryRow): boolean {
        if (this.#namesVersions && !urlReady.test(versionId ?? "")) return false;
        const columns = [encodeManifestKey(key), ...(this.#namesVersions ? [versionId] : []), size];
        const line = Buffer.from(`${columns.join(",")}\n`);
        this.#reserve(this.#bucket.length + line.length);
        this.#bytes.set(this.#bucket, this.#used);
        this.#bytes.set(line, this.#used + this.#bucket.length);
        this.#used += this.#bucket.length + line.length;
        return true;
    }

    /** The lines so far, the caller's to keep; begins anew. */
    take(): Buffer {
        const { buffer, byteOffset } = this.#bytes;
        const lines = Buffer.from(buffer, byteOffset, this.#used);
        this.#capacity = this.#bytes.length;
        this.#bytes = nothing;
        this.#used = 0;
        return lines;
    }

    #reserve(length: number): void {
        const needed = this.#used + length;
        if (needed > this.#bytes.length) this.#grow(needed);
    }

    #grow(needed: number): void {
        const larger = Buffer.allocUnsafeSlow(
            Math.max(needed, 2 * this.#bytes.length, this.#capacity),
        );
        larger.set(this.#bytes.subarray(0, this.#used));
        this.#bytes = larger;
    }
}

/** Answers where the version id ended, or -1 for one that would move the columns. */
function putVersion(
    bytes: Uint8Array,
    start: number,
    end: number,
    target: Uint8Array,
    to: number,
): number {
    if (start === end) {
        target.set(nullVersion, to);
        return to + nullVersion.length;
    }
    let out = to;
    let areReady = 1;
    for (let at = start; at < end; at++) {
        const byte = bytes[at] as number;
        areReady &= isUrlReady[byte] as number;
        target[out++] = byte;
    }
    return areReady === 1 ? out : -1;
}

/** Decimal digits of a whole number. */
function putNumber(target: Uint8Array, to: number, value: number): number {
    if (value >= 2 ** 31) {
        const text = String(value);
        for (let index = 0; index < text.length; index++)
            target[to + index] = text.charCodeAt(index);
        return to + text.length;
    }
    let digits = 1;
    let rest = value | 0;
    for (let more = rest; more >= 10; more = (more / 10) | 0) digits++;
    for (let at = to + digits - 1; at >= to; at--) {
        const tenth = (rest / 10) | 0;
        target[at] = zero + rest - tenth * 10;
        rest = tenth;
    }
    return to + digits;
}
