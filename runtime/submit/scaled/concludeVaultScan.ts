/** After a scan of a vault's inventory over many functions: what it says of the copies into the vault. */
import type { ScanRecord } from "../../../model/scale/scanRecords";
import { inventoryManifestOf } from "../../records/inventoryManifestOf";
import type { DataFileRefused } from "../../shard/dataFileRefused";
import type { SubmitPorts } from "../ports";
import { recordProofs } from "../recordProofs";
import { countsOf } from "./concludeScan";
import { scanProofs } from "./scanProofs";
import { shardResults } from "./shardResults";

/** Answers how many proofs were recorded; a damaged inventory proves nothing, and the next one does. */
export async function concludeVaultScan(ports: SubmitPorts, scan: ScanRecord): Promise<number> {
    const { bucket } = scan;
    const results = await shardResults(ports.control, scan);
    const shards = "refused" in results ? [] : results;
    const scanned =
        "refused" in results
            ? results
            : countsOf(await inventoryManifestOf(ports.control, scan.inventory), scan, results);
    if ("refused" in scanned) return refuseVault(ports, bucket, scanned.refused);
    if (scanned.unreadableRows > 0)
        ports.telemetry.metric("unreadableRows", scanned.unreadableRows, { bucket });
    return recordProofs(ports, await scanProofs(ports, scan, shards), scan.inventory);
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
