/** Inventory rows as objects with snake_case members, null for absent, and what the reference makes of them. */
import { columnDefinitions, columnNamed } from "../../../../model/inventory/columnDefinitions";
import { csvRowDecoder } from "../../../../model/inventory/csvRowDecoder";
import type { UnreadableRow } from "../../../../model/inventory/inventoryRow";
import { encodeInventoryKey } from "../../../../model/inventory/keyCodec";
import { plainRow } from "./plainRows";
import type { PlainRow } from "./plainRows";

/** Instants are milliseconds since the epoch. */
export type ListedRow = Readonly<Record<string, string | number | bigint | boolean | null>>;

export const allColumns: readonly string[] = columnDefinitions.map(({ name }) => name);
/** Of a real delivery. */
export const realColumns: readonly string[] = allColumns.slice(0, 18);

const fieldOf = (name: string, value: ListedRow[string] | undefined): string => {
    if (value === null || value === undefined) return "";
    if (name === "Key") return encodeInventoryKey(String(value));
    if (columnNamed(name)?.kind !== "instant") return String(value);
    return new Date(Number(value)).toISOString();
};

/** By way of the fields a CSV inventory would have. */
export function reference(
    rows: readonly ListedRow[],
    columns: readonly string[],
    sourceBucket: string,
): (PlainRow | UnreadableRow)[] {
    const decode = csvRowDecoder(columns);
    return rows.map((row) =>
        plainRow(
            decode(columns.map((name) => fieldOf(name, row[columnNamed(name)?.snakeName ?? name]))),
            sourceBucket,
        ),
    );
}
