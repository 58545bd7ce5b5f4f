/** After the scan: one tier's counts to its run, unless another submit has begun one meanwhile. */
import type { ScanCounts } from "../../model/selection/scanCounts";
import { tierHistory } from "../records/tierHistory";
import { decideRun } from "./decideRun";
import { gateOf, type ScannedRun } from "./judgeTier";
import { recordRun } from "./recordRun";
import { undo } from "./scanTiers";
import { seeTurns, takeTurn } from "./turn";
import { waits, type InventorySubmission } from "./submission";

/** Answers the word for what became of the tier; leaves no manifest half uploaded, also when it fails. */
export async function concludeTier(
    submission: InventorySubmission,
    eligible: ScannedRun,
    counts: ScanCounts,
): Promise<string> {
    try {
        return await conclude(submission, eligible, counts);
    } catch (error) {
        await undo(submission, eligible.manifests);
        throw error;
    }
}

async function conclude(
    submission: InventorySubmission,
    { task, runId, manifests, done }: ScannedRun,
    counts: ScanCounts,
): Promise<string> {
    const { ports, plan, tiers, usable, createdAt } = submission;
    const { name } = task.tier;
    const of = { bucket: plan.bucket, tier: task.tier, runId };
    const turns = await seeTurns(ports, of);
    if ("wait" in turns) {
        await manifests.abort();
        return waits(submission, task, turns.wait);
    }
    // Another submit may have begun a run while this one was reading.
    const history = await tierHistory(ports.control, plan.bucket, name, createdAt);
    const gate = await gateOf(submission, task, history);
    if (gate !== undefined) {
        await manifests.abort();
        return waits(submission, task, gate);
    }
    const tierCounts = counts.tiers[tiers.findIndex((tier) => tier.task === task)];
    if (tierCounts === undefined) throw new Error(`no counts for tier "${name}"`);
    const record = await decideRun(ports, plan, {
        task,
        runId,
        inventory: usable.reference,
        scanned: counts.scanned,
        ...tierCounts,
        manifests,
        history,
        remarks: [...done.problems, ...unreadableRemark(counts)],
        takeTurn: () => takeTurn(ports, of, turns.next),
    });
    if (typeof record === "string") return waits(submission, task, record);
    return (await recordRun(ports, record)).decision;
}

const unreadableRemark = ({
    unreadableRows,
    scanned,
    unreadable,
}: ScanCounts): readonly string[] =>
    unreadableRows === 0
        ? []
        : [
              `${unreadableRows} of ${scanned.objects} rows cannot be read and select nothing, e.g. ${unreadable[0] ?? ""}`,
          ];
