/**
 * The column names of a manifest's `fileSchema`, in file order and in the spelling of CSV inventories. Empty when
 * the text is not a schema of that format. Read leniently: real Parquet deliveries say `(STRING)` and
 * `(TIMESTAMP(MILLIS,true))` where the S3 User Guide (April 2026) shows `(UTF8)` and `(TIMESTAMP_MILLIS)`.
 */
import { columnDefinitions } from "./columnDefinitions";
import type { InventoryFormat } from "./inventoryManifest";

export function inventoryColumns(format: InventoryFormat, schema: string): readonly string[] {
    switch (format) {
        case "CSV":
            return schema
                .split(",")
                .map((name) => name.trim())
                .filter((name) => name !== "");
        case "ORC":
            return /^\s*struct</.test(schema)
                ? [...schema.matchAll(/[<,]\s*(\w+)\s*:/g)].map(([, name]) => csvName(name ?? ""))
                : [];
        case "Parquet":
            return [...schema.matchAll(/\b(?:required|optional|repeated)\s+\w+\s+(\w+)/g)].map(
                ([, name]) => csvName(name ?? ""),
            );
    }
}

const known = new Map(columnDefinitions.map(({ snakeName, name }) => [snakeName, name]));

/** snake_case of ORC and Parquet to the PascalCase of CSV; by the rule for a column that we do not know. */
function csvName(name: string): string {
    const listed = known.get(name);
    if (listed !== undefined) return listed;
    return name
        .split("_")
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
        .join("");
}
