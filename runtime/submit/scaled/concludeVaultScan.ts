/** After a scan of a vault's inventory over many functions: what it says of the copies into the vault. */
import type { ScanRecord } from "../../../model/scale/scanRecords";
import { inventoryManifestOf } from "../../records/inventoryManifestOf";
import { DataFileRefused } from "../../shard/dataFileRefused";
import type { SubmitPorts } from "../ports";
import { recordProofs } from "../recordProofs";
import { countsOf, type ConcludedScan } from "./concludeScan";
import { scanProofs } from "./scanProofs";
import { shardResults } from "./shardResults";

/** A damaged inventory proves nothing; it does when it is restored, or the next one does. */
export async function concludeVaultScan(
    ports: SubmitPorts,
    scan: ScanRecord,
): Promise<ConcludedScan> {
    const { bucket } = scan;
    const refused = (problem: string, error?: DataFileRefused): ConcludedScan => ({
        proofs: refuseVault(ports, bucket, problem, error),
        isRefused: true,
    });
    try {
        const results = await shardResults(ports.control, scan);
        if ("refused" in results) return refused(results.refused);
        const manifest = await inventoryManifestOf(ports.control, scan.inventory);
        const scanned = countsOf(manifest, scan, results);
        if ("refused" in scanned) return refused(scanned.refused);
        if (scanned.unreadableRows > 0)
            ports.telemetry.metric("unreadableRows", scanned.unreadableRows, { bucket });
        const proofs = await scanProofs(ports, scan, results);
        return {
            proofs: await recordProofs(ports, proofs, scan.inventory),
            isRefused: false,
        };
    } catch (error) {
        // manifest.json was altered or removed since the scan began.
        if (!(error instanceof DataFileRefused)) throw error;
        return refused(error.message, error);
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
