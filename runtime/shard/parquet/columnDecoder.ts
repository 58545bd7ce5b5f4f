/** The seam between the pages of a column and the rows of a batch: one decoder for each way a column's values lie. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import type { DataPage, DictionaryPage } from "./columnPages";

/** Which of the next rows have a value. */
export interface Presence {
    readonly rows: number;
    /** How many of them have one. */
    readonly values: number;
    /** 1 for each row that has a value; not set when all have one or none has. */
    readonly mask: Uint8Array;
}

/** Rows that cannot be put into a batch's arrays and are read the slow way. */
export class OddRows {
    readonly mask: Uint8Array = new Uint8Array(batchCapacity);
    any = false;

    add(row: number): void {
        this.mask[row] = 1;
        this.any = true;
    }

    clear(): void {
        if (this.any) this.mask.fill(0);
        this.any = false;
    }
}

export interface ColumnDecoder {
    /** Dictionaries hold for one column chunk. */
    beginChunk(): void;
    useDictionary(page: DictionaryPage): void;
    beginPage(page: DataPage): void;
    /** Puts the page's next rows into the first places of the batch's arrays. @throws ParquetProblem. */
    fill(batch: RowBatch, present: Presence, odd: OddRows): void;
    /** Checks that nothing is left on the page. */
    endPage(): void;
    /** Value `index` of the last fill, nulls not counted, as a CSV inventory has it in its field. */
    fieldAt(index: number): string;
}

type Numbers = Uint8Array | Int32Array | Float64Array;

/** Moves values that lie one after the other to the rows that have one; the others become `absent`. */
export function spread(values: Numbers, present: Presence, absent: number): void {
    if (present.values === present.rows) return;
    if (present.values === 0) {
        values.fill(absent, 0, present.rows);
        return;
    }
    let from = present.values - 1;
    // From the end, so that no value is overwritten before it has moved.
    for (let row = present.rows - 1; row >= 0; row--)
        values[row] = present.mask[row] === 1 ? (values[from--] ?? absent) : absent;
}

/** Whether row `row` has a value. */
export const hasValue = (present: Presence, row: number): boolean =>
    present.values === present.rows || (present.values > 0 && present.mask[row] === 1);
