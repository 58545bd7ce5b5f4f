/** The claims that a scan over many functions has looked for, with what its shards have seen shown to them. */
import { KeyHashSet } from "../../../model/inventory/keyHashSet";
import { runFolder } from "../../../model/naming/keys";
import type { ScanRecord } from "../../../model/scale/scanRecords";
import { readSet } from "../../records/scanSets";
import { readRuns, runFolders } from "../../records/tierHistory";
import { pendingProofs, type PendingProof } from "../pendingProofs";
import type { SubmitPorts } from "../ports";
import { watchedRows, type ScannedShard } from "./shardResults";

/**
 * The proofs that are still pending. One whose claims are not all among those that the shards looked for is left to a
 * later inventory: its objects would look as if they were gone.
 */
export async function scanProofs(
    ports: SubmitPorts,
    scan: ScanRecord,
    shards: readonly ScannedShard[],
): Promise<readonly PendingProof[]> {
    const { control } = ports;
    if (scan.proofs.length === 0 || scan.watched === undefined) return [];
    const watched = KeyHashSet.fromBytes(await readSet(control, scan.watched));
    const listed = {
        listedBucket: scan.bucket,
        createdAt: Date.parse(scan.inventory.createdAt),
    };
    const budget = { left: ports.maxProofClaims };
    const proofs: PendingProof[] = [];
    for (const { bucket, tier, runId } of scan.proofs) {
        const folders = await runFolders(control, runFolder(bucket, tier, runId));
        const runs = await readRuns(control, folders);
        for (const proof of await pendingProofs(ports, runs, listed, budget)) {
            if (isWatched(proof, watched)) proofs.push(proof);
            else
                ports.telemetry.warn(
                    "proof waits for the next inventory: its claims were others when the scan began",
                    { bucket, tier, runId },
                );
        }
    }
    for await (const row of watchedRows(control, shards))
        for (const { book } of proofs) book.watch(row);
    return proofs;
}

function isWatched({ book }: PendingProof, watched: KeyHashSet): boolean {
    const own = new KeyHashSet();
    book.addKeyHashes(own);
    const bytes = Buffer.from(own.toBytes());
    for (let at = 0; at < bytes.length; at += 4)
        if (!watched.has(bytes.readUInt32LE(at))) return false;
    return true;
}
