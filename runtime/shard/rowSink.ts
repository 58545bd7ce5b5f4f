/** Where the rows that a tier takes go, while an inventory is scanned. */
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import type { RowBatch } from "../../model/inventory/rowBatch";

/** How a sink's lines look, to whoever writes them instead of it: as ManifestLines does. */
export interface LineForm {
    readonly bucket: string;
    /** Whether a version id stands in them. */
    readonly namesVersions: boolean;
}

/** Lines of a batch's rows, all of them in one piece. */
export interface WrittenLines {
    readonly bytes: Uint8Array;
    /** The rows that have a place in the other two, ascending: `taken` of them. */
    readonly rows: Int32Array;
    readonly taken: number;
    readonly starts: Int32Array;
    /** Exclusive, and where the next line starts; negative for a row whose key or version id cannot be written. */
    readonly ends: Int32Array;
}

export interface RowSink {
    /** The lines that `addLines` takes; without it, rows must be added one by one. */
    readonly form?: LineForm | undefined;
    /** Adds the rows of the places from `first` to `end`, each of which has a line of `form`. */
    addLines?(batch: RowBatch, lines: WrittenLines, first: number, end: number): void;
    /** Adds a row. False, and nothing was added, for a row whose key or version id cannot be written. */
    addRow(batch: RowBatch, index: number): boolean;
    /** The same for a row that is not in a batch's columns. */
    addOdd(row: InventoryRow): boolean;
    /** Whether rows should wait until `flush` has ended. */
    readonly isFull: boolean;
    flush(): Promise<void>;
}
