/** Strings of an ORC column, as ranges of bytes or as the codes of a list; direct or through a dictionary. */
import { absentCode, batchCapacity } from "../../../model/inventory/rowBatch";
import type { IntegerRuns } from "./integerRuns";
import { OrcProblem } from "./orcProblem";
import type { Presence } from "./presence";
import type { StreamBytes } from "./streamBytes";
import { checkedLength, type TextDictionary } from "./textDictionary";
import type { TextCodes } from "./textCodes";

/** Where a column's values go. */
export interface TextUse {
    /** Codes are wanted; else ranges. */
    readonly codes: TextCodes | undefined;
    /** `char` columns are filled up with spaces that are not part of the value. */
    readonly isPadded: boolean;
}

export interface TextColumn {
    /** What starts and ends index. */
    readonly bytes: Uint8Array;
    /** Set when ranges are wanted; start = end for null. */
    readonly starts: Int32Array;
    readonly ends: Int32Array;
    /** Set when codes are wanted. */
    readonly codes: Uint8Array;
    read(rows: number): void;
    /** The bytes of one row; none for null. */
    value(row: number): Uint8Array;
    hasMore(): boolean;
}

/** Bytes of one column in one batch; 4096 rows of the longest keys have a quarter of it. */
const maxBatchBytes = 16 * 1024 * 1024;
export class DirectText implements TextColumn {
    bytes: Uint8Array = new Uint8Array(0);
    readonly starts = new Int32Array(batchCapacity);
    readonly ends = new Int32Array(batchCapacity);
    readonly codes = new Uint8Array(batchCapacity);
    readonly #presence: Presence;
    readonly #lengths: IntegerRuns;
    readonly #data: StreamBytes;
    readonly #use: TextUse;
    readonly #scratch = new Float64Array(batchCapacity);

    constructor(presence: Presence, lengths: IntegerRuns, data: StreamBytes, use: TextUse) {
        this.#presence = presence;
        this.#lengths = lengths;
        this.#data = data;
        this.#use = use;
    }

    read(rows: number): void {
        const { starts, ends } = this;
        const lengths = this.#scratch;
        const count = this.#presence.read(rows);
        this.#lengths.read(lengths, count);
        if (count < rows) this.#presence.spread(lengths, count, rows, 0);
        let total = 0;
        for (let row = 0; row < rows; row++) {
            const length = lengths[row] as number;
            checkedLength(length);
            starts[row] = total;
            total += length;
            ends[row] = total;
        }
        if (total > maxBatchBytes)
            throw new OrcProblem(
                `LENGTH stream must have at most ${maxBatchBytes} bytes in ${rows} rows, got ${total}`,
            );
        if (this.bytes.length < total) this.bytes = new Uint8Array(total + (total >> 2));
        this.#data.copyTo(this.bytes, 0, total);
        if (this.#use.isPadded)
            for (let row = 0; row < rows; row++)
                ends[row] = trimmedEnd(this.bytes, starts[row] as number, ends[row] as number);
        const table = this.#use.codes;
        if (table === undefined) return;
        for (let row = 0; row < rows; row++)
            this.codes[row] = table.code(this.bytes, starts[row] as number, ends[row] as number);
    }

    value(row: number): Uint8Array {
        return this.bytes.subarray(this.starts[row], this.ends[row]);
    }

    hasMore(): boolean {
        return this.#presence.hasMore() || this.#lengths.hasMore() || this.#data.hasMore();
    }
}

export class DictionaryText implements TextColumn {
    readonly bytes: Uint8Array;
    readonly starts = new Int32Array(batchCapacity);
    readonly ends = new Int32Array(batchCapacity);
    readonly codes = new Uint8Array(batchCapacity);
    readonly #presence: Presence;
    readonly #indexes: IntegerRuns;
    readonly #entryStarts: Int32Array;
    readonly #entryEnds: Int32Array;
    /** The code of each entry, when codes are wanted. */
    readonly #entryCodes: Uint8Array | undefined;
    /** The entry of each row; NaN for null. */
    readonly #rows = new Float64Array(batchCapacity);

    constructor(
        presence: Presence,
        indexes: IntegerRuns,
        { bytes, offsets }: TextDictionary,
        { codes, isPadded }: TextUse,
    ) {
        this.bytes = bytes;
        this.#presence = presence;
        this.#indexes = indexes;
        this.#entryStarts = offsets.subarray(0, -1);
        this.#entryEnds = isPadded
            ? offsets
                  .subarray(1)
                  .map((end, entry) => trimmedEnd(bytes, offsets[entry] as number, end))
            : offsets.subarray(1);
        this.#entryCodes =
            codes === undefined
                ? undefined
                : Uint8Array.from(this.#entryEnds, (end, entry) =>
                      codes.code(bytes, this.#entryStarts[entry] as number, end),
                  );
    }

    read(rows: number): void {
        const entries = this.#rows;
        const count = this.#presence.read(rows);
        this.#indexes.read(entries, count);
        const size = this.#entryStarts.length;
        for (let index = 0; index < count; index++)
            if (!((entries[index] as number) >= 0 && (entries[index] as number) < size))
                throw new OrcProblem(
                    `DATA stream must name one of ${size} dictionary entries, got number ${entries[index]}`,
                );
        this.#presence.spread(entries, count, rows, Number.NaN);
        if (this.#entryCodes !== undefined) this.#putCodes(this.#entryCodes, rows, count === rows);
        else this.#putRanges(rows);
    }

    value(row: number): Uint8Array {
        const entry = this.#rows[row] as number;
        return this.bytes.subarray(this.#entryStarts[entry] ?? 0, this.#entryEnds[entry] ?? 0);
    }

    hasMore(): boolean {
        return this.#presence.hasMore() || this.#indexes.hasMore();
    }

    #putCodes(entryCodes: Uint8Array, rows: number, areAllPresent: boolean): void {
        const { codes } = this;
        const entries = this.#rows;
        if (areAllPresent)
            for (let row = 0; row < rows; row++)
                codes[row] = entryCodes[entries[row] as number] as number;
        else
            for (let row = 0; row < rows; row++)
                codes[row] = Number.isNaN(entries[row])
                    ? absentCode
                    : (entryCodes[entries[row] as number] as number);
    }

    #putRanges(rows: number): void {
        const { starts, ends } = this;
        for (let row = 0; row < rows; row++) {
            const entry = this.#rows[row] as number;
            const isNull = Number.isNaN(entry);
            starts[row] = isNull ? 0 : (this.#entryStarts[entry] as number);
            ends[row] = isNull ? 0 : (this.#entryEnds[entry] as number);
        }
    }
}

function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
    let trimmed = end;
    while (trimmed > start && bytes[trimmed - 1] === 0x20) trimmed--;
    return trimmed;
}
