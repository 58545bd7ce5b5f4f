/** `fileSchema` of a manifest.json, as S3 spells it: the inverse of inventoryColumns. */
import type { ColumnDefinition, ColumnKind } from "./columnDefinitions";
import type { InventoryFormat } from "./inventoryManifest";

const orcTypes: Readonly<Record<ColumnKind, string>> = {
    text: "string",
    boolean: "boolean",
    bytes: "bigint",
    instant: "timestamp",
};

const parquetTypes: Readonly<Record<ColumnKind, (name: string) => string>> = {
    text: (name) => `binary ${name} (STRING)`,
    boolean: (name) => `boolean ${name}`,
    bytes: (name) => `int64 ${name}`,
    instant: (name) => `int64 ${name} (TIMESTAMP(MILLIS,true))`,
};

/**
 * CSV and Parquet character by character as in real deliveries of May 2024; ORC as in the S3 User Guide, April 2026.
 */
export function inventoryFileSchema(
    format: InventoryFormat,
    columns: readonly ColumnDefinition[],
): string {
    switch (format) {
        case "CSV":
            return columns.map(({ name }) => name).join(", ");
        case "ORC":
            return `struct<${columns
                .map(({ snakeName, kind }) => `${snakeName}:${orcTypes[kind]}`)
                .join(",")}>`;
        case "Parquet":
            return `message s3.inventory {${columns
                .map(
                    ({ snakeName, kind, isRequired }) =>
                        `  ${isRequired ? "required" : "optional"} ${parquetTypes[kind](snakeName)};`,
                )
                .join("")}}`;
    }
}
