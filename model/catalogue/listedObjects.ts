/** An inventory as one relation, whatever its format: what queries read instead of a table's own columns. */
import type { InventoryFormat } from "../inventory/inventoryManifest";
import { inventoryTableName, type ListedVersions } from "./inventoryTable";
import { sqlString } from "./sqlText";

export interface ListedInventory {
    readonly bucket: string;
    readonly format: InventoryFormat;
    readonly versions: ListedVersions;
}

/** What a saved query has in place of a report's date, for a person to replace. */
export const reportPlaceholder = "YYYY-MM-DD-hh-mm";

/** Stands before every query that needs a report's date. */
export const reportHint =
    `-- Replace ${reportPlaceholder} by the report's date: the folder 2026-11-22T01-00Z is 2026-11-22-01-00.\n` +
    "-- A date without a report gives no rows, and no error.\n";

/**
 * Columns: key (decoded), version_id, is_latest, is_delete_marker, size, last_modified_date, storage_class,
 * replication_status, encryption_status, object_lock_retain_until_date, object_lock_legal_hold_status,
 * intelligent_tiering_access_tier, scanned_at. Empty text is NULL. scanned_at is the report's minute; manifest.json
 * holds the moment itself, so that an age can differ from submit's by less than a minute.
 */
export function listedObjects(inventory: ListedInventory): string {
    const { bucket, format, versions } = inventory;
    const of = format === "CSV" ? csvColumns : typedColumns;
    const columns = [
        format === "CSV" ? "url_decode(key) AS key" : "key",
        ...(versions === "All"
            ? [
                  of.text("version_id"),
                  of.flag("is_latest", "true"),
                  of.flag("is_delete_marker", "false"),
              ]
            : [
                  "CAST(NULL AS varchar) AS version_id",
                  "true AS is_latest",
                  "false AS is_delete_marker",
              ]),
        of.size,
        of.instant("last_modified_date"),
        of.text("storage_class"),
        of.text("replication_status"),
        of.text("encryption_status"),
        of.instant("object_lock_retain_until_date"),
        of.text("object_lock_legal_hold_status"),
        of.text("intelligent_tiering_access_tier"),
        "date_parse(dt, '%Y-%m-%d-%H-%i') AS scanned_at",
    ];
    return [
        "SELECT",
        columns.map((column) => `    ${column}`).join(",\n"),
        `FROM ${inventoryTableName(format, versions)}`,
        `WHERE source_bucket = ${sqlString(bucket)}`,
        `  AND dt = ${sqlString(reportPlaceholder)}`,
        `  AND bucket = ${sqlString(bucket)}`,
    ].join("\n");
}

interface Columns {
    text(name: string): string;
    /** `absent` stands for an empty field. */
    flag(name: string, absent: string): string;
    readonly size: string;
    instant(name: string): string;
}

const csvColumns: Columns = {
    text: (name) => `NULLIF(${name}, '') AS ${name}`,
    flag: (name, absent) => `COALESCE(NULLIF(${name}, ''), '${absent}') = 'true' AS ${name}`,
    size: "CAST(NULLIF(size, '') AS bigint) AS size",
    instant: (name) => `CAST(from_iso8601_timestamp(NULLIF(${name}, '')) AS timestamp) AS ${name}`,
};

const typedColumns: Columns = {
    text: (name) => `NULLIF(${name}, '') AS ${name}`,
    flag: (name, absent) => `COALESCE(${name}, ${absent}) AS ${name}`,
    size: "size",
    instant: (name) => name,
};
