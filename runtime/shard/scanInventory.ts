/**
 * One pass over an inventory's data files for all tiers of a bucket. Everything is counted: per tier, rows scanned =
 * selected + skipped by reason. Nothing it hands out may be used before it has returned: a later file can still turn
 * out to be truncated or altered.
 */
import type { InventoryManifest } from "../../model/inventory/inventoryManifest";
import { mergeScanCounts, noScanCounts, type ScanCounts } from "../../model/selection/scanCounts";
import { DataFileRefused } from "./dataFileRefused";
import { scanDataFile, type DataFileScan } from "./scanDataFile";

export interface InventoryScan extends DataFileScan {
    readonly manifest: InventoryManifest;
}

/**
 * Throws DataFileRefused when a data file is not as manifest.json lists it, or when no row at all can be read; errors
 * of transport as they come.
 */
export async function scanInventory(scan: InventoryScan): Promise<ScanCounts> {
    const { manifest, tiers } = scan;
    const parts = [noScanCounts(tiers.length)];
    for (const file of manifest.files) parts.push(await scanDataFile(file, scan));
    const counts = mergeScanCounts(parts);
    refuseUnreadable(manifest, counts);
    return counts;
}

/**
 * Not one bad row among others, but another layout than fileSchema says: "empty" would be a lie.
 * @param counts Of the whole inventory. Throws DataFileRefused when none of its rows can be read.
 */
export function refuseUnreadable(
    manifest: Pick<InventoryManifest, "files">,
    { unreadableRows, scanned, unreadable }: ScanCounts,
): void {
    if (unreadableRows === 0 || unreadableRows < scanned.objects) return;
    throw new DataFileRefused(
        manifest.files[0]?.key ?? "",
        `rows must be as fileSchema says, got ${unreadableRows} rows in the inventory and none that can be read, ` +
            `e.g. ${unreadable[0] ?? ""}`,
    );
}
