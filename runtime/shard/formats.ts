/** The reader of each inventory format. */
import type { InventoryFormat } from "../../model/inventory/inventoryManifest";
import type { FileReader, StreamReader } from "./batchSource";
import { inventoryCsvBatches } from "./csv/inventoryCsvBatches";
import { orcBatches } from "./orc/orcBatches";
import { parquetBatches } from "./parquet/parquetBatches";

export type FormatReader =
    | { readonly kind: "stream"; readonly read: StreamReader }
    | { readonly kind: "file"; readonly read: FileReader };

const readers: Readonly<Record<InventoryFormat, FormatReader>> = {
    CSV: { kind: "stream", read: inventoryCsvBatches },
    ORC: { kind: "file", read: orcBatches },
    Parquet: { kind: "file", read: parquetBatches },
};

export const readerOf = (format: InventoryFormat): FormatReader => readers[format];
