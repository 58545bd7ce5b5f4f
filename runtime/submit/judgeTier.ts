/** Before the scan: whether a tier takes part in it, or what became of it instead. */
import { runFolder, runKey } from "../../model/naming/keys";
import { gateReason } from "../../model/runs/inventoryGate";
import { inventoryRefusal } from "../../model/runs/inventoryRefusal";
import { manifestNamesVersions } from "../../model/runs/plannedJob";
import type { RunRecord } from "../../model/runs/records";
import type { TierRun } from "../../model/runs/tierRun";
import { readRecord } from "../aws/records";
import { TierManifests } from "../shard/tierManifests";
import { doneBefore, TooManyDone, type DoneBefore } from "./doneBefore";
import { resumeRun } from "./recordRun";
import { refuse, waits, type InventorySubmission } from "./submission";
import type { TierTask } from "./tierTasks";

/** A tier that may run now. */
export interface EligibleTier {
    readonly task: TierTask;
    readonly runId: string;
    readonly manifests: TierManifests;
    readonly done: DoneBefore;
}

/** The tier, or a word for what became of it. `doneBudget` is shared by the bucket's tiers. */
export async function judgeTier(
    submission: InventorySubmission,
    task: TierTask,
    history: readonly TierRun[],
    doneBudget: { left: number },
): Promise<EligibleTier | string> {
    const { ports, plan, usable, createdAt } = submission;
    const { reference, manifest } = usable;
    const { tier } = task;
    const runId = task.runIdFor(reference);
    const existing = await readRecord<RunRecord>(
        ports.control,
        runKey(runFolder(plan.bucket, tier.name, runId)),
        "run",
    );
    if (existing !== undefined) {
        await resumeRun(ports, existing);
        return `${existing.decision} before`;
    }
    const refuseFor = (code: string, reason: string): Promise<string> =>
        refuse(submission, task, { inventory: reference, code, reasons: [reason] });
    const refusal = inventoryRefusal(
        plan,
        tier,
        { createdAt, columns: manifest.columns },
        ports.now(),
    );
    if (refusal !== undefined) return refuseFor(refusal.code, refusal.reason);
    const gate = gateOf(submission, task, history);
    if (gate !== undefined) return waits(submission, task, gate);
    let done: DoneBefore;
    try {
        const run = { runId, inventory: reference };
        done = await doneBefore(ports, plan.bucket, tier, run, doneBudget);
    } catch (error) {
        if (!(error instanceof TooManyDone)) throw error;
        return refuseFor("too-many-done", error.message);
    }
    const namesVersions = manifestNamesVersions(tier, manifest.columns.includes("VersionId"));
    const manifests = new TierManifests(ports.manifests, {
        runId,
        bucket: plan.bucket,
        tier,
        namesVersions,
    });
    return { task, runId, manifests, done };
}

/** Why the tier's other runs keep it from this inventory, or undefined. */
export function gateOf(
    { usable, createdAt }: InventorySubmission,
    task: TierTask,
    history: readonly TierRun[],
): string | undefined {
    const own = task.runIdFor(usable.reference);
    const others = history.filter(({ run }) => run.runId !== own);
    return gateReason(others, createdAt, task.tier.action);
}
