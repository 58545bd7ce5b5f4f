/**
 * Reads Thrift's compact protocol, which Parquet footers and page headers are written in, without trusting it: every
 * length is checked against the bytes there are, and depth and number of values are bounded.
 * Source: thrift-compact-protocol.md of Apache Thrift; field numbers are those of parquet.thrift, format 2.11.
 */
import { ParquetProblem } from "./parquetProblem";

/** Integers beyond 2^53 become NaN: no length or count of ours may be one, and all are checked by `integerAt`. */
export type ThriftValue = number | boolean | Uint8Array | ThriftStruct | readonly ThriftValue[];

/** Fields by number. */
export class ThriftStruct {
    private readonly fields = new Map<number, ThriftValue>();

    set(id: number, value: ThriftValue): void {
        this.fields.set(id, value);
    }

    has(id: number): boolean {
        return this.fields.has(id);
    }

    structAt(id: number): ThriftStruct | undefined {
        const value = this.fields.get(id);
        return value instanceof ThriftStruct ? value : undefined;
    }

    listAt(id: number): readonly ThriftValue[] | undefined {
        const value = this.fields.get(id);
        return Array.isArray(value) ? (value as readonly ThriftValue[]) : undefined;
    }

    textAt(id: number): string | undefined {
        const value = this.fields.get(id);
        return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : undefined;
    }

    flagAt(id: number): boolean | undefined {
        const value = this.fields.get(id);
        return typeof value === "boolean" ? value : undefined;
    }

    numberAt(id: number): number | undefined {
        const value = this.fields.get(id);
        return typeof value === "number" ? value : undefined;
    }

    /** A number of things or bytes. @throws ParquetProblem unless it is there and 0 to `most`. */
    countAt(id: number, name: string, most: number = Number.MAX_SAFE_INTEGER): number {
        const value = this.numberAt(id);
        if (value === undefined) throw new ParquetProblem(`${name} is missing`);
        if (!Number.isSafeInteger(value) || value < 0 || value > most)
            throw new ParquetProblem(`${name} must be 0 to ${most}, got ${value}`);
        return value;
    }
}

/** The bytes ended inside a struct: with more bytes it may be readable. */
export class ThriftCutOff extends ParquetProblem {}

const deepest = 16;
/** A row group of 24 columns has about 1,000. */
const mostValues = 1_000_000;

/** The struct at `offset` and where it ends. @throws ParquetProblem, ThriftCutOff when it runs past the bytes. */
export function readThriftStruct(
    bytes: Uint8Array,
    offset: number,
): { readonly struct: ThriftStruct; readonly end: number } {
    const reader = new Reader(bytes, offset);
    const struct = reader.struct(0);
    return { struct, end: reader.position };
}

class Reader {
    position: number;
    private readonly bytes: Uint8Array;
    private values = 0;

    constructor(bytes: Uint8Array, position: number) {
        this.bytes = bytes;
        this.position = position;
    }

    struct(depth: number): ThriftStruct {
        if (depth > deepest) throw new ParquetProblem("metadata is nested too deeply");
        const struct = new ThriftStruct();
        let id = 0;
        for (;;) {
            const head = this.byte();
            const type = head & 15;
            if (type === 0) return struct;
            const step = head >> 4;
            id = step === 0 ? this.integer() : id + step;
            struct.set(id, type === 1 ? true : type === 2 ? false : this.value(type, depth));
        }
    }

    private value(type: number, depth: number): ThriftValue {
        if (++this.values > mostValues)
            throw new ParquetProblem(`metadata has more than ${mostValues} values`);
        switch (type) {
            case 1:
            case 2:
                // Inside lists a boolean is a byte of its own.
                return this.byte() === 1;
            case 3:
                return (this.byte() << 24) >> 24;
            case 4:
            case 5:
            case 6:
                return this.integer();
            case 7:
                return this.take(8);
            case 8:
                return this.take(this.unsigned());
            case 9:
            case 10:
                return this.list(depth);
            case 11:
                return this.map(depth);
            case 12:
                return this.struct(depth + 1);
            case 13:
                return this.take(16);
            default:
                throw new ParquetProblem(`metadata holds a value of unknown Thrift type ${type}`);
        }
    }

    private list(depth: number): readonly ThriftValue[] {
        if (depth > deepest) throw new ParquetProblem("metadata is nested too deeply");
        const head = this.byte();
        const size = head >> 4 === 15 ? this.unsigned() : head >> 4;
        // Every element has at least a byte, so the bytes bound the list.
        if (!(size <= this.bytes.length - this.position))
            throw new ThriftCutOff(`metadata says a list has ${size} elements and ends before`);
        const list: ThriftValue[] = [];
        for (let index = 0; index < size; index++) list.push(this.value(head & 15, depth + 1));
        return list;
    }

    /** Parquet has no maps; one that a later format adds is read past. */
    private map(depth: number): readonly ThriftValue[] {
        const size = this.unsigned();
        if (size === 0) return [];
        if (!(size <= this.bytes.length - this.position))
            throw new ThriftCutOff(`metadata says a map has ${size} entries and ends before`);
        const types = this.byte();
        for (let index = 0; index < size; index++) {
            this.value(types >> 4, depth + 1);
            this.value(types & 15, depth + 1);
        }
        return [];
    }

    private take(length: number): Uint8Array {
        const end = this.position + length;
        if (!(end <= this.bytes.length))
            throw new ThriftCutOff(`metadata says ${length} bytes follow and ends before`);
        const taken = this.bytes.subarray(this.position, end);
        this.position = end;
        return taken;
    }

    private byte(): number {
        const value = this.bytes[this.position];
        if (value === undefined) throw new ThriftCutOff("metadata ends inside a value");
        this.position++;
        return value;
    }

    /** Zigzag: 0, -1, 1, -2 are 0, 1, 2, 3. */
    private integer(): number {
        const value = this.unsigned();
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }

    /** NaN when it does not fit a double exactly. */
    private unsigned(): number {
        let value = 0;
        let scale = 1;
        for (let length = 0; length < 10; length++) {
            const byte = this.byte();
            value += (byte & 127) * scale;
            if (byte < 128) return Number.isSafeInteger(value) ? value : Number.NaN;
            scale *= 128;
        }
        throw new ParquetProblem("metadata holds a number of more than 10 bytes");
    }
}
