/**
 * The seam between the fast scanners (TypeScript, WASM) and what they share (blockScanner.ts): an engine reads rows of
 * the one shape S3 writes and stops at any other.
 *
 * A canonical row is `"field","field",…,"field"\n` with a field for every column, no quote inside a field, at most
 * maxRecordBytes long, and in every column that is decoded a value of its plain form:
 * - Key: not empty
 * - IsLatest, IsDeleteMarker: empty, `true` or `false`
 * - Size: empty or 1 to 15 digits
 * - LastModifiedDate, ObjectLockRetainUntilDate: empty or `yyyy-mm-ddThh:mm:ssZ` with a fraction of 1 to 9 digits or
 *   none, a real date of the years 1970 to 2099, no leap second
 * - ObjectLockLegalHoldStatus, ObjectLockEventHoldStatus: empty, `On`, `Off`, `ON` or `OFF`
 * - ReplicationStatus: anything but our own word `NONE`
 * - Bucket, VersionId, StorageClass, IntelligentTieringAccessTier, EncryptionStatus: anything
 *
 * Raw commas and line ends within a field are the field's. Columns that are not decoded may hold anything.
 */
import type { ScannedBatch } from "../batchSource";

/** A key has at most 1,024 bytes, so a row far below this (line end included); more is a quote that never closes. */
export const maxRecordBytes = 64 * 1024;

/**
 * Bytes that blockScanner puts into the window at once, at most. Few, because then all that looks at a row finds it in the
 * cache, and V8 sees every function to its end before it compiles it (1 MiB: a tenth more CPU time, 30 MB more memory).
 */
export const windowSliceBytes = 64 * 1024;

/** What an engine may read behind the data; blockScanner keeps it filled with quotes, which no row can continue with. */
export const windowPaddingBytes = 256;

/** A started record, a slice, the padding. */
export const windowBytes = maxRecordBytes + 1 + windowSliceBytes + windowPaddingBytes;

export interface CanonicalRows {
    /** Where the engine reads, `windowBytes` long; batch.keyBytes and batch.versionBytes too. Never replaced. */
    readonly window: Uint8Array;
    /** What `scan` fills. Its arrays may be replaced only by `scan`. */
    readonly batch: ScannedBatch;
    /**
     * Reads canonical rows of window[from, to) into the batch from place 0 and sets batch.rows, until the batch is full
     * or a row is not canonical or not complete. Answers where the first unread row starts. Leaves batch.odd alone.
     */
    scan(from: number, to: number): number;
}
