import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Ids, InventoryConfiguration, ObjectRecord } from "../core/contracts";
import type { InventoryColumn, RowContext } from "./inventoryColumns";

/** One data file, compressed. */
export interface DataFile {
    readonly uuid: string;
    readonly bytes: Buffer;
    readonly md5: string;
}

/** Which of a bucket's versions a report lists. "Current" has live current objects only [derived]. */
export function listedRecords(
    records: Iterable<ObjectRecord>,
    configuration: InventoryConfiguration,
): ObjectRecord[] {
    const prefix = configuration.prefix ?? "";
    const listed: ObjectRecord[] = [];
    for (const record of records) {
        if (!record.key.startsWith(prefix)) continue;
        if (configuration.versions === "Current" && (!record.isLatest || record.isDeleteMarker)) {
            continue;
        }
        listed.push(record);
    }
    return listed;
}

/** The rows as S3 writes them: every field quoted, no header, "\n" after each, in no order (shuffled by seed). */
export function csvFiles(
    records: readonly ObjectRecord[],
    columns: readonly InventoryColumn[],
    context: RowContext,
    ids: Ids,
    rowsPerFile: number,
): DataFile[] {
    if (!Number.isInteger(rowsPerFile) || rowsPerFile < 1) {
        throw new RangeError(`rowsPerFile: must be a whole number from 1 up, got ${rowsPerFile}`);
    }
    const shuffled = shuffle(records, ids);
    const files: DataFile[] = [];
    for (let start = 0; start < shuffled.length; start += rowsPerFile) {
        const rows = shuffled
            .slice(start, start + rowsPerFile)
            .map((record) => csvRow(columns.map((column) => column.cell(record, context))));
        const bytes = gzipSync(rows.join(""));
        files.push({ uuid: ids.uuid(), bytes, md5: md5Hex(bytes) });
    }
    return files;
}

/** MD5 as manifests hold it. */
export function md5Hex(bytes: Buffer | string): string {
    return createHash("md5").update(bytes).digest("hex");
}

function csvRow(cells: readonly string[]): string {
    return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`;
}

/** Fisher-Yates, with the world's seeded numbers. */
function shuffle<T>(items: readonly T[], ids: Ids): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
        const other = Math.floor(ids.random() * (last + 1));
        const held = result[last] as T;
        result[last] = result[other] as T;
        result[other] = held;
    }
    return result;
}
