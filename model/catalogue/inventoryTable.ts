/** Glue tables over delivered inventories: one per format and kind of versions, for all source buckets. */
import { configuredColumns } from "../inventory/configuredColumns";
import type { ColumnDefinition } from "../inventory/columnDefinitions";
import type { InventoryFormat } from "../inventory/inventoryManifest";
import { inventoriesPrefix } from "../naming/keys";
import { inventoryId } from "../naming/names";
import type { CatalogueColumn, CatalogueTable } from "./catalogueTable";

export type ListedVersions = "Current" | "All";

/** "inventory_parquet_all" */
export const inventoryTableName = (format: InventoryFormat, versions: ListedVersions): string =>
    `inventory_${format}_${versions}`.toLowerCase();

/**
 * Columns of a table as Hive types. CSV is read by OpenCSVSerde, which gives every empty field as "" and fails on an
 * empty number, so all of its columns are strings (S3 User Guide, April 2026, types size and dates so too); queries
 * cast them (listedObjects.ts).
 */
export function inventoryTableColumns(
    format: InventoryFormat,
    versions: ListedVersions,
): readonly CatalogueColumn[] {
    return configuredColumns(versions).map(({ snakeName, kind }) => ({
        name: snakeName,
        type: format === "CSV" ? "string" : hiveTypes[kind],
    }));
}

const hiveTypes: Readonly<Record<ColumnDefinition["kind"], string>> = {
    text: "string",
    boolean: "boolean",
    bytes: "bigint",
    instant: "timestamp",
};

const serdes: Readonly<
    Record<
        InventoryFormat,
        { readonly library: string; readonly parameters: Readonly<Record<string, string>> }
    >
> = {
    CSV: {
        library: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
        parameters: { separatorChar: ",", quoteChar: '"' },
    },
    // By name: by position, a column more or less would shift every value silently.
    ORC: {
        library: "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
        parameters: { "orc.column.index.access": "false" },
    },
    Parquet: {
        library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        parameters: {},
    },
};

/**
 * Partitioned by source bucket and report: `dt` is the folder's date, "2026-11-22T01-00Z" as "2026-11-22-01-00".
 * Both are injected partitions: a query must name them, exactly, and nothing is ever registered or crawled.
 * symlink.txt of a report's hive folder lists its data files.
 */
export function inventoryTable(
    controlBucket: string,
    format: InventoryFormat,
    versions: ListedVersions,
): CatalogueTable {
    const { library, parameters } = serdes[format];
    return {
        name: inventoryTableName(format, versions),
        description: `S3 Inventory reports in ${format} of buckets whose inventory lists ${
            versions === "All" ? "all versions" : "current versions"
        }`,
        columns: inventoryTableColumns(format, versions),
        partitionKeys: [
            { name: "source_bucket", type: "string" },
            { name: "dt", type: "string" },
        ],
        location: `s3://${controlBucket}/${inventoriesPrefix}`,
        locationTemplate: `s3://${controlBucket}/${inventoriesPrefix}\${source_bucket}/${inventoryId}/hive/dt=\${dt}/`,
        inputFormat: "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat",
        serde: { library, parameters },
    };
}
