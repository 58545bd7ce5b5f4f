/** What follows from a scan of an inventory, whoever read it: refusals or runs for the tiers, and the proofs. */
import type { ScanCounts } from "../../model/selection/scanCounts";
import type { PendingProof } from "./pendingProofs";
import { recordProofs } from "./recordProofs";
import { refuseDamaged } from "./refuseDamaged";
import type { InventorySubmission } from "./submission";
import type { TierTask } from "./tierTasks";

/** What was counted; or why nothing of the inventory may be used. */
export type Scanned = ScanCounts | { readonly refused: string };

export interface Conclusion {
    readonly scanned: Scanned;
    /** Of the tiers that the scan was for. */
    readonly tasks: readonly TierTask[];
    /** Answers the word for what became of the tier. */
    readonly conclude: (task: TierTask, counts: ScanCounts) => Promise<string>;
    /** With everything that the scan has seen shown to them. */
    readonly proofs: () => Promise<readonly PendingProof[]>;
}

/** Answers how many proofs were recorded. */
export async function concludeInventory(
    submission: InventorySubmission,
    { scanned, tasks, conclude, proofs }: Conclusion,
): Promise<number> {
    const { ports, plan, usable, attempts } = submission;
    const { bucket } = plan;
    if ("refused" in scanned) {
        await refuseDamaged(submission, usable.reference, tasks, scanned.refused);
        return 0;
    }
    if (scanned.unreadableRows > 0)
        ports.telemetry.metric("unreadableRows", scanned.unreadableRows, { bucket });
    for (const row of scanned.unreadable)
        ports.telemetry.warn(`unreadable row: ${row}`, { bucket });
    for (const task of tasks) await attempts.run(task.tier.name, () => conclude(task, scanned));
    let recorded = 0;
    await attempts.run("(proofs)", async () => {
        recorded = await recordProofs(ports, await proofs(), usable.reference);
        return undefined;
    });
    return recorded;
}
