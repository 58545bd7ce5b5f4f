/** The cells of a delivered data file as CSV inventories have them, whichever of the two formats it is. */
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { columnNamed } from "../../model/inventory/columnDefinitions";
import { encodeInventoryKey } from "../../model/inventory/keyCodec";

/** Something is wrong with the folder or the inventory in it; the message says what and where. */
export class DeliveryUnusable extends Error {
    constructor(message: string) {
        super(message);
        this.name = "DeliveryUnusable";
    }
}

/** Rows in the file's order, cells in that of `columns`. @throws DeliveryUnusable naming the file. */
export async function deliveredCells(
    format: "CSV" | "Parquet",
    name: string,
    bytes: Buffer,
    columns: readonly string[],
): Promise<readonly (readonly string[])[]> {
    try {
        if (format === "CSV") return parse(gunzipSync(bytes), { relax_column_count: true });
        const file = new Uint8Array(bytes).buffer;
        const rows = await parquetReadObjects({ file });
        return rows.map((row) => columns.map((column) => cell(column, row)));
    } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new DeliveryUnusable(
            `${name}: must be ${format === "CSV" ? "CSV compressed with gzip" : "Parquet"}, got ${why}`,
        );
    }
}

function cell(column: string, row: Readonly<Record<string, unknown>>): string {
    const value = row[columnNamed(column)?.snakeName ?? column];
    if (value === undefined || value === null) return "";
    if (value instanceof Date) return value.toISOString();
    if (typeof value === "string") return column === "Key" ? encodeInventoryKey(value) : value;
    if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint")
        return String(value);
    throw new Error(`${column} of an unknown type`);
}
