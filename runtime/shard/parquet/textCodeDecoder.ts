/**
 * Columns with few different texts: each text becomes a code, once per dictionary entry, or once per run of the same
 * text where there is no dictionary.
 */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import { hasValue, spread } from "./columnDecoder";
import type { ColumnDecoder, OddRows, Presence } from "./columnDecoder";
import type { DataPage, DictionaryPage } from "./columnPages";
import { TextValues } from "./textValues";

/** A text that only the slow way can judge. */
export const oddText = -1;

export interface TextCode {
    /** Code of a text that is there, 0 to 255, or oddText. */
    readonly of: (text: string) => number;
    /** Code of a null. */
    readonly absent: number;
    /** Places of codes in the batch; undefined: codes are bits of the batch's state. */
    readonly places: ((batch: RowBatch) => Uint8Array) | undefined;
}

/** Different texts that are remembered; more are judged again and again. */
const mostRemembered = 1_000;

export class TextCodeDecoder implements ColumnDecoder {
    private readonly code: TextCode;
    private readonly values = new TextValues();
    private readonly start = new Int32Array(batchCapacity);
    private readonly end = new Int32Array(batchCapacity);
    private readonly codes = new Uint8Array(batchCapacity);
    /** Of each entry of the dictionary; wider than a byte for oddText. */
    private dictionaryCodes = new Int16Array(0);
    private remembered = new Map<string, number>();
    /** Of the last fill: its one entry, or -1 when there are several. */
    private same = -1;

    constructor(code: TextCode) {
        this.code = code;
    }

    beginChunk(): void {
        this.values.beginChunk();
        this.dictionaryCodes = new Int16Array(0);
    }

    useDictionary(page: DictionaryPage): void {
        this.values.useDictionary(page);
        const { bytes, start, end } = this.values.dictionary;
        this.dictionaryCodes = Int16Array.from(start, (from, entry) =>
            this.code.of(textOf(bytes, from, end[entry] ?? from)),
        );
    }

    beginPage(page: DataPage): void {
        this.values.beginPage(page);
    }

    fill(batch: RowBatch, present: Presence, odd: OddRows): void {
        const count = present.values;
        this.same = -1;
        const places = this.code.places?.(batch);
        if (this.values.isIndexed && count > 0) {
            this.same = this.values.takeSameIndex(count);
            if (this.same >= 0 && count === present.rows) {
                const code = this.dictionaryCodes[this.same] ?? oddText;
                if (code !== oddText) {
                    if (places !== undefined) places.fill(code, 0, count);
                    else if (code !== 0) addBits(batch.state, code, count);
                    return;
                }
            }
            this.indexedCodes(count, present, odd);
        } else this.plainCodes(count, present, odd);
        if (places !== undefined) {
            places.set(this.codes);
            spread(places, present, this.code.absent);
        } else {
            const { codes } = this;
            spread(codes, present, this.code.absent);
            for (let row = 0; row < present.rows; row++)
                batch.state[row] = (batch.state[row] ?? 0) | (codes[row] ?? 0);
        }
    }

    endPage(): void {
        this.values.endPage();
    }

    fieldAt(index: number): string {
        const { values } = this;
        if (!values.isIndexed)
            return textOf(values.bytes, this.start[index] ?? 0, this.end[index] ?? 0);
        const { bytes, start, end } = values.dictionary;
        const entry = this.same >= 0 ? this.same : (values.indices[index] ?? 0);
        return textOf(bytes, start[entry] ?? 0, end[entry] ?? 0);
    }

    private indexedCodes(count: number, present: Presence, odd: OddRows): void {
        const { codes, dictionaryCodes, values } = this;
        if (this.same >= 0) {
            const code = dictionaryCodes[this.same] ?? oddText;
            codes.fill(code, 0, count);
            if (code === oddText) markOdd(present, odd, () => true);
            return;
        }
        values.readIndices(count);
        const { indices } = values;
        let isAnyOdd = false;
        for (let index = 0; index < count; index++) {
            const code = dictionaryCodes[indices[index] ?? 0] ?? oddText;
            if (code === oddText) isAnyOdd = true;
            codes[index] = code;
        }
        if (isAnyOdd)
            markOdd(present, odd, (index) => dictionaryCodes[indices[index] ?? 0] === oddText);
    }

    private plainCodes(count: number, present: Presence, odd: OddRows): void {
        const { codes, values, start, end } = this;
        values.read(start, end, count);
        const { bytes } = values;
        const oddValues = new Set<number>();
        let code = 0;
        let from = 0;
        let to = -1;
        for (let index = 0; index < count; index++) {
            const nextFrom = start[index] ?? 0;
            const nextTo = end[index] ?? 0;
            if (!isSame(bytes, from, to, nextFrom, nextTo)) code = this.codeOf(nextFrom, nextTo);
            from = nextFrom;
            to = nextTo;
            codes[index] = code;
            if (code === oddText) oddValues.add(index);
        }
        if (oddValues.size > 0) markOdd(present, odd, (index) => oddValues.has(index));
    }

    private codeOf(from: number, to: number): number {
        const text = textOf(this.values.bytes, from, to);
        const known = this.remembered.get(text);
        if (known !== undefined) return known;
        const code = this.code.of(text);
        if (this.remembered.size >= mostRemembered) this.remembered = new Map();
        this.remembered.set(text, code);
        return code;
    }
}

function markOdd(present: Presence, odd: OddRows, isOdd: (index: number) => boolean): void {
    let index = 0;
    for (let row = 0; row < present.rows; row++)
        if (hasValue(present, row) && isOdd(index++)) odd.add(row);
}

function addBits(state: Uint8Array, bits: number, rows: number): void {
    for (let row = 0; row < rows; row++) state[row] = (state[row] ?? 0) | bits;
}

function isSame(bytes: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): boolean {
    if (aEnd - a !== bEnd - b) return false;
    for (let index = 0; index < aEnd - a; index++)
        if (bytes[a + index] !== bytes[b + index]) return false;
    return true;
}

const textOf = (bytes: Uint8Array, from: number, to: number): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
