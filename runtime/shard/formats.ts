/** The reader of each inventory format that can be scanned. */
import type { InventoryFormat } from "../../model/inventory/inventoryManifest";
import { newRowBatch, type RowBatch } from "../../model/inventory/rowBatch";
import type { FileReader, ReadContext, StreamReader } from "./batchSource";
import { DataFileRefused } from "./dataFileRefused";
import { inventoryCsvRows, isCorruptGzip } from "./inventoryCsvRows";

export type FormatReader =
    | { readonly kind: "stream"; readonly read: StreamReader }
    | { readonly kind: "file"; readonly read: FileReader };

async function* csvParseBatches(
    bytes: AsyncIterable<Buffer>,
    { columns, fileKey }: ReadContext,
): AsyncGenerator<RowBatch> {
    const batch = newRowBatch(true, columns.includes("VersionId"));
    try {
        for await (const row of inventoryCsvRows(bytes, columns)) {
            batch.odd = row;
            yield batch;
        }
    } catch (error) {
        if (!isCorruptGzip(error)) throw error;
        throw new DataFileRefused(
            fileKey,
            `must be gzip as S3 wrote it, got ${(error as Error).message}`,
            error,
        );
    }
}

const readers: Readonly<Partial<Record<InventoryFormat, FormatReader>>> = {
    CSV: { kind: "stream", read: csvParseBatches },
};

/** Formats that can be scanned. */
export const scannableFormats: readonly string[] = Object.keys(readers);

/** Throws Error for a format that cannot be scanned. */
export function readerOf(format: InventoryFormat): FormatReader {
    const reader = readers[format];
    if (reader === undefined)
        throw new Error(
            `inventory format must be one of ${scannableFormats.join(", ")}, got ${format}`,
        );
    return reader;
}
