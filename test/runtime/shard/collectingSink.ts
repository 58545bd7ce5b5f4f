/** Sinks and watches of tests, which keep the rows they get as rows with strings. */
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { KeyHashSet } from "../../../model/inventory/keyHashSet";
import { materialise } from "../../../model/inventory/materialise";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import type { RowSink } from "../../../runtime/shard/rowSink";
import type { RowWatch } from "../../../runtime/shard/rowWatch";

export class CollectingSink implements RowSink {
    readonly rows: InventoryRow[] = [];
    readonly #bucket: string;
    readonly #fullEvery: number;
    flushes = 0;
    isFull = false;

    constructor(bucket: string, fullEvery = Infinity) {
        this.#bucket = bucket;
        this.#fullEvery = fullEvery;
    }

    addRow(batch: RowBatch, index: number): boolean {
        const row = materialise(batch, index, this.#bucket);
        return !("problem" in row) && this.addOdd(row);
    }

    addOdd(row: InventoryRow): boolean {
        if (this.isFull) throw new Error("must not get rows before it is flushed");
        this.rows.push(row);
        this.isFull = this.rows.length % this.#fullEvery === 0;
        return true;
    }

    async flush(): Promise<void> {
        await Promise.resolve();
        this.flushes++;
        this.isFull = false;
    }
}

/** Wants every row. */
export function watchAll(see: (row: InventoryRow) => void): RowWatch {
    const keys = new KeyHashSet();
    keys.has = () => true;
    return { keys, see };
}
