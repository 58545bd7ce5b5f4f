/** Rows of batches, and of the reference decoder, as the same plain objects: what the differential tests compare. */
import type { InventoryRow, UnreadableRow } from "../../../../model/inventory/inventoryRow";
import {
    accessTierNames,
    batchCapacity,
    otherCode,
    replicationNames,
    rowState,
    storageClassNames,
} from "../../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../../model/inventory/rowBatch";

export interface PlainRow {
    readonly key: string;
    /** "" and "null" are the null version; here it is always "null". */
    readonly version: string;
    readonly state: number;
    readonly size: number | undefined;
    readonly lastModified: number | undefined;
    readonly lockedUntil: number | undefined;
    readonly storageClass: number;
    readonly replication: number;
    readonly accessTier: number;
}

const known = (value: number | undefined): number | undefined =>
    value === undefined || Number.isNaN(value) ? undefined : value;

const text = (bytes: Uint8Array, start = NaN, end = NaN): string => {
    if (!(start >= 0 && end >= start && end <= bytes.length))
        throw new Error(`range ${start} to ${end} of ${bytes.length} bytes`);
    return Buffer.from(bytes.subarray(start, end)).toString("utf8");
};

/** Nothing is listed when versions are not. */
function versionOf(batch: RowBatch, row: number): string {
    const version = text(batch.versionBytes, batch.versionStart[row], batch.versionEnd[row]);
    return batch.listsVersions && version === "" ? "null" : version;
}

export function* plainRows(
    batches: Iterable<RowBatch>,
    sourceBucket: string,
): Generator<PlainRow | UnreadableRow> {
    for (const batch of batches) {
        if (batch.rows > batchCapacity || batch.size.length !== batchCapacity)
            throw new Error("a batch must hold at most its capacity");
        for (let row = 0; row < batch.rows; row++)
            yield {
                key: text(batch.keyBytes, batch.keyStart[row], batch.keyEnd[row]),
                version: versionOf(batch, row),
                state: batch.state[row] ?? 0,
                size: known(batch.size[row]),
                lastModified: known(batch.lastModified[row]),
                lockedUntil: known(batch.lockedUntil[row]),
                storageClass: batch.storageClass[row] ?? 0,
                replication: batch.replication[row] ?? 0,
                accessTier: batch.accessTier[row] ?? 0,
            };
        if (batch.odd !== undefined) yield plainRow(batch.odd, sourceBucket);
    }
}

const codeOf = (names: readonly string[], name: string | undefined): number =>
    name === undefined ? 0 : names.includes(name) ? names.indexOf(name) + 1 : otherCode;

/** What a batch must hold for a row of the reference. */
export function plainRow(
    row: InventoryRow | UnreadableRow,
    sourceBucket: string,
): PlainRow | UnreadableRow {
    if ("problem" in row) return { problem: row.problem };
    const state =
        (row.isLatest === true ? rowState.latest : 0) |
        (row.isLatest === false ? rowState.noncurrent : 0) |
        (row.isDeleteMarker === true ? rowState.deleteMarker : 0) |
        (row.bucket === sourceBucket ? 0 : rowState.otherBucket) |
        (row.legalHold === true ? rowState.legalHold : 0) |
        (row.eventHold === true ? rowState.eventHold : 0) |
        (row.encryptionStatus === "SSE-C" ? rowState.customerKey : 0);
    return {
        key: row.key,
        version: row.versionId ?? "",
        state,
        size: row.size,
        lastModified: row.lastModified,
        lockedUntil: row.lockedUntil,
        storageClass: codeOf(storageClassNames, row.storageClass),
        // Tiers take "NONE" in a cell for the empty cell.
        replication: codeOf(
            replicationNames,
            row.replicationStatus === "NONE" ? undefined : row.replicationStatus,
        ),
        accessTier: codeOf(accessTierNames, row.accessTier),
    };
}
