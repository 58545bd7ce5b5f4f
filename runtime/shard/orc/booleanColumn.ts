/** Booleans of an ORC column. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { BooleanRuns } from "./booleanRuns";
import type { Presence } from "./presence";

const nullValue = 2;

export class BooleanColumn {
    /** 1 true, 0 false, 2 null. */
    readonly values = new Uint8Array(batchCapacity);
    readonly #presence: Presence;
    readonly #runs: BooleanRuns;

    constructor(presence: Presence, runs: BooleanRuns) {
        this.#presence = presence;
        this.#runs = runs;
    }

    read(rows: number): void {
        const count = this.#presence.read(rows);
        this.#runs.read(this.values, count);
        this.#presence.spread(this.values, count, rows, nullValue);
    }

    text(row: number): string {
        const value = this.values[row];
        return value === nullValue ? "" : value === 1 ? "true" : "false";
    }

    hasMore(): boolean {
        return this.#presence.hasMore() || this.#runs.hasMore();
    }
}
