/**
 * Rows of an inventory as columns of numbers and byte ranges: what every scanner fills, whatever the format, and what
 * one predicate judges. A row costs no object and no string; keys and version ids stay bytes where the scanner found
 * them. A batch is valid until the scanner is asked for the next one: scanners fill the same arrays again.
 */
import { targetClasses } from "../storageClass";
import { replicationStates } from "../config/replicationState";
import type { InventoryRow, UnreadableRow } from "./inventoryRow";

/** Bits of RowBatch.state. Without the bit the column is absent, empty or says the opposite. */
export const rowState = {
    /** IsLatest is listed and true. */
    latest: 1,
    /** IsLatest is listed and false. */
    noncurrent: 2,
    deleteMarker: 4,
    /** The row names another bucket than the inventory's, or none. */
    otherBucket: 8,
    legalHold: 16,
    eventHold: 32,
    /** EncryptionStatus is SSE-C. */
    customerKey: 64,
} as const;

/** Codes of the columns with few values: 0 absent or empty, then the position in its list + 1, 255 any other text. */
export const absentCode = 0;
export const otherCode = 255;

/** S3 API model, October 2026 (InventoryObject classes are those of StorageClass); targetClasses come first. */
export const storageClassNames: readonly string[] = [
    ...targetClasses,
    "REDUCED_REDUNDANCY",
    "OUTPOSTS",
    "SNOW",
    "EXPRESS_ONEZONE",
];
/** Without our own word for the empty cell. */
export const replicationNames: readonly string[] = replicationStates.filter(
    (state) => state !== "NONE",
);
/** S3 User Guide, April 2026. */
export const accessTierNames: readonly string[] = [
    "FREQUENT",
    "INFREQUENT",
    "ARCHIVE_INSTANT_ACCESS",
    "ARCHIVE",
    "DEEP_ARCHIVE",
];

/** Rows a batch holds at most. */
export const batchCapacity = 4096;

/** Every array has `batchCapacity` places; scanners over other memory (WASM) put views of it here. */
export interface RowBatch {
    /** Places 0 to rows - 1 are set. */
    rows: number;
    /** What keyStart and keyEnd index. */
    keyBytes: Uint8Array;
    /** True: keys are form-style percent-encoded, as in CSV. False: raw UTF-8, as in ORC and Parquet. */
    keysEncoded: boolean;
    keyStart: Int32Array;
    /** Exclusive. A key is never empty. */
    keyEnd: Int32Array;
    /** Whether the inventory has a VersionId column. */
    listsVersions: boolean;
    versionBytes: Uint8Array;
    versionStart: Int32Array;
    /** Exclusive; start = end is the null version (an empty field or a null). */
    versionEnd: Int32Array;
    /** Bits of `rowState`. */
    state: Uint8Array;
    /** Bytes, an exact integer; NaN when absent. */
    size: Float64Array;
    /** Milliseconds since the epoch, finer parts cut off; NaN when absent. */
    lastModified: Float64Array;
    /** ObjectLockRetainUntilDate, as lastModified. */
    lockedUntil: Float64Array;
    /** Codes: absentCode, position in storageClassNames + 1, otherCode. */
    storageClass: Uint8Array;
    /** Codes into replicationNames. */
    replication: Uint8Array;
    /** Codes into accessTierNames. */
    accessTier: Uint8Array;
    /**
     * A row that comes after the others of this batch and is not in its arrays: one that a scanner's fast path does
     * not take (read the slow way), or that cannot be trusted.
     */
    odd: InventoryRow | UnreadableRow | undefined;
}

const nothing = new Uint8Array(0);

export function newRowBatch(keysEncoded: boolean, listsVersions: boolean): RowBatch {
    return {
        rows: 0,
        keyBytes: nothing,
        keysEncoded,
        keyStart: new Int32Array(batchCapacity),
        keyEnd: new Int32Array(batchCapacity),
        listsVersions,
        versionBytes: nothing,
        versionStart: new Int32Array(batchCapacity),
        versionEnd: new Int32Array(batchCapacity),
        state: new Uint8Array(batchCapacity),
        size: new Float64Array(batchCapacity),
        lastModified: new Float64Array(batchCapacity),
        lockedUntil: new Float64Array(batchCapacity),
        storageClass: new Uint8Array(batchCapacity),
        replication: new Uint8Array(batchCapacity),
        accessTier: new Uint8Array(batchCapacity),
        odd: undefined,
    };
}
