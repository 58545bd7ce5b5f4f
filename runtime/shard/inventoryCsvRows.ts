/** RowReader of CSV inventories: gzip, no header, every field quoted, keys URL-encoded form-style. */
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { csvRowDecoder } from "../../model/inventory/csvRowDecoder";
import type { InventoryRow, UnreadableRow } from "../../model/inventory/inventoryRow";

/** Node's default of 16 KiB costs 1.8 times as much (reference/inventory-scan.md, section 3). */
const gunzipChunkBytes = 1024 * 1024;
/** A key has at most 1,024 bytes, so a row far below this; more is a quote that never closes. */
const maxRowBytes = 64 * 1024;

/** Memory stays flat whatever the file's size. Ends in the error of the source, of gunzip or of the parser. */
export async function* inventoryCsvRows(
    bytes: AsyncIterable<Buffer>,
    columns: readonly string[],
): AsyncGenerator<InventoryRow | UnreadableRow> {
    const decode = csvRowDecoder(columns);
    const unreadable: UnreadableRow[] = [];
    const parser = parse({
        relax_column_count: true,
        skip_empty_lines: true,
        // One bad row never stops the others: it is counted, and named as far as it can be.
        skip_records_with_error: true,
        on_skip: (error) => {
            unreadable.push({ problem: error?.message ?? "cannot be read as CSV" });
            return undefined;
        },
        max_record_size: maxRowBytes,
    });
    // Errors of every stage reach the loop below through the parser, which pipeline destroys with them.
    pipeline(
        Readable.from(bytes),
        createGunzip({ chunkSize: gunzipChunkBytes }),
        parser,
        () => undefined,
    );
    for await (const fields of parser as AsyncIterable<string[]>) {
        while (unreadable.length > 0) yield* unreadable.splice(0);
        yield decode(fields);
    }
    yield* unreadable;
}

/** Whether an error says that the bytes are not sound gzip, as against a failure of transport. */
export function isCorruptGzip(error: unknown): boolean {
    const { code } = error as { readonly code?: unknown };
    return typeof code === "string" && code.startsWith("Z_");
}
