/** Which rows of a column are not null: its PRESENT stream, or every row when it has none. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import { BooleanRuns } from "./booleanRuns";
import type { StreamBytes } from "./streamBytes";

export class Presence {
    /** 1 for a row that has a value. Only set when the last read was not of all rows. */
    readonly mask = new Uint8Array(batchCapacity);
    readonly #runs: BooleanRuns | undefined;

    constructor(stream: StreamBytes | undefined) {
        this.#runs = stream === undefined ? undefined : new BooleanRuns(stream);
    }

    /** Of the next `rows` rows, how many have a value. */
    read(rows: number): number {
        return this.#runs === undefined ? rows : this.#runs.read(this.mask, rows);
    }

    hasMore(): boolean {
        return this.#runs?.hasMore() === true;
    }

    /** Moves `count` values to the rows that have one, and puts `absent` into the others. */
    spread(values: Float64Array | Uint8Array, count: number, rows: number, absent: number): void {
        if (count === rows) return;
        let from = count;
        for (let row = rows - 1; row >= 0; row--)
            values[row] = this.mask[row] === 1 ? (values[--from] as number) : absent;
    }
}
