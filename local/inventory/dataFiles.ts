import { createHash } from "node:crypto";
import type { InventoryFormat } from "../../model/inventory/inventoryManifest";
import type { Ids, ObjectRecord } from "../core/contracts";
import { csvFile } from "./csvFile";
import type { InventoryColumn, RowContext } from "./inventoryColumns";
import type { ColumnValues } from "./columnValues";
import { orcFile } from "./orc/orcFile";
import { parquetFile } from "./parquetFile";

/** One data file as it is stored. */
export interface DataFile {
    readonly uuid: string;
    readonly bytes: Buffer;
    readonly md5: string;
}

const encoders: Readonly<Record<InventoryFormat, (columns: readonly ColumnValues[]) => Buffer>> = {
    CSV: csvFile,
    ORC: orcFile,
    Parquet: parquetFile,
};

/** The rows in no order (shuffled by seed), `rowsPerFile` in each file; no row, no file. */
export function dataFiles(
    format: InventoryFormat,
    records: readonly ObjectRecord[],
    columns: readonly InventoryColumn[],
    context: RowContext,
    ids: Ids,
    rowsPerFile: number,
): DataFile[] {
    checkRowsPerFile(rowsPerFile);
    const shuffled = shuffle(records, ids);
    const files: DataFile[] = [];
    for (let start = 0; start < shuffled.length; start += rowsPerFile) {
        const some = shuffled.slice(start, start + rowsPerFile);
        const bytes = encoders[format](
            columns.map(({ definition, value }) => ({
                definition,
                values: some.map((record) => value(record, context)),
            })),
        );
        files.push({ uuid: ids.uuid(), bytes, md5: md5Hex(bytes) });
    }
    return files;
}

/** @throws RangeError for anything but a whole number from 1 up. */
export function checkRowsPerFile(rowsPerFile: number): void {
    if (!Number.isInteger(rowsPerFile) || rowsPerFile < 1) {
        throw new RangeError(`rowsPerFile: must be a whole number from 1 up, got ${rowsPerFile}`);
    }
}

/** MD5 as manifests hold it. */
export function md5Hex(bytes: Buffer | string): string {
    return createHash("md5").update(bytes).digest("hex");
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
