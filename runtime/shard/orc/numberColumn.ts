/** Integers of an ORC column, of any width: bigint, int, smallint and tinyint. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { ByteRuns } from "./byteRuns";
import type { IntegerRuns } from "./integerRuns";
import type { Presence } from "./presence";

export class NumberColumn {
    /** NaN for null. Beyond 2^53 - 1 rounded. */
    readonly values = new Float64Array(batchCapacity);
    readonly #presence: Presence;
    readonly #runs: IntegerRuns | ByteRuns;
    /** By row: what `values` cannot hold exactly. */
    #exact = new Map<number, bigint>();
    readonly #bytes = new Uint8Array(batchCapacity);

    constructor(presence: Presence, runs: IntegerRuns | ByteRuns) {
        this.#presence = presence;
        this.#runs = runs;
    }

    read(rows: number): void {
        const count = this.#presence.read(rows);
        this.#exact.clear();
        if ("readsBytes" in this.#runs) {
            this.#runs.read(this.#bytes, count);
            // Bytes are signed.
            for (let index = 0; index < count; index++)
                this.values[index] = ((this.#bytes[index] as number) << 24) >> 24;
        } else this.#runs.read(this.values, count, this.#exact);
        if (count === rows) return;
        if (this.#exact.size > 0) this.#exact = this.#exactByRow(rows);
        this.#presence.spread(this.values, count, rows, Number.NaN);
    }

    /** The value of a row in digits; "" for null. */
    text(row: number): string {
        const value = this.values[row] as number;
        return Number.isNaN(value) ? "" : String(this.#exact.get(row) ?? value);
    }

    hasMore(): boolean {
        return this.#presence.hasMore() || this.#runs.hasMore();
    }

    #exactByRow(rows: number): Map<number, bigint> {
        const byRow = new Map<number, bigint>();
        for (let row = 0, index = 0; row < rows; row++) {
            if (this.#presence.mask[row] !== 1) continue;
            const value = this.#exact.get(index++);
            if (value !== undefined) byRow.set(row, value);
        }
        return byRow;
    }
}
