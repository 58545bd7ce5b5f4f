/** One row of a batch as an object with strings: for the few rows that something must look at closely. */
import { decodeInventoryKey, KeyCodecError } from "./keyCodec";
import type { InventoryRow, UnreadableRow } from "./inventoryRow";
import {
    absentCode,
    accessTierNames,
    otherCode,
    replicationNames,
    rowState,
    storageClassNames,
    type RowBatch,
} from "./rowBatch";

/** Stands for a text that no list of ours has. */
const unknownText = "(unknown)";
/** Stands for the bucket of a row that is not of the inventory's. */
const anotherBucket = "(another bucket)";

/** Keeps a byte order mark: it is part of the key. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The row as csvRowDecoder would have it, as far as a batch knows it: flags that are not set read false, texts
 * without a code "(unknown)". A row whose key cannot be decoded comes back as unreadable.
 */
export function materialise(
    batch: RowBatch,
    index: number,
    sourceBucket: string,
): InventoryRow | UnreadableRow {
    let key: string;
    try {
        key = keyText(batch, index);
    } catch (error) {
        if (!(error instanceof KeyCodecError)) throw error;
        return { problem: `Key: ${error.message}` };
    }
    const state = batch.state[index] as number;
    const has = (bit: number): boolean => (state & bit) !== 0;
    return {
        bucket: has(rowState.otherBucket) ? anotherBucket : sourceBucket,
        key,
        versionId: versionText(batch, index),
        isLatest: has(rowState.latest) ? true : has(rowState.noncurrent) ? false : undefined,
        isDeleteMarker: has(rowState.deleteMarker),
        size: known(batch.size[index]),
        lastModified: known(batch.lastModified[index]),
        storageClass: named(storageClassNames, batch.storageClass[index]),
        replicationStatus: named(replicationNames, batch.replication[index]),
        encryptionStatus: has(rowState.customerKey) ? "SSE-C" : undefined,
        lockedUntil: known(batch.lockedUntil[index]),
        legalHold: has(rowState.legalHold),
        eventHold: has(rowState.eventHold),
        accessTier: named(accessTierNames, batch.accessTier[index]),
    };
}

/** The raw key. Throws KeyCodecError for one that cannot be decoded. */
export function keyText(batch: RowBatch, index: number): string {
    const bytes = batch.keyBytes.subarray(batch.keyStart[index], batch.keyEnd[index]);
    let text: string;
    try {
        text = utf8.decode(bytes);
    } catch (cause) {
        throw new KeyCodecError(
            `inventory key: must be UTF-8, got ${JSON.stringify(Buffer.from(bytes).toString("utf8"))}`,
            cause,
        );
    }
    return batch.keysEncoded ? decodeInventoryKey(text) : text;
}

function versionText(batch: RowBatch, index: number): string | undefined {
    if (!batch.listsVersions) return undefined;
    const start = batch.versionStart[index] as number;
    const end = batch.versionEnd[index] as number;
    return start === end
        ? "null"
        : Buffer.from(batch.versionBytes.subarray(start, end)).toString("utf8");
}

const known = (value: number | undefined): number | undefined =>
    value === undefined || Number.isNaN(value) ? undefined : value;

function named(names: readonly string[], code: number | undefined): string | undefined {
    if (code === undefined || code === absentCode) return undefined;
    return code === otherCode ? unknownText : (names[code - 1] ?? unknownText);
}
