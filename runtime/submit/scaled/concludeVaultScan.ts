/** After a scan of a vault's inventory over many functions: what it says of the copies into the vault. */
import type { ScanRecord } from "../../../model/scale/scanRecords";
import { inventoryManifestOf } from "../../records/inventoryManifestOf";
import { DataFileRefused } from "../../shard/dataFileRefused";
import type { SubmitPorts } from "../ports";
import { recordProofs } from "../recordProofs";
import { countsOf } from "./concludeScan";
import { scanProofs } from "./scanProofs";
import { shardResults } from "./shardResults";

/** Answers how many proofs were recorded; a damaged inventory proves nothing, and the next one does. */
export async function concludeVaultScan(ports: SubmitPorts, scan: ScanRecord): Promise<number> {
    const { bucket } = scan;
    try {
        const results = await shardResults(ports.control, scan);
        if ("refused" in results) return refuseVault(ports, bucket, results.refused);
        const manifest = await inventoryManifestOf(ports.control, scan.inventory);
        const scanned = countsOf(manifest, scan, results);
        if ("refused" in scanned) return refuseVault(ports, bucket, scanned.refused);
        if (scanned.unreadableRows > 0)
            ports.telemetry.metric("unreadableRows", scanned.unreadableRows, { bucket });
        return await recordProofs(ports, await scanProofs(ports, scan, results), scan.inventory);
    } catch (error) {
        // manifest.json was altered or removed since the scan began.
        if (!(error instanceof DataFileRefused)) throw error;
        return refuseVault(ports, bucket, error.message, error);
    }
}

/** Nothing was proven. The next inventory proves; a damaged one must not be repeated in vain. */
export function refuseVault(
    { telemetry }: Pick<SubmitPorts, "telemetry">,
    bucket: string,
    problem: string,
    error?: DataFileRefused,
): number {
    telemetry.error(`vault inventory refused: ${problem}`, { bucket }, error);
    telemetry.metric("runsRefused", 1, { bucket });
    return 0;
}
