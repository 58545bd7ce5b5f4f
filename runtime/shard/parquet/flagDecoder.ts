/** Booleans: bits of the batch's state. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import { spread } from "./columnDecoder";
import type { ColumnDecoder, OddRows, Presence } from "./columnDecoder";
import { encodingName, encodings } from "./columnPages";
import type { DataPage } from "./columnPages";
import { ParquetProblem } from "./parquetProblem";
import { RleRuns } from "./rleRuns";

export class FlagDecoder implements ColumnDecoder {
    private readonly bitsOfTrue: number;
    private readonly bitsOfFalse: number;
    private readonly runs = new RleRuns();
    private readonly values = new Uint8Array(batchCapacity);
    private readonly bits = new Uint8Array(batchCapacity);
    private bytes: Uint8Array = new Uint8Array(0);
    private isPlain = false;
    /** Of the next PLAIN value. */
    private bit = 0;

    constructor(bitsOfTrue: number, bitsOfFalse: number) {
        this.bitsOfTrue = bitsOfTrue;
        this.bitsOfFalse = bitsOfFalse;
    }

    beginChunk(): void {
        this.bit = 0;
    }

    useDictionary(): void {
        throw new ParquetProblem("booleans must not have a dictionary");
    }

    beginPage(page: DataPage): void {
        const { bytes, encoding, valuesStart } = page;
        this.bytes = bytes;
        this.isPlain = encoding === encodings.plain;
        if (this.isPlain) this.bit = valuesStart * 8;
        else if (encoding === encodings.rle) {
            // The length in front may be left out with the values, on a page of nulls alone.
            const start = Math.min(bytes.length, valuesStart + 4);
            this.runs.begin(bytes, start, bytes.length, 1);
        } else
            throw new ParquetProblem(
                `booleans must be PLAIN or RLE, are ${encodingName(encoding)}`,
            );
    }

    fill(batch: RowBatch, present: Presence, _odd: OddRows): void {
        const { values, bits, bitsOfTrue, bitsOfFalse } = this;
        const count = present.values;
        if (this.isPlain) this.unpack(count);
        else this.runs.read(values, count);
        for (let index = 0; index < count; index++)
            bits[index] = values[index] === 1 ? bitsOfTrue : bitsOfFalse;
        spread(bits, present, 0);
        for (let row = 0; row < present.rows; row++)
            batch.state[row] = (batch.state[row] ?? 0) | (bits[row] ?? 0);
    }

    endPage(): void {
        // The last byte has bits to spare.
        if (this.isPlain && this.bit + 7 < this.bytes.length * 8)
            throw new ParquetProblem("bytes are left behind its last value");
    }

    fieldAt(index: number): string {
        return this.values[index] === 1 ? "true" : "false";
    }

    private unpack(count: number): void {
        const { bytes, values } = this;
        const { bit } = this;
        if (bit + count > bytes.length * 8)
            throw new ParquetProblem("booleans end before the page's last value");
        for (let index = 0; index < count; index++)
            values[index] = ((bytes[(bit + index) >>> 3] ?? 0) >>> ((bit + index) & 7)) & 1;
        this.bit = bit + count;
    }
}
