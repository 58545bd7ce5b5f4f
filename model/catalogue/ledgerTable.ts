/** The Glue table over the ledger: one row per record, whatever it is about. */
import { ledgersPrefix } from "../naming/keys";
import type {
    InventoryReference,
    LedgerRecord,
    OutcomeRecord,
    PlannedJob,
    Tally,
} from "../runs/records";
import { textFormats, type CatalogueColumn, type CatalogueTable } from "./catalogueTable";

export const ledgerTableName = "ledger";

type KeysOfUnion<T> = T extends unknown ? keyof T : never;
type EntryMember = KeysOfUnion<LedgerRecord["entry"]>;

/**
 * A Hive struct with every member of a record's part, so that a member which records gain does not compile before it
 * stands here. Lower case, because Glue's names are; the SerDe reads JSON names without regard to case.
 */
const structOf = <T extends object>(types: Readonly<Record<keyof T, string>>): string =>
    `struct<${Object.entries<string>(types)
        .map(([name, type]) => `${name.toLowerCase()}:${type}`)
        .join(",")}>`;

type Manifest = PlannedJob["manifest"];

const tally = structOf<Tally>({ objects: "bigint", bytes: "bigint" });
/** Without its request, which has the form of the S3 Control API. */
const plannedJob = structOf<Omit<PlannedJob, "request">>({
    part: "string",
    attempt: "int",
    kind: "string",
    manifest: structOf<Manifest>({
        key: "string",
        etag: "string",
        versionId: "string",
        fields: "array<string>",
        rows: "bigint",
        bytes: "bigint",
        sha256: "string",
        pieces: structOf<NonNullable<Manifest["pieces"]>>({ key: "string" }),
    }),
});
const inventory = structOf<InventoryReference>({
    sourceBucket: "string",
    configurationId: "string",
    manifestKey: "string",
    manifestMd5: "string",
    createdAt: "string",
});

/** Hive types of what an entry can hold. */
const entryTypes: Readonly<Record<EntryMember, string>> = {
    kind: "string",
    schemaVersion: "int",
    runId: "string",
    account: "string",
    bucket: "string",
    tier: "string",
    at: "string",
    inventory,
    tierDigest: "string",
    decision: "string",
    reasons: "array<string>",
    approval: "string",
    scanned: tally,
    selected: tally,
    skipped: `map<string,${tally}>`,
    estimatedCostUsd: "double",
    jobs: `array<${plannedJob}>`,
    part: "string",
    attempt: "int",
    jobId: "string",
    planned: plannedJob,
    status: "string",
    endedAt: "string",
    failureReasons: "array<string>",
    tasks: structOf<OutcomeRecord["tasks"]>({
        total: "bigint",
        succeeded: "bigint",
        failed: "bigint",
    }),
    bytesSucceeded: "bigint",
    failures: "map<string,bigint>",
    skippedByTask: tally,
    unanswered: "bigint",
    reportProblems: "array<string>",
    report: structOf<NonNullable<OutcomeRecord["report"]>>({
        manifestKey: "string",
        manifestMd5: "string",
    }),
    retry: plannedJob,
    examples: "array<struct<key:string,error:string,found:string>>",
    claimed: "bigint",
    proven: "bigint",
    changedSince: "bigint",
    gone: "bigint",
    contradicted: "bigint",
    problems: "array<string>",
};

const recordTypes: Readonly<Record<keyof LedgerRecord, string>> = {
    kind: "string",
    schemaVersion: "int",
    sequence: "bigint",
    bucket: "string",
    id: "string",
    at: "string",
    previousSha256: "string",
    entry: structOf(entryTypes),
};

export const ledgerTableColumns: readonly CatalogueColumn[] = Object.entries(recordTypes).map(
    ([name, type]) => ({ name: name.toLowerCase(), type }),
);

export function ledgerTable(auditBucket: string): CatalogueTable {
    return {
        name: ledgerTableName,
        description: "The write-once record of every run, job, outcome and proof of a bucket",
        columns: ledgerTableColumns,
        partitionKeys: [{ name: "source_bucket", type: "string" }],
        location: `s3://${auditBucket}/${ledgersPrefix}`,
        locationTemplate: `s3://${auditBucket}/${ledgersPrefix}\${source_bucket}/`,
        ...textFormats,
        serde: {
            library: "org.openx.data.jsonserde.JsonSerDe",
            parameters: { "case.insensitive": "true" },
        },
    };
}
