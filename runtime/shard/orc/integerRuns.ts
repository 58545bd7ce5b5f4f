/**
 * The integers of one ORC stream, a run at a time, as doubles. Values that a double may not hold exactly go through
 * exactRuns, the readable reference this is checked against.
 */
import { exactRunV1, exactRunV2, type ExactRun } from "./exactRuns";
import { codedWidth, paddedWidth } from "./bitWidths";
import { OrcProblem } from "./orcProblem";
import type { StreamBytes } from "./streamBytes";
import { unpackBits } from "./unpackBits";

export type RunVersion = 1 | 2;

/** Values of a run at most, in both versions. */
const maxRunValues = 512;
/** Varints of up to 7 bytes are below 2^49. */
const maxPlainVarintBytes = 7;
/** The widths above it are 56 and 64. */
const maxPlainWidth = 48;
const exactLimit = 2 ** 53 - 1;

export class IntegerRuns {
    readonly #stream: StreamBytes;
    readonly #version: RunVersion;
    readonly #signed: boolean;
    readonly #run = new Float64Array(maxRunValues);
    readonly #patches = new Float64Array(32);
    /** The run's values when some are beyond 2^53. */
    #exact: readonly bigint[] | undefined;
    #used = 0;
    #count = 0;

    constructor(stream: StreamBytes, version: RunVersion, signed: boolean) {
        this.#stream = stream;
        this.#version = version;
        this.#signed = signed;
    }

    /**
     * Puts the next `count` values into `out`. Values beyond 2^53 - 1 are rounded there, and stand in `exact` by their
     * place in `out`, when that is given. Throws OrcProblem when there are fewer.
     */
    read(out: Float64Array, count: number, exact?: Map<number, bigint>): void {
        let at = 0;
        while (at < count) {
            if (this.#used === this.#count) this.#nextRun();
            const part = Math.min(count - at, this.#count - this.#used);
            const values = this.#run;
            const from = this.#used;
            for (let index = 0; index < part; index++)
                out[at + index] = values[from + index] as number;
            if (this.#exact !== undefined && exact !== undefined)
                for (let index = 0; index < part; index++) {
                    const value = this.#exact[from + index] as bigint;
                    if (!Number.isSafeInteger(values[from + index])) exact.set(at + index, value);
                }
            this.#used += part;
            at += part;
        }
    }

    /** Whether there are values that nobody took. */
    hasMore(): boolean {
        return this.#used < this.#count || this.#stream.hasMore();
    }

    #nextRun(): void {
        const stream = this.#stream;
        if (!stream.hasMore())
            throw new OrcProblem(`${stream.name} must have a value for every row, got fewer`);
        this.#exact = undefined;
        this.#used = 0;
        const first = stream.bytes[stream.at] as number;
        this.#count =
            this.#version === 1
                ? this.#runV1(first)
                : first < 0x40
                  ? this.#shortRepeat(first)
                  : first < 0x80
                    ? this.#direct(first)
                    : first < 0xc0
                      ? this.#patchedBase(first)
                      : this.#delta(first);
    }

    /** Decodes the run that begins at the stream's place again, with bigints. */
    #asExact(decode: (stream: StreamBytes, signed: boolean) => ExactRun = exactRunV2): number {
        const values = decode(this.#stream, this.#signed);
        for (let index = 0; index < values.length; index++)
            this.#run[index] = Number(values[index]);
        this.#exact = values;
        return values.length;
    }

    #shortRepeat(first: number): number {
        const width = ((first >> 3) & 7) + 1;
        if (width * 8 > maxPlainWidth) return this.#asExact();
        const stream = this.#stream;
        stream.ensure(1 + width);
        let value = 0;
        for (let index = 1; index <= width; index++)
            value = value * 256 + (stream.bytes[stream.at + index] as number);
        stream.at += 1 + width;
        const count = (first & 7) + 3;
        this.#run.fill(this.#signed ? unzigzag(value) : value, 0, count);
        return count;
    }

    #direct(first: number): number {
        const width = codedWidth((first >> 1) & 31);
        if (width > maxPlainWidth) return this.#asExact();
        const stream = this.#stream;
        stream.ensure(2);
        const count = (((first & 1) << 8) | (stream.bytes[stream.at + 1] as number)) + 1;
        const packed = (width * count + 7) >> 3;
        stream.ensure(2 + packed);
        const values = this.#run;
        unpackBits(stream.bytes, stream.at + 2, width, count, values, 0);
        stream.at += 2 + packed;
        if (this.#signed)
            if (width <= 31)
                for (let index = 0; index < count; index++) {
                    const value = values[index] as number;
                    values[index] = (value >>> 1) ^ -(value & 1);
                }
            else
                for (let index = 0; index < count; index++)
                    values[index] = unzigzag(values[index] as number);
        return count;
    }

    #patchedBase(first: number): number {
        const stream = this.#stream;
        stream.ensure(4);
        const { bytes, at } = stream;
        const third = bytes[at + 2] as number;
        const fourth = bytes[at + 3] as number;
        const width = codedWidth((first >> 1) & 31);
        const baseBytes = (third >> 5) + 1;
        const patchWidth = codedWidth(third & 31);
        const gapWidth = (fourth >> 5) + 1;
        const entryWidth = paddedWidth(patchWidth + gapWidth);
        if (baseBytes > 6 || width + patchWidth > maxPlainWidth || entryWidth > maxPlainWidth)
            return this.#asExact();
        const count = (((first & 1) << 8) | (bytes[at + 1] as number)) + 1;
        const patchCount = fourth & 31;
        const packed = (width * count + 7) >> 3;
        const patchBytes = (entryWidth * patchCount + 7) >> 3;
        stream.ensure(4 + baseBytes + packed + patchBytes);
        let from = stream.at + 4;
        // Sign and magnitude, not two's complement.
        let base = (stream.bytes[from] as number) & 0x7f;
        const isNegative = (stream.bytes[from] as number) > 0x7f;
        for (let index = 1; index < baseBytes; index++)
            base = base * 256 + (stream.bytes[from + index] as number);
        if (isNegative) base = -base;
        from += baseBytes;
        const values = this.#run;
        unpackBits(stream.bytes, from, width, count, values, 0);
        from += packed;
        const patches = this.#patches;
        unpackBits(stream.bytes, from, entryWidth, patchCount, patches, 0);
        const gapUnit = 2 ** patchWidth;
        const patchUnit = 2 ** width;
        let place = 0;
        let patched = -1;
        for (let index = 0; index < patchCount; index++) {
            const entry = patches[index] as number;
            const gap = Math.floor(entry / gapUnit);
            const patch = entry - gap * gapUnit;
            place += gap;
            // A patch of nothing only carries a gap that has no room in one entry.
            if (patch === 0) continue;
            if (place === patched)
                throw new OrcProblem(`${stream.name} must patch a value once, got twice`);
            patched = place;
            if (place >= count)
                throw new OrcProblem(
                    `${stream.name} must patch one of the ${count} values of a run, got number ${place + 1}`,
                );
            values[place] = (values[place] as number) + patch * patchUnit;
        }
        for (let index = 0; index < count; index++)
            values[index] = base + (values[index] as number);
        stream.at = from + patchBytes;
        return count;
    }

    #delta(first: number): number {
        const stream = this.#stream;
        const header = this.#deltaHeader(first);
        if (header === undefined) return this.#asExact();
        const { count, width, base, step, bytes } = header;
        const values = this.#run;
        if (width === 0) {
            for (let index = 0, value = base; index < count; index++, value += step)
                values[index] = value;
            stream.at += bytes;
            return count;
        }
        const packed = (width * (count - 2) + 7) >> 3;
        stream.ensure(bytes + packed);
        unpackBits(stream.bytes, stream.at + bytes, width, count - 2, values, 2);
        values[0] = base;
        let value = base + step;
        values[1] = value;
        if (step < 0)
            for (let index = 2; index < count; index++)
                values[index] = value -= values[index] as number;
        else
            for (let index = 2; index < count; index++)
                values[index] = value += values[index] as number;
        stream.at += bytes + packed;
        return count;
    }

    /** Undefined when a value of the run may be beyond 2^53. Takes nothing of the stream. */
    #deltaHeader(first: number) {
        const stream = this.#stream;
        const code = (first >> 1) & 31;
        const width = code === 0 ? 0 : codedWidth(code);
        stream.ensure(2);
        const count = (((first & 1) << 8) | (stream.bytes[stream.at + 1] as number)) + 1;
        const base = this.#plainVarint(2);
        if (base === undefined) return undefined;
        const step = this.#plainVarint(2 + base.bytes);
        if (step === undefined || width > 40 || (width > 0 && count < 3)) return undefined;
        const start = this.#signed ? unzigzag(base.value) : base.value;
        const by = unzigzag(step.value);
        if (Math.abs(start) + Math.abs(by) * maxRunValues > exactLimit) return undefined;
        return { count, width, base: start, step: by, bytes: 2 + base.bytes + step.bytes };
    }

    #runV1(first: number): number {
        const stream = this.#stream;
        if (first >= 0x80) return this.#literalsV1(256 - first);
        stream.ensure(2);
        const step = ((stream.bytes[stream.at + 1] as number) << 24) >> 24;
        const base = this.#plainVarint(2);
        if (base === undefined) return this.#asExact(exactRunV1);
        const count = first + 3;
        let value = this.#signed ? unzigzag(base.value) : base.value;
        for (let index = 0; index < count; index++, value += step) this.#run[index] = value;
        stream.at += 2 + base.bytes;
        return count;
    }

    #literalsV1(count: number): number {
        const stream = this.#stream;
        let skipped = 1;
        for (let index = 0; index < count; index++) {
            const literal = this.#plainVarint(skipped);
            if (literal === undefined) return this.#asExact(exactRunV1);
            this.#run[index] = this.#signed ? unzigzag(literal.value) : literal.value;
            skipped += literal.bytes;
        }
        stream.at += skipped;
        return count;
    }

    /** The varint `skip` bytes ahead; undefined when it has more than 49 bits. */
    #plainVarint(skip: number): { readonly value: number; readonly bytes: number } | undefined {
        const stream = this.#stream;
        let value = 0;
        let scale = 1;
        for (let index = 0; index < maxPlainVarintBytes; index++) {
            if (stream.at + skip + index >= stream.end) stream.ensure(skip + index + 1);
            const byte = stream.bytes[stream.at + skip + index] as number;
            value += (byte & 0x7f) * scale;
            if (byte < 0x80) return { value, bytes: index + 1 };
            scale *= 128;
        }
        return undefined;
    }
}

/** Exact up to 2^53. */
const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
