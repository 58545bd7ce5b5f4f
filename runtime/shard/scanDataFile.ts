/** One data file of an inventory for all tiers of a bucket: a whole scan for a small inventory, one shard of a large one. */
import type { InventoryFile, InventoryManifest } from "../../model/inventory/inventoryManifest";
import type { ScanCounts } from "../../model/selection/scanCounts";
import { NoSuchObject } from "../aws/objectStore";
import { BatchScan, type ScannedTier } from "./batchScan";
import type { Judging, ReadContext, ScannedBatch } from "./batchSource";
import { DataFileRefused } from "./dataFileRefused";
import { readerOf } from "./formats";
import type { RowWatch } from "./rowWatch";
import { verifiedBytes } from "./verifiedBytes";
import { storedVerified } from "./verifiedFile";

export interface DataFileScan {
    readonly manifest: Pick<InventoryManifest, "sourceBucket" | "format" | "createdAt" | "columns">;
    /** Opens a data file. */
    open(key: string): Promise<AsyncIterable<Buffer>>;
    /** Every tier of the bucket in evaluation order; those that cannot run now have no sink. */
    readonly tiers: readonly ScannedTier[];
    readonly watch?: RowWatch | undefined;
}

/**
 * Judges every row of a data file. Nothing that sinks and watch got may be used unless it returns: the file can turn
 * out to be truncated or altered at its end. Throws DataFileRefused then; errors of transport and of sinks as they come.
 */
export async function scanDataFile(file: InventoryFile, scan: DataFileScan): Promise<ScanCounts> {
    const { manifest } = scan;
    const rows = new BatchScan(file.key, scan.tiers, manifest, scan.watch);
    try {
        for await (const batch of batchesOf(file, scan, rows.judging)) {
            let next = 0;
            while ((next = rows.take(batch, next)) < batch.rows) await rows.full?.flush();
            if (batch.odd !== undefined) rows.takeOdd(batch.odd);
            await rows.full?.flush();
        }
    } catch (error) {
        if (!(error instanceof NoSuchObject)) throw error;
        throw new DataFileRefused(
            file.key,
            "must exist, because manifest.json lists it, got nothing; the file is missing",
            error,
        );
    }
    return rows.counts;
}

async function* batchesOf(
    file: InventoryFile,
    scan: DataFileScan,
    judging: Judging,
): AsyncGenerator<ScannedBatch> {
    const { manifest } = scan;
    const reader = readerOf(manifest.format);
    const context: ReadContext = {
        fileKey: file.key,
        columns: manifest.columns,
        sourceBucket: manifest.sourceBucket,
        judging,
    };
    const bytes = await scan.open(file.key);
    if (reader.kind === "stream") {
        yield* reader.read(verifiedBytes(file, bytes), context);
        return;
    }
    const stored = await storedVerified(file, bytes);
    try {
        yield* reader.read(stored, context);
    } finally {
        await stored.close();
    }
}
