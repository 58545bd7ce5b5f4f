/** Where the rows that a tier takes go, while an inventory is scanned. */
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import type { RowBatch } from "../../model/inventory/rowBatch";

export interface RowSink {
    /** Adds a row. False, and nothing was added, for a row whose key or version id cannot be written. */
    addRow(batch: RowBatch, index: number): boolean;
    /** The same for a row that is not in a batch's columns. */
    addOdd(row: InventoryRow): boolean;
    /** Whether rows should wait until `flush` has ended. */
    readonly isFull: boolean;
    flush(): Promise<void>;
}
