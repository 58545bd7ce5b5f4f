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
 * intelligent_tiering_access_tier, is_readable, scanned_at. Empty text is NULL; the null version too. A value that
 * cannot be read is NULL and its row not is_readable: the scan counts such rows and selects none of them. scanned_at is
 * the report's minute; manifest.json holds the moment itself, so that an age can differ from submit's by less than a minute.
 */
export function listedObjects(inventory: ListedInventory): string {
    const { bucket, format, versions } = inventory;
    const of = format === "CSV" ? csvColumns : typedColumns;
    const hasVersions = versions === "All";
    const columns = [
        `${of.key} AS key`,
        ...(hasVersions
            ? [
                  text("version_id"),
                  of.flag("is_latest", "true"),
                  of.flag("is_delete_marker", "false"),
              ]
            : [
                  "CAST(NULL AS varchar) AS version_id",
                  "true AS is_latest",
                  "false AS is_delete_marker",
              ]),
        `${of.size} AS size`,
        ...instants.map((name) => `${of.instant(name)} AS ${name}`),
        ...texts.map(text),
        `${readable(of, hasVersions)} AS is_readable`,
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

const instants = ["last_modified_date", "object_lock_retain_until_date"] as const;
const hold = "object_lock_legal_hold_status";
const texts = [
    "storage_class",
    "replication_status",
    "encryption_status",
    hold,
    "intelligent_tiering_access_tier",
] as const;

const text = (name: string): string => `NULLIF(${name}, '') AS ${name}`;

function readable(of: Columns, hasVersions: boolean): string {
    const conditions = [
        ...of.readable(hasVersions),
        `COALESCE(${of.size}, 0) BETWEEN 0 AND 9007199254740991`,
        `lower(COALESCE(${hold}, '')) IN ('', 'on', 'off')`,
    ];
    return conditions.map((condition) => `(${condition})`).join(" AND ");
}

interface Columns {
    readonly key: string;
    /** `absent` stands for an empty field. */
    flag(name: string, absent: string): string;
    readonly size: string;
    instant(name: string): string;
    /** Conditions besides those of every format; never NULL. */
    readable(hasVersions: boolean): readonly string[];
}

const csvKey = "TRY(url_decode(key))";
const csvInstant = (name: string): string =>
    `CAST(TRY(from_iso8601_timestamp(NULLIF(${name}, ''))) AS timestamp)`;

const csvColumns: Columns = {
    key: csvKey,
    flag: (name, absent) => `COALESCE(NULLIF(${name}, ''), '${absent}') = 'true' AS ${name}`,
    size: "TRY_CAST(NULLIF(size, '') AS bigint)",
    instant: csvInstant,
    readable: (hasVersions) => [
        `${csvKey} IS NOT NULL`,
        "regexp_like(size, '\\A[0-9]*\\z') AND (size = '' OR TRY_CAST(size AS bigint) IS NOT NULL)",
        ...instants.map((name) => `${name} = '' OR ${csvInstant(name)} IS NOT NULL`),
        ...(hasVersions
            ? ["is_latest IN ('', 'true', 'false') AND is_delete_marker IN ('', 'true', 'false')"]
            : []),
    ],
};

const typedColumns: Columns = {
    key: "key",
    flag: (name, absent) => `COALESCE(${name}, ${absent}) AS ${name}`,
    size: "size",
    instant: (name) => name,
    readable: () => [],
};
