/** Tells an instance of the WASM scanner what the inventory's columns are. */
import {
    accessTierNames,
    replicationNames,
    rowState,
    storageClassNames,
} from "../../../../model/inventory/rowBatch";
import type { ReadContext } from "../../batchSource";
import type { LayoutName, ScannerInstance } from "./scannerInstance";

/** The columns that csvRowDecoder reads. */
const kinds: ReadonlyMap<string, LayoutName> = new Map([
    ["Bucket", "KIND_BUCKET"],
    ["Key", "KIND_KEY"],
    ["VersionId", "KIND_VERSION"],
    ["IsLatest", "KIND_LATEST"],
    ["IsDeleteMarker", "KIND_DELETE_MARKER"],
    ["Size", "KIND_SIZE"],
    ["LastModifiedDate", "KIND_MODIFIED"],
    ["StorageClass", "KIND_CLASS"],
    ["ReplicationStatus", "KIND_REPLICATION"],
    ["EncryptionStatus", "KIND_ENCRYPTION"],
    ["ObjectLockRetainUntilDate", "KIND_LOCKED_UNTIL"],
    ["ObjectLockLegalHoldStatus", "KIND_LEGAL_HOLD"],
    ["ObjectLockEventHoldStatus", "KIND_EVENT_HOLD"],
    ["IntelligentTieringAccessTier", "KIND_ACCESS_TIER"],
]);

/** In the order of the tables in memory. */
const nameTables = [storageClassNames, replicationNames, accessTierNames];

export interface ColumnPlan {
    readonly columns: number;
    /** Of the source bucket, in bytes. */
    readonly bucketLength: number;
    /** Bits of rowState that every row begins with. */
    readonly baseState: number;
}

/**
 * Writes the plan into the instance's memory, and what stands in columns that the inventory does not have. Undefined
 * when the fast path does not take such an inventory: without keys, with a column twice, or past the scanner's
 * limits. Every row of it is read the slow way.
 */
export function columnPlan(
    scanner: ScannerInstance,
    { columns, sourceBucket }: ReadContext,
): ColumnPlan | undefined {
    const { at, memory } = scanner;
    const bytes = new Uint8Array(memory.buffer);
    const bucket = Buffer.from(sourceBucket);
    const known = columns.filter((name) => kinds.has(name));
    if (
        !known.includes("Key") ||
        new Set(known).size !== known.length ||
        columns.length > at("MAX_COLUMNS") ||
        bucket.length === 0 ||
        bucket.length > at("MAX_BUCKET") ||
        bucket.includes('"')
    )
        return undefined;
    bytes.set(
        columns.map((name) => at(kinds.get(name) ?? "KIND_SKIP")),
        at("PLAN"),
    );
    bytes.set([...bucket, 0x22], at("BUCKET"));
    for (const [index, names] of nameTables.entries()) {
        if (names.length > at("MAX_NAMES") || names.some((name) => name.length > at("MAX_NAME")))
            return undefined;
        writeNames(scanner, at("NAMES") + index * at("NAME_TABLE"), names);
    }
    for (const name of ["SIZE", "MODIFIED", "LOCKED_UNTIL"] as const)
        new Float64Array(memory.buffer, at(name), at("CAPACITY")).fill(Number.NaN);
    return {
        columns: columns.length,
        bucketLength: bucket.length,
        baseState: known.includes("Bucket") ? 0 : rowState.otherBucket,
    };
}

/** Names of one length are chained, in their order; the heads of the chains stand at the table's beginning. */
function writeNames(
    { at, memory }: ScannerInstance,
    table: number,
    names: readonly string[],
): void {
    const bytes = new Uint8Array(memory.buffer);
    for (let index = names.length - 1; index >= 0; index--) {
        const name = names[index] ?? "";
        const code = index + 1;
        const entry = table + code * at("NAME_ENTRY");
        const head = table + name.length;
        bytes.set(Buffer.from(name), entry);
        bytes[entry + at("NAME_CODE")] = code;
        bytes[entry + at("NAME_NEXT")] = bytes[head] ?? 0;
        bytes[head] = code;
    }
}
