/** What a scanner answers as a list of rows, and what csv-parse and csvRowDecoder make of the same bytes. */
import { parse } from "csv-parse/sync";
import { csvRowDecoder } from "../../../../model/inventory/csvRowDecoder";
import type { InventoryRow, UnreadableRow } from "../../../../model/inventory/inventoryRow";
import { materialise } from "../../../../model/inventory/materialise";
import {
    accessTierNames,
    batchCapacity,
    replicationNames,
    storageClassNames,
    type RowBatch,
} from "../../../../model/inventory/rowBatch";
import type { CsvBlockScanner, ReadContext } from "../../../../runtime/shard/batchSource";

/** A row as JSON text, so that hundreds of thousands are compared fast. */
export type RowText = string;

/** The rows of a batch, with its odd row as far as a batch could have held it. */
export function* rowsOfBatch(batch: RowBatch, context: ReadContext): Generator<RowText> {
    if (batch.rows > batchCapacity) throw new Error(`a batch holds ${batch.rows} rows`);
    for (let index = 0; index < batch.rows; index++)
        yield rowText(materialise(batch, index, context.sourceBucket), context);
    if (batch.odd !== undefined) yield rowText(batch.odd, context);
}

/** Pushes the bytes in pieces, and writes over each piece when the scanner has had it. */
export function scannedRows(
    scanner: CsvBlockScanner,
    context: ReadContext,
    bytes: Uint8Array,
    chunkBytes: number,
): RowText[] {
    const rows: RowText[] = [];
    for (let at = 0; at < bytes.length; at += chunkBytes) {
        const chunk = Uint8Array.from(bytes.subarray(at, at + chunkBytes));
        for (const batch of scanner.push(chunk)) rows.push(...rowsOfBatch(batch, context));
        chunk.fill(0x22);
    }
    for (const batch of scanner.end()) rows.push(...rowsOfBatch(batch, context));
    return rows;
}

/** The oracle. The bytes must be sound CSV. */
export function parsedRows(bytes: Uint8Array, context: ReadContext): RowText[] {
    const decode = csvRowDecoder(context.columns);
    const records = parse(Buffer.from(bytes), {
        relax_column_count: true,
        skip_empty_lines: true,
        record_delimiter: ["\n", "\r\n"],
    });
    return records.map((fields) => rowText(decode(fields), context));
}

const listed = (names: readonly string[], text: string | undefined): string | undefined =>
    text === undefined || names.includes(text) ? text : "(unknown)";

/** In the words of materialise, which forgets what no rule asks for. */
function rowText(row: InventoryRow | UnreadableRow, context: ReadContext): RowText {
    if ("problem" in row) return JSON.stringify(row);
    // The slow way keeps our own word for an empty cell as it stands.
    const replications = [...replicationNames, "NONE"];
    return JSON.stringify({
        bucket: row.bucket === context.sourceBucket ? row.bucket : "(another bucket)",
        key: row.key,
        versionId: row.versionId,
        isLatest: row.isLatest,
        isDeleteMarker: row.isDeleteMarker ?? false,
        size: row.size,
        lastModified: row.lastModified,
        storageClass: listed(storageClassNames, row.storageClass),
        replicationStatus: listed(replications, row.replicationStatus),
        encryptionStatus: row.encryptionStatus === "SSE-C" ? "SSE-C" : undefined,
        lockedUntil: row.lockedUntil,
        legalHold: row.legalHold ?? false,
        eventHold: row.eventHold ?? false,
        accessTier: listed(accessTierNames, row.accessTier),
    });
}
