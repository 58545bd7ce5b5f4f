/**
 * One pass over an inventory's data files for all tiers of a bucket. Everything is counted: per tier, rows scanned =
 * selected + skipped by reason. Nothing it hands out may be used before it has returned: a later file can still turn
 * out to be truncated or altered.
 */
import type { InventoryManifest } from "../../model/inventory/inventoryManifest";
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import type { Tally } from "../../model/runs/records";
import type { SkipReason } from "../../model/selection/skipReason";
import { tierSelector } from "../../model/selection/tierSelector";
import type { SelectingTier } from "../../model/selection/tierRule";
import { NoSuchObject } from "../aws/objectStore";
import { inventoryCsvRows, isCorruptGzip } from "./inventoryCsvRows";
import { DataFileRefused } from "./dataFileRefused";
import type { RowReader } from "./rowReader";
import { verifiedBytes } from "./verifiedBytes";

export interface ScannedTier extends SelectingTier {
    /** Called for every selected row. A promise makes the scan wait: that is how a slow writer slows it down. */
    readonly collect?: ((row: InventoryRow) => Promise<void> | undefined) | undefined;
}

export interface InventoryScan {
    readonly manifest: InventoryManifest;
    /** Opens a data file. */
    open(key: string): Promise<AsyncIterable<Buffer>>;
    /** Every tier of the bucket in evaluation order; those that cannot run now have no `collect`. */
    readonly tiers: readonly ScannedTier[];
    /** Sees every readable row of the bucket, whatever the tiers make of it: for the proof of earlier runs. */
    readonly watch?: ((row: InventoryRow) => void) | undefined;
}

export interface ScanCounts {
    readonly scanned: Tally;
    /** In the order of the tiers given. */
    readonly tiers: readonly {
        readonly selected: Tally;
        readonly skipped: Readonly<Partial<Record<SkipReason, Tally>>>;
    }[];
    readonly unreadableRows: number;
    /** The first of them, for a person. */
    readonly unreadable: readonly string[];
}

interface MutableTally {
    objects: number;
    bytes: number;
}

interface MutableCounts {
    readonly selected: MutableTally;
    readonly skipped: Partial<Record<SkipReason, MutableTally>>;
}

const readers: Readonly<Partial<Record<InventoryManifest["format"], RowReader>>> = {
    CSV: inventoryCsvRows,
};
const maxUnreadableExamples = 10;

/** Formats that can be scanned. */
export const scannableFormats = Object.keys(readers);

/**
 * Throws DataFileRefused when a data file is not as manifest.json lists it, or when no row at all can be read; errors
 * of transport as they come.
 */
export async function scanInventory(scan: InventoryScan): Promise<ScanCounts> {
    const { manifest, tiers } = scan;
    const reader = readers[manifest.format];
    if (reader === undefined)
        throw new Error(
            `inventory format must be one of ${scannableFormats.join(", ")}, got ${manifest.format}`,
        );
    const judge = tierSelector(tiers, manifest);
    const scanned: MutableTally = { objects: 0, bytes: 0 };
    const counts = tiers.map((): MutableCounts => ({
        selected: { objects: 0, bytes: 0 },
        skipped: {},
    }));
    const unreadable: string[] = [];
    let unreadableRows = 0;

    for (const file of manifest.files) {
        let rowNumber = 0;
        try {
            const bytes = verifiedBytes(file, await scan.open(file.key));
            for await (const row of reader(bytes, manifest.columns)) {
                rowNumber++;
                const isReadable = !("problem" in row);
                const size = isReadable ? (row.size ?? 0) : 0;
                add(scanned, size);
                if (!isReadable) unreadableRows++;
                if (!isReadable && unreadable.length < maxUnreadableExamples)
                    unreadable.push(`${file.key} near row ${rowNumber}: ${row.problem}`);
                const verdict = judge(row);
                for (const [index, reason] of verdict.reasons.entries()) {
                    const count = counts[index];
                    if (count === undefined) continue;
                    if (reason === undefined) add(count.selected, size);
                    else add((count.skipped[reason] ??= { objects: 0, bytes: 0 }), size);
                }
                if (!isReadable) continue;
                if (row.bucket === manifest.sourceBucket) scan.watch?.(row);
                if (verdict.tier !== undefined) {
                    const waiting = tiers[verdict.tier]?.collect?.(row);
                    if (waiting !== undefined) await waiting;
                }
            }
        } catch (error) {
            if (error instanceof NoSuchObject)
                throw new DataFileRefused(
                    file.key,
                    "must exist, because manifest.json lists it, got nothing; the file is missing",
                    error,
                );
            if (isCorruptGzip(error))
                throw new DataFileRefused(
                    file.key,
                    `must be gzip as S3 wrote it, got ${(error as Error).message}`,
                    error,
                );
            throw error;
        }
    }
    // Not one bad row among others, but another layout than fileSchema says: "empty" would be a lie.
    if (unreadableRows > 0 && unreadableRows === scanned.objects)
        throw new DataFileRefused(
            manifest.files[0]?.key ?? "",
            `rows must be as fileSchema says, got ${unreadableRows} rows in the inventory and none that can be read, ` +
                `e.g. ${unreadable[0] ?? ""}`,
        );
    return { scanned, tiers: counts, unreadableRows, unreadable };
}

function add(tally: MutableTally, bytes: number): void {
    tally.objects++;
    tally.bytes += bytes;
}
