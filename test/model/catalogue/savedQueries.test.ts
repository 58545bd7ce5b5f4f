import assert from "node:assert/strict";
import type { DuckDBConnection } from "@duckdb/node-api";
import fc from "fast-check";
import {
    inventoryTable,
    inventoryTableColumns,
    type ListedVersions,
} from "../../../model/catalogue/inventoryTable";
import { listedObjects, reportPlaceholder } from "../../../model/catalogue/listedObjects";
import { ledgerTable, ledgerTableColumns } from "../../../model/catalogue/ledgerTable";
import { reportTable } from "../../../model/catalogue/reportTable";
import {
    jobPlaceholder,
    prefixPlaceholder,
    runPlaceholder,
    savedQueries,
    wouldBeArchived,
} from "../../../model/catalogue/savedQueries";
import type { Selection, TierAction, TierConfig } from "../../../model/config/types";
import { configuredColumns } from "../../../model/inventory/configuredColumns";
import { inventoryFormats, type InventoryFormat } from "../../../model/inventory/inventoryManifest";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { encodeInventoryKey, encodeManifestKey } from "../../../model/inventory/keyCodec";
import { tierSelector } from "../../../model/selection/tierSelector";
import { targetClasses } from "../../../model/storageClass";
import { exampleBucket, exampleConfig, exampleTier } from "../../infra/exampleConfig";
import { athenaLike, createTable, insertRows, rowsOf } from "./duckdbAthena";

const bucket = "acme-events";
const dt = "2026-11-22-01-00";
const createdAt = Date.parse("2026-11-22T01:00:00.000Z");
const day = 24 * 60 * 60 * 1000;

const keys = [
    "logs/a.log",
    "logs/current/b.log",
    "logs/ü/café 1+2.log",
    "data/x.parquet",
    "data/raw/y.bak",
    "weird/it's;--.bak",
    "weird/*[x].bak",
    "weird/new\nline.log",
    "%2F",
];

const rowArbitrary: fc.Arbitrary<InventoryRow> = fc.record({
    bucket: fc.constant(bucket),
    key: fc.constantFrom(...keys),
    versionId: fc.constantFrom("null", "v1"),
    isLatest: fc.boolean(),
    isDeleteMarker: fc.constantFrom(false, false, false, true),
    size: fc.constantFrom(undefined, 0, 1, 131_071, 131_072, 5_000_000_000, 2 ** 40),
    lastModified: fc.oneof(
        fc.constant(undefined),
        fc.constantFrom(createdAt, createdAt - 30 * day, createdAt - 30 * day + 1, createdAt + 1),
        fc.integer({ min: createdAt - 800 * day, max: createdAt }),
    ),
    storageClass: fc.constantFrom(undefined, "OUTPOSTS", ...targetClasses),
    replicationStatus: fc.constantFrom(undefined, "PENDING", "COMPLETED", "FAILED", "REPLICA"),
    encryptionStatus: fc.constantFrom(undefined, "SSE-S3", "SSE-C"),
    lockedUntil: fc.constantFrom(undefined, createdAt, createdAt + 1, createdAt - day),
    legalHold: fc.constantFrom(undefined, true, false),
    accessTier: fc.constantFrom(undefined, "FREQUENT", "ARCHIVE", "DEEP_ARCHIVE"),
});

/** Often nothing: a condition that is always there would leave hardly a row for the others. */
const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> =>
    fc.oneof(
        { weight: 3, arbitrary: fc.constant<T[]>([]) },
        { weight: 1, arbitrary: fc.subarray([...values], { maxLength: 2 }) },
    );

const conditions: { [K in keyof Required<Selection>]: fc.Arbitrary<Selection[K]> } = {
    prefixes: some("logs/", "data/", "weird/it's", "%"),
    suffixes: some(".bak", ".log", "é 1+2.log"),
    include: fc.oneof(
        fc.constant([]),
        some("**/*.log", "logs/{a,ü/*}*", "weird/\\*\\[x\\].*", "?2F", "**[!a-k]"),
    ),
    exclude: fc.oneof(fc.constant([]), some("logs/current/**", "data/raw/[x-z]*")),
    olderThanDays: fc.constantFrom(undefined, 0, 30, 365),
    createdBefore: fc.constantFrom(undefined, "2026-06-01T00:00:00Z"),
    storageClasses: fc.subarray([...targetClasses], { minLength: 2 }),
    minSizeBytes: fc.constantFrom(0, 131_072),
    maxSizeBytes: fc.constantFrom(undefined, 5_000_000_000),
    versions: fc.constantFrom("current" as const, "noncurrent" as const),
    replication: fc.constantFrom(
        ["NONE" as const, "COMPLETED" as const, "REPLICA" as const],
        ["PENDING" as const],
        ["NONE" as const, "PENDING" as const, "FAILED" as const, "COMPLETED" as const],
    ),
    locked: fc.constantFrom("skip" as const, "include" as const),
    tags: fc.constantFrom(undefined, { team: "a" }),
};
/** A condition that is not generated is not held to tierRule, so the type asks for each. */
const selectArbitrary: fc.Arbitrary<Selection> = fc.record(conditions);

const actionArbitrary: fc.Arbitrary<TierAction> = fc.oneof(
    fc.record({
        kind: fc.constant("changeClass" as const),
        storageClass: fc.constantFrom("GLACIER_IR" as const, "DEEP_ARCHIVE" as const),
        mechanism: fc.constantFrom("copy" as const, "mark" as const, "lifecycle" as const),
    }),
    fc.constant<TierAction>({ kind: "copyTo", vault: "v", storageClass: "GLACIER" }),
    fc.constant<TierAction>({ kind: "invoke", functionArn: "arn:aws:lambda:…:f:1", arguments: {} }),
);

/** What S3 writes for a row, in the columns of an inventory of ours. */
function delivered(
    row: InventoryRow,
    format: InventoryFormat,
    versions: ListedVersions,
): unknown[] {
    const csv = format === "CSV";
    const text = (value: string | undefined): string | null => value ?? (csv ? "" : null);
    const flag = (value: boolean | undefined): unknown => (csv ? text(value?.toString()) : value);
    const instant = (value: number | undefined): unknown =>
        text(value === undefined ? undefined : new Date(value).toISOString());
    const values: Readonly<Record<string, unknown>> = {
        Bucket: row.bucket,
        Key: csv ? encodeInventoryKey(row.key) : row.key,
        VersionId: text(row.versionId === "null" ? undefined : row.versionId),
        IsLatest: flag(row.isLatest),
        IsDeleteMarker: flag(row.isDeleteMarker),
        Size: csv ? text(row.size?.toString()) : row.size,
        LastModifiedDate: instant(row.lastModified),
        StorageClass: text(row.storageClass),
        ReplicationStatus: text(row.replicationStatus),
        EncryptionStatus: text(row.encryptionStatus),
        ObjectLockRetainUntilDate: instant(row.lockedUntil),
        ObjectLockLegalHoldStatus: text(
            row.legalHold === undefined ? undefined : row.legalHold ? "On" : "Off",
        ),
        IntelligentTieringAccessTier: text(row.accessTier),
    };
    return [
        ...configuredColumns(versions).map(({ name }) => values[name] ?? text(undefined)),
        bucket,
        dt,
    ];
}

/** Objects and bytes per tier, by the selector that submit's scan is held to. */
function expected(rows: readonly InventoryRow[], tiers: readonly TierConfig[]): string[][] {
    const judge = tierSelector(tiers, { sourceBucket: bucket, createdAt });
    const counts = new Map<string, { objects: number; bytes: number }>();
    for (const row of rows) {
        const { tier } = judge(row);
        const name =
            row.isDeleteMarker === true
                ? "(delete marker)"
                : ((tier === undefined ? undefined : tiers[tier]?.name) ?? "(no tier)");
        const count = counts.get(name) ?? { objects: 0, bytes: 0 };
        counts.set(name, {
            objects: count.objects + 1,
            bytes: count.bytes + (row.size ?? 0),
        });
    }
    return [...counts]
        .map(([name, { objects, bytes }]) => [name, String(objects), String(bytes)])
        .sort(byName);
}

const byName = (a: readonly string[], b: readonly string[]): number =>
    String(a[0]) < String(b[0]) ? -1 : 1;

async function tablesFor(
    rows: readonly InventoryRow[],
    versions: ListedVersions,
): Promise<DuckDBConnection> {
    const connection = await athenaLike();
    for (const format of inventoryFormats) {
        const table = inventoryTable("control", format, versions);
        await createTable(connection, table.name, [...table.columns, ...table.partitionKeys]);
        await insertRows(
            connection,
            table.name,
            rows.map((row) => delivered(row, format, versions)),
        );
    }
    return connection;
}

describe("saved queries, run by DuckDB in Athena's place", () => {
    it('"what would be archived" counts what the selector selects, in three formats (200 configs x 300 rows)', async () => {
        const sampled = fc.sample(rowArbitrary, { numRuns: 300, seed: 22 });
        for (const versions of ["All", "Current"] as const) {
            const rows =
                versions === "All"
                    ? sampled
                    : sampled.map(
                          ({ versionId: _, isLatest: __, isDeleteMarker: ___, ...row }) => row,
                      );
            const connection = await tablesFor(rows, versions);
            const taken = new Set<string>();
            await fc.assert(
                fc.asyncProperty(
                    fc.array(fc.tuple(selectArbitrary, actionArbitrary), {
                        minLength: 1,
                        maxLength: 3,
                    }),
                    fc.constantFrom(...inventoryFormats),
                    async (parts, format) => {
                        const tiers = parts.map(([select, action], index): TierConfig => ({
                            ...exampleTier(`it's tier ${index}`, action),
                            select,
                            priority: index,
                        }));
                        const { sql } = wouldBeArchived({
                            ...exampleBucket(bucket, tiers),
                            inventory: { format, versions, frequency: "Daily", maxAgeHours: 72 },
                        });
                        const found = await rowsOf(
                            connection,
                            sql.replaceAll(`'${reportPlaceholder}'`, `'${dt}'`),
                        );
                        const wanted = expected(rows, tiers);
                        for (const [name = ""] of wanted) taken.add(name);
                        assert.deepEqual([...found].sort(byName), wanted);
                    },
                ),
                { numRuns: 100, seed: 7 },
            );
            // The comparison would be worth little if nothing were ever selected.
            assert.ok(taken.has("it's tier 0") && taken.has("it's tier 1"));
        }
    });

    it("rows that cannot be read are counted and named, and stop no query", async () => {
        const connection = await athenaLike();
        const table = inventoryTable("control", "CSV", "All");
        await createTable(connection, table.name, [...table.columns, ...table.partitionKeys]);
        const sound: InventoryRow = {
            bucket,
            key: "logs/a",
            versionId: "null",
            isLatest: false,
            size: 5,
            lastModified: createdAt - 100 * day,
            storageClass: "STANDARD",
        };
        const damaged = (column: string, cell: string): unknown[] => {
            const cells = delivered(sound, "CSV", "All");
            cells[configuredColumns("All").findIndex(({ name }) => name === column)] = cell;
            return cells;
        };
        await insertRows(connection, table.name, [
            delivered(sound, "CSV", "All"),
            // Not of this bucket: nobody's.
            delivered({ ...sound, bucket: "another-bucket" }, "CSV", "All"),
            damaged("Size", "9223372036854775808"),
            damaged("Size", "-1"),
            damaged("LastModifiedDate", "yesterday"),
            damaged("LastModifiedDate", ""),
            damaged("Key", "%E9"),
            damaged("ObjectLockLegalHoldStatus", "Maybe"),
            damaged("IsLatest", "no"),
        ]);
        const { sql } = wouldBeArchived(
            exampleBucket(bucket, [
                exampleTier(
                    "noncurrent",
                    { kind: "copyTo", vault: "v", storageClass: "GLACIER" },
                    { prefixes: [], minSizeBytes: 0, versions: "noncurrent" },
                ),
            ]),
        );
        const found = await rowsOf(connection, sql.replaceAll(reportPlaceholder, dt));
        assert.deepEqual([...found].sort(byName), [
            ["(no tier)", "1", "5"],
            ["(unreadable row)", "6", "0"],
            ["noncurrent", "1", "5"],
        ]);
        const ages = await rowsOf(
            connection,
            query_("acme-events: bytes by class and age").replaceAll(reportPlaceholder, dt),
        );
        assert.equal(
            ages
                .filter(([, , age]) => age === "(unknown)")
                .reduce((sum, row) => sum + Number(row[3]), 0),
            2,
        );
    });

    it("three formats list the same objects", async () => {
        const rows = fc.sample(rowArbitrary, { numRuns: 200, seed: 3 });
        const connection = await tablesFor(rows, "All");
        const listed = async (format: InventoryFormat) =>
            rowsOf(
                connection,
                `SELECT * FROM (${listedObjects({ bucket, format, versions: "All" }).replaceAll(reportPlaceholder, dt)}) ORDER BY ALL`,
            );
        const parquet = await listed("Parquet");
        assert.equal(parquet.length, 200);
        assert.deepEqual(await listed("ORC"), parquet);
        assert.deepEqual(await listed("CSV"), parquet);
    });

    it("bytes by class and age add up to the listing", async () => {
        const rows = fc.sample(rowArbitrary, { numRuns: 300, seed: 5 });
        const connection = await tablesFor(rows, "All");
        const query = query_("acme-events: bytes by class and age");
        const found = await rowsOf(connection, query.replaceAll(reportPlaceholder, dt));
        const live = rows.filter(({ isDeleteMarker }) => isDeleteMarker !== true);
        const sum = (column: number): number =>
            found.reduce((total, row) => total + Number(row[column]), 0);
        assert.equal(sum(3), live.length);
        assert.equal(
            sum(4),
            live.reduce((total, { size }) => total + (size ?? 0), 0),
        );
        const young = live.filter(
            ({ storageClass, isLatest, lastModified }) =>
                storageClass === "STANDARD" &&
                isLatest === true &&
                lastModified !== undefined &&
                lastModified > createdAt - 30 * day,
        );
        const counted = found.find(
            (row) => row[0] === "STANDARD" && row[1] === "true" && row[2] === "under 30 days",
        );
        assert.equal(Number(counted?.[3] ?? 0), young.length);
    });

    it("failures of a job are counted by status, code and message, whichever way round the two stand", async () => {
        const connection = await athenaLike();
        const { name, columns, partitionKeys } = reportTable("audit");
        await createTable(connection, name, [...columns, ...partitionKeys]);
        const row = (key: string, ...rest: string[]): string[] => [
            bucket,
            encodeManifestKey(key),
            "",
            ...rest,
            "run-1",
            "job-1",
        ];
        await insertRows(connection, name, [
            row("a b/1", "failed", "403", "AccessDenied", "no"),
            row("a b/2", "failed", "AccessDenied", "403", "no"),
            row("a b/3", "failed", "412", "PreconditionFailed", 'a "quoted", word'),
            row("a b/4", "succeeded", "200", "", "Successful"),
            row("other/5", "succeeded", "200", "", "Successful"),
        ]);
        const filled = (title: string): string =>
            query_(title)
                .replaceAll(`'${runPlaceholder}'`, "'run-1'")
                .replaceAll(`'${jobPlaceholder}'`, "'job-1'")
                .replaceAll(`'${prefixPlaceholder}'`, "'a b/'");
        assert.deepEqual(await rowsOf(connection, filled("What failed in a job, and why")), [
            ["403", "AccessDenied", "no", "2", "a b/1"],
            ["412", "PreconditionFailed", 'a "quoted", word', "1", "a b/3"],
        ]);
        const prefix = await rowsOf(connection, filled("What a job did to one prefix"));
        assert.deepEqual(
            prefix.map(([key, , status, http, code]) => [key, status, http, code]),
            [
                ["a b/1", "failed", "403", "AccessDenied"],
                ["a b/2", "failed", "403", "AccessDenied"],
                ["a b/3", "failed", "412", "PreconditionFailed"],
                ["a b/4", "succeeded", "200", ""],
            ],
        );
    });

    it("runs and outcomes are read from ledger records", async () => {
        const connection = await athenaLike();
        const { name, partitionKeys } = ledgerTable("audit");
        await createTable(connection, name, [...ledgerTableColumns, ...partitionKeys]);
        const record = (sequence: number, entry: object): unknown[] => [
            "ledger",
            1,
            sequence,
            bucket,
            `x/${sequence}`,
            "2026-11-22T02:00:00.000Z",
            "0".repeat(64),
            lowerCased(entry),
            bucket,
        ];
        await insertRows(connection, name, [
            record(1, {
                kind: "run",
                at: "2026-11-22T02:00:00.000Z",
                tier: "cold",
                runId: "r1",
                decision: "held",
                selected: { objects: 7, bytes: 70 },
                estimatedCostUsd: 1.5,
                reasons: ["too many", "too dear"],
            }),
            record(2, {
                kind: "outcome",
                endedAt: "2026-11-22T03:00:00.000Z",
                tier: "cold",
                runId: "r1",
                jobId: "j1",
                part: "copy",
                attempt: 0,
                status: "Complete",
                tasks: { total: 3, succeeded: 2, failed: 1 },
                bytesSucceeded: 20,
                reportProblems: [],
            }),
        ]);
        assert.deepEqual(await rowsOf(connection, query_("acme-events: runs")), [
            [
                "2026-11-22T02:00:00.000Z",
                "cold",
                "r1",
                "held",
                "7",
                "70",
                "1.5",
                "too many; too dear",
            ],
        ]);
        assert.deepEqual(await rowsOf(connection, query_("acme-events: jobs and their outcomes")), [
            [
                "2026-11-22T03:00:00.000Z",
                "cold",
                "r1",
                "j1",
                "copy",
                "0",
                "Complete",
                "2",
                "1",
                "20",
                "",
            ],
        ]);
    });

    it("names of saved queries are unique and at most 128 characters", () => {
        const names = savedQueries(exampleConfig()).map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        for (const name of names) assert.ok(name.length <= 128, name);
    });
});

describe("tables of inventories", () => {
    it("have the columns of our configurations in the order of deliveries, and CSV's as text", () => {
        assert.deepEqual(
            inventoryTableColumns("Parquet", "All").map(({ name, type }) => `${name} ${type}`),
            [
                "bucket string",
                "key string",
                "version_id string",
                "is_latest boolean",
                "is_delete_marker boolean",
                "size bigint",
                "last_modified_date timestamp",
                "e_tag string",
                "storage_class string",
                "is_multipart_uploaded boolean",
                "replication_status string",
                "encryption_status string",
                "object_lock_retain_until_date timestamp",
                "object_lock_mode string",
                "object_lock_legal_hold_status string",
                "intelligent_tiering_access_tier string",
                "bucket_key_status string",
                "checksum_algorithm string",
                "lifecycle_expiration_date timestamp",
            ],
        );
        assert.ok(inventoryTableColumns("CSV", "All").every(({ type }) => type === "string"));
        assert.deepEqual(
            inventoryTableColumns("ORC", "Current").map(({ name }) => name),
            inventoryTableColumns("ORC", "All")
                .map(({ name }) => name)
                .filter((name) => !["version_id", "is_latest", "is_delete_marker"].includes(name)),
        );
    });
});

const query_ = (name: string): string => {
    const query = savedQueries(exampleConfig()).find((each) => each.name === name);
    assert.ok(query !== undefined, `no saved query "${name}"`);
    return query.sql;
};

/** JSON names as the SerDe compares them: without regard to case. */
function lowerCased(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(lowerCased);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name.toLowerCase(), lowerCased(member)]),
    );
}
