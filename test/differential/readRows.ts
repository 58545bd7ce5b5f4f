/** A data file's rows as our readers read it, by each reader that there is for its format. */
import type { InventoryFormat } from "../../model/inventory/inventoryManifest";
import type { CsvBlockScanner, FileReader, ReadContext } from "../../runtime/shard/batchSource";
import { csvBatchesWith } from "../../runtime/shard/csv/inventoryCsvBatches";
import { tsBlockScanner } from "../../runtime/shard/csv/tsBlockScanner";
import { csvScannerModule } from "../../runtime/shard/csv/wasm/csvScannerModule";
import { wasmBlockScanner } from "../../runtime/shard/csv/wasm/wasmBlockScanner";
import { orcBatches } from "../../runtime/shard/orc/orcBatches";
import { parquetBatches } from "../../runtime/shard/parquet/parquetBatches";
import { rowsOfBatch, type RowText } from "../runtime/shard/csv/scannedRows";
import { bytesFile } from "../runtime/shard/parquet/bytesFile";

type Read = (bytes: Buffer, context: ReadContext) => Promise<RowText[]>;

/** As bytes come from S3: in chunks that fit nothing. */
async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 10_007) {
        await Promise.resolve();
        yield bytes.subarray(at, at + 10_007);
    }
}

const stream =
    (scannerOf: (context: ReadContext) => CsvBlockScanner): Read =>
    async (bytes, context) => {
        const rows: RowText[] = [];
        for await (const batch of csvBatchesWith(scannerOf)(inChunks(bytes), context))
            for (const row of rowsOfBatch(batch, context)) rows.push(row);
        return rows;
    };

const file =
    (read: FileReader): Read =>
    async (bytes, context) => {
        await Promise.resolve();
        const rows: RowText[] = [];
        for (const batch of read(bytesFile(bytes), context))
            for (const row of rowsOfBatch(batch, context)) rows.push(row);
        return rows;
    };

export const readersOf: Readonly<Record<InventoryFormat, Readonly<Record<string, Read>>>> = {
    CSV: {
        "CSV in TypeScript": stream(tsBlockScanner),
        "CSV in WASM": stream((context) => wasmBlockScanner(context, csvScannerModule())),
    },
    ORC: { ORC: file(orcBatches) },
    Parquet: { Parquet: file(parquetBatches) },
};
