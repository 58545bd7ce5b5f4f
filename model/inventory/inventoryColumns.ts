/**
 * The column names of a manifest's `fileSchema`, in file order and in the spelling of CSV inventories. Empty when
 * the text is not a schema of that format. Read leniently: real Parquet deliveries say `(STRING)` and
 * `(TIMESTAMP(MILLIS,true))` where the S3 User Guide (April 2026) shows `(UTF8)` and `(TIMESTAMP_MILLIS)`.
 */
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

/** snake_case of ORC and Parquet to the PascalCase of CSV; `e_tag` is the one irregular name. */
function csvName(name: string): string {
    if (name === "e_tag") return "ETag";
    return name
        .split("_")
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
        .join("");
}
