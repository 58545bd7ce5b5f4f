/** Sizes and dates: exact numbers; what no CSV inventory could hold makes an odd row. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import { hasValue, spread } from "./columnDecoder";
import type { ColumnDecoder, OddRows, Presence } from "./columnDecoder";
import { encodingName, encodings } from "./columnPages";
import type { DataPage, DictionaryPage } from "./columnPages";
import { deltaIntegers } from "./deltaValues";
import { ParquetProblem } from "./parquetProblem";
import { RleRuns } from "./rleRuns";
import type { StoredNumber } from "./storedNumber";

const noBytes = new DataView(new ArrayBuffer(0));
const noDeltas = new BigInt64Array(0);

export class NumberDecoder implements ColumnDecoder {
    private readonly stored: StoredNumber;
    private readonly places: (batch: RowBatch) => Float64Array;
    private readonly runs = new RleRuns();
    private readonly indices = new Int32Array(batchCapacity);
    private dictionary: DataView = noBytes;
    private dictionaryValues = new Float64Array(0);
    private mode: "plain" | "indexed" | "delta" = "plain";
    private page: DataView = noBytes;
    private deltas: BigInt64Array = noDeltas;
    /** Of the next value: bytes on a PLAIN page, values on a DELTA page. */
    private position = 0;
    /** Where the last fill began. */
    private filledFrom = 0;

    constructor(stored: StoredNumber, places: (batch: RowBatch) => Float64Array) {
        this.stored = stored;
        this.places = places;
    }

    beginChunk(): void {
        this.dictionary = noBytes;
        this.dictionaryValues = new Float64Array(0);
    }

    useDictionary(page: DictionaryPage): void {
        const { bytes, count } = page;
        const { width, valueAt } = this.stored;
        if (count * width !== bytes.length)
            throw new ParquetProblem(
                `dictionary says it has ${count} values of ${width} bytes, has ${bytes.length} bytes`,
            );
        const view = viewOf(bytes);
        this.dictionary = view;
        this.dictionaryValues = Float64Array.from({ length: count }, (_, entry) =>
            valueAt(view, entry * width),
        );
    }

    beginPage(page: DataPage): void {
        const { bytes, encoding, valuesStart } = page;
        this.deltas = noDeltas;
        switch (encoding) {
            case encodings.plain:
                this.mode = "plain";
                this.page = viewOf(bytes);
                this.position = valuesStart;
                return;
            case encodings.plainDictionary:
            case encodings.rleDictionary:
                this.mode = "indexed";
                this.runs.begin(bytes, valuesStart + 1, bytes.length, bytes[valuesStart] ?? 0);
                return;
            case encodings.deltaBinaryPacked:
                if (this.stored.width === 12) break;
                this.mode = "delta";
                this.deltas = deltaIntegers(bytes, valuesStart, page.count).values;
                this.position = 0;
                return;
        }
        throw new ParquetProblem(
            `numbers must be PLAIN, of a dictionary or DELTA, are ${encodingName(encoding)}`,
        );
    }

    fill(batch: RowBatch, present: Presence, odd: OddRows): void {
        const places = this.places(batch);
        const count = present.values;
        this.filledFrom = this.position;
        const areSound =
            this.mode === "plain"
                ? this.plain(places, count)
                : this.mode === "indexed"
                  ? this.indexed(places, count)
                  : this.delta(places, count);
        spread(places, present, Number.NaN);
        if (areSound) return;
        for (let row = 0; row < present.rows; row++)
            if (hasValue(present, row) && Number.isNaN(places[row])) odd.add(row);
    }

    endPage(): void {
        const left =
            this.mode === "plain"
                ? this.page.byteLength - this.position
                : this.mode === "delta"
                  ? this.deltas.length - this.position
                  : 0;
        if (left > 0)
            throw new ParquetProblem(
                `${left} ${this.mode === "plain" ? "bytes" : "values"} are left behind its last value`,
            );
    }

    fieldAt(index: number): string {
        const { stored } = this;
        switch (this.mode) {
            case "plain":
                return stored.fieldAt(this.page, this.filledFrom + index * stored.width);
            case "indexed":
                return stored.fieldAt(this.dictionary, (this.indices[index] ?? 0) * stored.width);
            case "delta":
                return stored.fieldOf(this.deltas[this.filledFrom + index] ?? 0n);
        }
    }

    private plain(places: Float64Array, count: number): boolean {
        const { page } = this;
        const { width, valueAt } = this.stored;
        const end = this.position + count * width;
        if (end > page.byteLength)
            throw new ParquetProblem("numbers end before the page's last value");
        let areSound = true;
        for (let index = 0, at = this.position; index < count; index++, at += width) {
            const value = valueAt(page, at);
            places[index] = value;
            if (value !== value) areSound = false;
        }
        this.position = end;
        return areSound;
    }

    private indexed(places: Float64Array, count: number): boolean {
        const { indices, dictionaryValues } = this;
        this.runs.read(indices, count);
        let areSound = true;
        for (let index = 0; index < count; index++) {
            const entry = (indices[index] ?? 0) >>> 0;
            const value = dictionaryValues[entry];
            if (value === undefined)
                throw new ParquetProblem(
                    `names entry ${entry} of a dictionary of ${dictionaryValues.length}`,
                );
            places[index] = value;
            if (value !== value) areSound = false;
        }
        return areSound;
    }

    private delta(places: Float64Array, count: number): boolean {
        const end = this.position + count;
        if (end > this.deltas.length)
            throw new ParquetProblem("numbers end before the page's last value");
        let areSound = true;
        for (let index = 0; index < count; index++) {
            const value = this.stored.valueOf(this.deltas[this.position + index] ?? 0n);
            places[index] = value;
            if (value !== value) areSound = false;
        }
        this.position = end;
        return areSound;
    }
}

const viewOf = (bytes: Uint8Array): DataView =>
    new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
