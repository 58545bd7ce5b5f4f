/**
 * Parquet's three DELTA encodings. No S3 Inventory was seen with them (they belong to format version 2), so they are
 * decoded a page at a time, plainly. Source: Encodings.md of apache/parquet-format.
 */
import { mostPageBytes } from "./pageMemory";
import { ParquetProblem } from "./parquetProblem";

/** Values on a page; writers end a page at 20,000 rows or 1 MiB. */
const mostDeltaValues = 4_194_304;

export interface DeltaIntegers {
    readonly values: BigInt64Array;
    /** Behind the last byte of the encoding. */
    readonly end: number;
}

export interface TextRanges {
    readonly bytes: Uint8Array;
    readonly start: Int32Array;
    readonly end: Int32Array;
}

/** DELTA_BINARY_PACKED. @throws ParquetProblem when it contradicts itself or has more than `most` values. */
export function deltaIntegers(bytes: Uint8Array, start: number, most: number): DeltaIntegers {
    const reader = new Reader(bytes, start);
    const blockSize = reader.count(1 << 20);
    const miniblocks = reader.count(blockSize);
    const total = reader.count(Math.min(most, mostDeltaValues));
    let value = reader.integer();
    const perMiniblock = blockSize / miniblocks;
    if (!Number.isInteger(perMiniblock) || perMiniblock % 8 !== 0 || perMiniblock === 0)
        throw new ParquetProblem(
            `delta blocks must divide into miniblocks of 8n values, got ${blockSize} by ${miniblocks}`,
        );
    const values = new BigInt64Array(total);
    if (total > 0) values[0] = value;
    let done = 1;
    while (done < total) {
        const least = reader.integer();
        const widths = reader.take(miniblocks);
        for (const width of widths) {
            // Miniblocks behind the last value have no bytes, whatever their width says.
            if (done >= total) break;
            if (width > 64)
                throw new ParquetProblem(`delta values must have 0 to 64 bits, have ${width}`);
            const packed = reader.take((perMiniblock * width) / 8);
            const count = Math.min(perMiniblock, total - done);
            for (let index = 0; index < count; index++) {
                const delta = least + packedAt(packed, index * width, width);
                value = BigInt.asIntN(64, value + delta);
                values[done++] = value;
            }
        }
    }
    return { values, end: reader.position };
}

/** DELTA_LENGTH_BYTE_ARRAY. @throws ParquetProblem. */
export function deltaLengthTexts(bytes: Uint8Array, from: number, most: number): TextRanges {
    const lengths = deltaIntegers(bytes, from, most);
    const count = lengths.values.length;
    const start = new Int32Array(count);
    const end = new Int32Array(count);
    let position = lengths.end;
    for (let index = 0; index < count; index++) {
        start[index] = position;
        position += lengthOf(lengths.values[index], bytes.length - position);
        end[index] = position;
    }
    return { bytes, start, end };
}

/** DELTA_BYTE_ARRAY: each text shares a beginning with the one before. @throws ParquetProblem. */
export function deltaTexts(bytes: Uint8Array, from: number, most: number): TextRanges {
    const shared = deltaIntegers(bytes, from, most);
    const rest = deltaLengthTexts(bytes, shared.end, most);
    const count = shared.values.length;
    if (rest.start.length !== count)
        throw new ParquetProblem(`has ${count} beginnings for ${rest.start.length} texts`);
    let size = 0;
    let before = 0;
    for (let index = 0; index < count; index++) {
        const suffix = (rest.end[index] ?? 0) - (rest.start[index] ?? 0);
        before = lengthOf(shared.values[index], before) + suffix;
        size += before;
        if (size > mostPageBytes)
            throw new ParquetProblem(`a page must have at most ${mostPageBytes} bytes of text`);
    }
    const whole = new Uint8Array(size);
    const start = new Int32Array(count);
    const end = new Int32Array(count);
    let position = 0;
    let previous = 0;
    for (let index = 0; index < count; index++) {
        const prefix = Number(shared.values[index]);
        whole.copyWithin(position, previous, previous + prefix);
        const suffix = bytes.subarray(rest.start[index], rest.end[index]);
        whole.set(suffix, position + prefix);
        start[index] = previous = position;
        position += prefix + suffix.length;
        end[index] = position;
    }
    return { bytes: whole, start, end };
}

function lengthOf(value: bigint | undefined, most: number): number {
    if (value === undefined || value < 0n || value > BigInt(most))
        throw new ParquetProblem(`a text must have 0 to ${most} bytes here, says ${value}`);
    return Number(value);
}

function packedAt(bytes: Uint8Array, bit: number, width: number): bigint {
    let value = 0n;
    let have = -(bit & 7);
    for (let index = bit >>> 3; have < width; index++, have += 8) {
        const byte = BigInt(bytes[index] ?? 0);
        value |= have < 0 ? byte >> BigInt(-have) : byte << BigInt(have);
    }
    return BigInt.asUintN(width, value);
}

class Reader {
    position: number;
    private readonly bytes: Uint8Array;

    constructor(bytes: Uint8Array, position: number) {
        this.bytes = bytes;
        this.position = position;
    }

    take(length: number): Uint8Array {
        const end = this.position + length;
        if (end > this.bytes.length) throw new ParquetProblem("delta values end before the last");
        const taken = this.bytes.subarray(this.position, end);
        this.position = end;
        return taken;
    }

    count(most: number): number {
        const value = this.unsigned();
        if (value > BigInt(most))
            throw new ParquetProblem(`delta blocks: a count must be at most ${most}, got ${value}`);
        return Number(value);
    }

    integer(): bigint {
        const value = this.unsigned();
        return BigInt.asIntN(64, value & 1n ? -((value + 1n) >> 1n) : value >> 1n);
    }

    private unsigned(): bigint {
        let value = 0n;
        for (let shift = 0n; shift < 70n; shift += 7n) {
            const byte = this.take(1)[0] ?? 0;
            value |= BigInt(byte & 127) << shift;
            if (byte < 128) return value;
        }
        throw new ParquetProblem("delta values hold a number of more than 10 bytes");
    }
}
