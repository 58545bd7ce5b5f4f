/** A batch made of rows with strings, in either encoding of keys: what a scanner would have filled. */
import { encodeInventoryKey } from "../../../model/inventory/keyCodec";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import {
    absentCode,
    accessTierNames,
    newRowBatch,
    otherCode,
    replicationNames,
    rowState,
    storageClassNames,
    type RowBatch,
} from "../../../model/inventory/rowBatch";

export interface BatchShape {
    readonly sourceBucket: string;
    readonly keysEncoded: boolean;
    readonly listsVersions: boolean;
    /** How keys are written; by default as S3 does. */
    readonly bytesOf?: (key: string) => Buffer;
}

/** At most as many rows as a batch holds. */
export function batchOfRows(rows: readonly InventoryRow[], shape: BatchShape): RowBatch {
    const batch = newRowBatch(shape.keysEncoded, shape.listsVersions);
    const bytesOf =
        shape.bytesOf ??
        ((key: string) => Buffer.from(shape.keysEncoded ? encodeInventoryKey(key) : key));
    // Something before and after each key, so that a look beyond its ends shows.
    const keys: Uint8Array[] = [Buffer.from("%4")];
    const versions: Uint8Array[] = [Buffer.from("x")];
    let keyAt = 2;
    let versionAt = 1;
    for (const [index, row] of rows.entries()) {
        const key = bytesOf(row.key);
        batch.keyStart[index] = keyAt;
        keyAt = batch.keyEnd[index] = keyAt + key.length;
        const version = Buffer.from(
            row.versionId === undefined || row.versionId === "null" ? "" : row.versionId,
        );
        batch.versionStart[index] = versionAt;
        versionAt = batch.versionEnd[index] = versionAt + version.length;
        keys.push(key, Buffer.from("1%"));
        versions.push(version);
        keyAt += 2;
        batch.state[index] = stateOf(row, shape.sourceBucket);
        batch.size[index] = row.size ?? NaN;
        batch.lastModified[index] = row.lastModified ?? NaN;
        batch.lockedUntil[index] = row.lockedUntil ?? NaN;
        batch.storageClass[index] = codeOf(storageClassNames, row.storageClass);
        batch.replication[index] = codeOf(replicationNames, row.replicationStatus);
        batch.accessTier[index] = codeOf(accessTierNames, row.accessTier);
    }
    batch.rows = rows.length;
    batch.keyBytes = Buffer.concat(keys);
    batch.versionBytes = Buffer.concat(versions);
    return batch;
}

function stateOf(row: InventoryRow, sourceBucket: string): number {
    const bit = (holds: boolean | undefined, value: number): number => (holds === true ? value : 0);
    return (
        bit(row.isLatest === true, rowState.latest) |
        bit(row.isLatest === false, rowState.noncurrent) |
        bit(row.isDeleteMarker, rowState.deleteMarker) |
        bit(row.bucket !== sourceBucket, rowState.otherBucket) |
        bit(row.legalHold, rowState.legalHold) |
        bit(row.eventHold, rowState.eventHold) |
        bit(row.encryptionStatus === "SSE-C", rowState.customerKey)
    );
}

function codeOf(names: readonly string[], text: string | undefined): number {
    if (text === undefined) return absentCode;
    const at = names.indexOf(text);
    return at < 0 ? otherCode : at + 1;
}
