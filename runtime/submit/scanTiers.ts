/** One pass over an inventory for the tiers that run now and for the proofs of earlier runs. */
import { KeyHashSet } from "../../model/inventory/keyHashSet";
import { isTriedTooOften } from "../../model/runs/runDecision";
import type { ScanCounts } from "../../model/selection/scanCounts";
import { DataFileRefused } from "../shard/dataFileRefused";
import type { RowWatch } from "../shard/rowWatch";
import { scanInventory } from "../shard/scanInventory";
import type { EligibleTier } from "./judgeTier";
import type { PendingProof } from "./pendingProofs";
import type { RunManifests } from "./runManifests";
import type { InventorySubmission, Submission } from "./submission";

/** A refused data file comes back as a value, with every manifest begun so far undone. */
export async function scanTiers(
    submission: InventorySubmission,
    eligible: readonly EligibleTier[],
    proofs: readonly PendingProof[],
): Promise<ScanCounts | DataFileRefused> {
    const { ports, tiers, usable } = submission;
    const running = new Map(eligible.map((tier) => [tier.task, tier]));
    try {
        return await scanInventory({
            manifest: usable.manifest,
            open: (key) => ports.control.stream(key),
            tiers: tiers.map(({ selecting, task }) => {
                const run = task === undefined ? undefined : running.get(task);
                const timesTried = run?.done.timesTried;
                return {
                    name: selecting.name,
                    select: selecting.select,
                    action: selecting.action,
                    doneBefore: run?.done.has,
                    sink: run?.manifests,
                    isTriedTooOften:
                        timesTried === undefined
                            ? undefined
                            : (row) => isTriedTooOften(timesTried(row)),
                };
            }),
            watch: watchOf(proofs),
        });
    } catch (error) {
        for (const { manifests } of eligible) await undo(submission, manifests);
        if (error instanceof DataFileRefused) return error;
        throw error;
    }
}

/** Shows the claims' rows to the books of pending proofs; undefined when there are none. */
export function watchOf(proofs: readonly PendingProof[]): RowWatch | undefined {
    if (proofs.length === 0) return undefined;
    const keys = new KeyHashSet();
    for (const { book } of proofs) book.addKeyHashes(keys);
    return {
        keys,
        see(row) {
            for (const { book } of proofs) book.watch(row);
        },
    };
}

/** The bucket's lifecycle removes what is left; the first error is the one to report. */
export async function undo({ ports, plan }: Submission, manifests: RunManifests): Promise<void> {
    try {
        await manifests.abort();
    } catch (cause) {
        ports.telemetry.warn(`manifest not undone: ${String(cause)}`, { bucket: plan.bucket });
    }
}
