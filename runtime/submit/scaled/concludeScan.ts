/** After a scan over many functions: from the shards' results to runs, jobs and proofs, as after a scan in one. */
import { cutByScan, scanFolder } from "../../../model/naming/keys";
import type { ScanRecord, ScanTier } from "../../../model/scale/scanRecords";
import {
    mergeScanCounts,
    noScanCounts,
    type ScanCounts,
} from "../../../model/selection/scanCounts";
import { DataFileRefused } from "../../shard/dataFileRefused";
import { refuseUnreadable } from "../../shard/scanInventory";
import { concludeInventory, type Scanned } from "../concludeInventory";
import { concludeTier } from "../concludeTier";
import { decidedBefore } from "../judgeTier";
import { waits, type InventorySubmission } from "../submission";
import type { TierTask } from "../tierTasks";
import { JoinedManifests } from "./joinedManifests";
import { scanProofs } from "./scanProofs";
import { shardResults, type ScannedShard } from "./shardResults";

export interface ConcludedScan {
    /** How many were recorded. */
    readonly proofs: number;
    /** Nothing of the inventory may be used, as it was when it was read. */
    readonly isRefused: boolean;
}

/** Throws ShardMissing. May be repeated by anyone at any time. */
export async function concludeScan(
    submission: InventorySubmission,
    scan: ScanRecord,
): Promise<ConcludedScan> {
    const { ports, tiers, usable, attempts } = submission;
    const results = await shardResults(ports.control, scan);
    const shards = "refused" in results ? [] : results;
    const scanned = "refused" in results ? results : countsOf(usable.manifest, scan, results);
    const runs: { task: TierTask; run: NonNullable<ScanTier["run"]> }[] = [];
    for (const { run } of scan.tiers) {
        if (run === undefined) continue;
        const { name } = run.tier;
        const task = tiers.find((tier) => tier.selecting.name === name)?.task;
        if (task?.runIdFor(scan.inventory) === run.runId) runs.push({ task, run });
        else if (task !== undefined)
            attempts.note(
                name,
                waits(submission, task, "it was changed while its inventory was read"),
            );
    }
    const proofs = await concludeInventory(submission, {
        scanned,
        tasks: runs.map(({ task }) => task),
        conclude: async (task, counts) => {
            const run = runs.find((each) => each.task === task)?.run;
            if (run === undefined) throw new Error(`no run of tier "${task.tier.name}"`);
            // Hours may have passed since the tier was judged.
            const word = await decidedBefore(submission, task);
            if (word !== undefined) return word;
            const manifests = new JoinedManifests(
                ports,
                {
                    folder: scanFolder(scan.bucket, scan.scanId),
                    runId: run.runId,
                    tier: task.tier.name,
                    namesVersions: run.namesVersions,
                    maxRowsPerJob: scan.maxRowsPerJob,
                    cut: cutByScan(scan.scanId),
                },
                shards.flatMap((shard) => shard.tiers.filter(({ runId }) => runId === run.runId)),
            );
            const { runId, problems } = run;
            return concludeTier(submission, { task, runId, manifests, done: { problems } }, counts);
        },
        proofs: () => scanProofs(ports, scan, shards),
    });
    return { proofs, isRefused: "refused" in scanned };
}

/** The counts of all shards; or a refusal when no row at all could be read. */
export function countsOf(
    manifest: Parameters<typeof refuseUnreadable>[0],
    scan: ScanRecord,
    shards: readonly ScannedShard[],
): Scanned {
    const counts: ScanCounts = mergeScanCounts([
        noScanCounts(scan.tiers.length),
        ...shards.map((shard) => shard.counts),
    ]);
    try {
        refuseUnreadable(manifest, counts);
        return counts;
    } catch (error) {
        if (error instanceof DataFileRefused) return { refused: error.message };
        throw error;
    }
}
