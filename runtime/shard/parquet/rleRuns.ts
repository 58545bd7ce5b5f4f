/**
 * Reads Parquet's hybrid of run-length and bit-packed runs, as far as it is asked to: definition levels, dictionary
 * indices and booleans are written in it. Source: Encodings.md of apache/parquet-format.
 */
import { ParquetProblem } from "./parquetProblem";

export class RleRuns {
    private bytes: Uint8Array = new Uint8Array(0);
    private position = 0;
    private end = 0;
    private width = 0;
    /** Values left of the run that is being read; only one of the two is above 0. */
    private repeated = 0;
    private packed = 0;
    private repeatedValue = 0;
    /** Of the next packed value, from the first bit of `bytes`. */
    private bit = 0;

    /** @throws ParquetProblem for a width beyond 32 bits. */
    begin(bytes: Uint8Array, start: number, end: number, width: number): void {
        if (width > 32) throw new ParquetProblem(`values must have 0 to 32 bits, have ${width}`);
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.width = width;
        this.packed = 0;
        // Values of no bits need no runs.
        this.repeated = width === 0 ? Infinity : 0;
        this.repeatedValue = 0;
    }

    /** Takes the next `count` values when they are all of one run, and answers their value; else -1 and takes none. */
    takeSame(count: number): number {
        if (this.repeated === 0 && this.packed === 0) this.nextRun();
        if (this.repeated < count) return -1;
        this.repeated -= count;
        return this.repeatedValue;
    }

    /** Puts the next `count` values into `out`. @throws ParquetProblem when the runs end before. */
    read(out: Uint8Array | Int32Array, count: number): void {
        let done = 0;
        while (done < count) {
            if (this.repeated > 0) {
                const taken = Math.min(this.repeated, count - done);
                out.fill(this.repeatedValue, done, done + taken);
                this.repeated -= taken;
                done += taken;
            } else if (this.packed > 0) {
                const taken = Math.min(this.packed, count - done);
                this.unpack(out, done, taken);
                this.packed -= taken;
                done += taken;
            } else this.nextRun();
        }
    }

    private nextRun(): void {
        const { bytes, end, width } = this;
        let head = 0;
        for (let shift = 0; ; shift += 7) {
            const byte = this.position < end ? bytes[this.position++] : undefined;
            if (byte === undefined || shift > 28)
                throw new ParquetProblem("runs of values end before the page's last value");
            head += (byte & 127) * 2 ** shift;
            if (byte < 128) break;
        }
        const count = Math.floor(head / 2);
        if (count === 0) return;
        if (head % 2 === 1) {
            this.packed = count * 8;
            this.bit = this.position * 8;
            // A last group may be cut off behind its last value: `unpack` looks at the bits that are read.
            this.position = Math.min(end, this.position + count * width);
            return;
        }
        const length = (width + 7) >> 3;
        if (this.position + length > end)
            throw new ParquetProblem("a run of values ends before its value");
        let value = 0;
        for (let index = 0; index < length; index++)
            value |= (bytes[this.position + index] ?? 0) << (8 * index);
        this.position += length;
        this.repeated = count;
        this.repeatedValue = value >>> 0;
        if (this.repeatedValue >= 2 ** width)
            throw new ParquetProblem(`a value must have ${width} bits, got ${this.repeatedValue}`);
    }

    private unpack(out: Uint8Array | Int32Array, from: number, count: number): void {
        const { bytes, width } = this;
        let { bit } = this;
        if (bit + count * width > this.end * 8)
            throw new ParquetProblem("packed values end before the page's last value");
        const to = from + count;
        if (width === 1)
            for (let index = from; index < to; index++, bit++)
                out[index] = ((bytes[bit >>> 3] ?? 0) >>> (bit & 7)) & 1;
        else if (width <= 8) {
            const mask = (1 << width) - 1;
            for (let index = from; index < to; index++, bit += width) {
                const byte = bit >>> 3;
                const two = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8);
                out[index] = (two >>> (bit & 7)) & mask;
            }
        } else if (width <= 24) {
            const mask = (1 << width) - 1;
            for (let index = from; index < to; index++, bit += width) {
                const byte = bit >>> 3;
                const four =
                    (bytes[byte] ?? 0) |
                    ((bytes[byte + 1] ?? 0) << 8) |
                    ((bytes[byte + 2] ?? 0) << 16) |
                    ((bytes[byte + 3] ?? 0) << 24);
                out[index] = (four >>> (bit & 7)) & mask;
            }
        } else
            for (let index = from; index < to; index++, bit += width) {
                let value = 0;
                for (let at = 0; at < width; at++)
                    value += (((bytes[(bit + at) >>> 3] ?? 0) >>> ((bit + at) & 7)) & 1) * 2 ** at;
                out[index] = value;
            }
        this.bit = bit;
    }
}
