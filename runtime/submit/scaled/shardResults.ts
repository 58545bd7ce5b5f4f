/** What the shards of a scan have found, all of it or nothing. */
import { gunzipSync } from "node:zlib";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { scanFolder, shardResultKey } from "../../../model/naming/keys";
import type { ScanRecord, ShardRecord, ShardTier } from "../../../model/scale/scanRecords";
import type { ScanCounts } from "../../../model/selection/scanCounts";
import { readRecord, RecordUnreadable } from "../../aws/records";
import type { ObjectStore } from "../../aws/objectStore";

export interface ScannedShard {
    readonly counts: ScanCounts;
    readonly tiers: readonly ShardTier[];
    readonly watched?: { readonly key: string; readonly rows: number } | undefined;
}

/** Thrown when a shard has no result: nothing may be concluded from the others. */
export class ShardMissing extends Error {
    constructor(scan: ScanRecord, shards: readonly number[]) {
        super(
            `scan ${scan.scanId.slice(0, 16)} of "${scan.bucket}": all ${scan.shards.length} shards must have a result, ` +
                `got none of ${shards.slice(0, 10).join(", ")}${shards.length > 10 ? ", ..." : ""}; ` +
                "submit starts what is missing when it is next woken",
        );
        this.name = "ShardMissing";
    }
}

const parallelReads = 32;

/** In the order of the shards; or why the first one that was refused was. Throws ShardMissing. */
export async function shardResults(
    control: ObjectStore,
    scan: ScanRecord,
): Promise<readonly ScannedShard[] | { readonly refused: string }> {
    const folder = scanFolder(scan.bucket, scan.scanId);
    const found: ScannedShard[] = [];
    const missing: number[] = [];
    let refused: string | undefined;
    for (let first = 0; first < scan.shards.length; first += parallelReads) {
        const numbers = scan.shards.slice(first, first + parallelReads).map((_, i) => first + i);
        const records = await Promise.all(
            numbers.map((shard) =>
                readRecord<ShardRecord>(control, shardResultKey(folder, shard), "shard"),
            ),
        );
        for (const [index, record] of records.entries())
            if (record === undefined) missing.push(first + index);
            else if (record.refused !== undefined) refused ??= record.refused;
            else found.push(record);
    }
    // A refusal stands whatever the others say: the inventory must not be used.
    if (refused !== undefined) return { refused };
    if (missing.length > 0) throw new ShardMissing(scan, missing);
    return found;
}

/** Every row that a shard has seen for the proofs, in the order of the inventory. */
export async function* watchedRows(
    control: ObjectStore,
    shards: readonly ScannedShard[],
): AsyncGenerator<InventoryRow> {
    for (const { watched } of shards) {
        if (watched === undefined) continue;
        const stored = await control.read(watched.key);
        const lines =
            stored === undefined ? [] : gunzipSync(stored.bytes).toString("utf8").split("\n");
        const rows = lines.filter((line) => line !== "");
        if (rows.length !== watched.rows)
            throw new RecordUnreadable(
                control,
                watched.key,
                `must have ${watched.rows} rows as its shard says, got ${rows.length}`,
            );
        for (const row of rows) yield JSON.parse(row) as InventoryRow;
    }
}
