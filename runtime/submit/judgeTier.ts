/** Before the scan: whether a tier takes part in it, or what became of it instead. */
import { cutByRows, manifestKey, runFolder, runKey } from "../../model/naming/keys";
import { gateReason } from "../../model/runs/inventoryGate";
import { inventoryRefusal } from "../../model/runs/inventoryRefusal";
import { manifestNamesVersions } from "../../model/runs/plannedJob";
import type { RunRecord } from "../../model/runs/records";
import type { TierRun } from "../../model/runs/tierRun";
import { readRecord } from "../aws/records";
import { deedGate } from "../records/deedGate";
import { TierManifests } from "../shard/tierManifests";
import { scaleOutOf } from "../../model/scale/scaleOut";
import type { RunManifests } from "./runManifests";
import { TooManyDone, type DoneBefore, type DoneBooks } from "./doneBefore";
import { resumeRun } from "./recordRun";
import { refuse, waits, type InventorySubmission } from "./submission";
import { runIdsOf, type TierTask } from "./tierTasks";

/** A tier whose rows have been gathered. */
export interface ScannedRun {
    readonly task: TierTask;
    readonly runId: string;
    readonly manifests: RunManifests;
    readonly done: Pick<DoneBefore, "problems">;
}

/** A tier that may run now. */
export interface EligibleTier extends ScannedRun {
    readonly manifests: TierManifests;
    readonly done: DoneBefore;
}

/** The tier, or a word for what became of it. `doneBooks` are shared by the bucket's tiers. */
export async function judgeTier(
    submission: InventorySubmission,
    task: TierTask,
    history: readonly TierRun[],
    doneBooks: DoneBooks,
): Promise<EligibleTier | string> {
    const { ports, plan, usable } = submission;
    const { reference, manifest } = usable;
    const { tier } = task;
    const runId = task.runIdFor(reference);
    const word = await decidedBefore(submission, task);
    if (word !== undefined) return word;
    const gate = await gateOf(submission, task, history);
    if (gate !== undefined) return waits(submission, task, gate);
    let done: DoneBefore;
    try {
        done = await doneBooks.before(tier);
    } catch (error) {
        if (!(error instanceof TooManyDone)) throw error;
        return refuse(submission, task, {
            inventory: reference,
            code: "too-many-done",
            reasons: [error.message],
        });
    }
    const namesVersions = manifestNamesVersions(tier, manifest.columns.includes("VersionId"));
    const { maxRowsPerJob } = scaleOutOf(plan);
    const manifests = new TierManifests(ports.manifests, {
        bucket: plan.bucket,
        tier,
        namesVersions,
        maxRowsPerJob,
        keyOf: (part) => manifestKey(runId, part, 0, cutByRows(maxRowsPerJob)),
    });
    return { task, runId, manifests, done };
}

/** The word for a tier whose run of this inventory is decided, or that may not use it; undefined for any other. */
export async function decidedBefore(
    submission: InventorySubmission,
    task: TierTask,
): Promise<string | undefined> {
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
    const refusal = inventoryRefusal(
        plan,
        tier,
        { createdAt, columns: manifest.columns },
        ports.now(),
    );
    if (refusal === undefined) return undefined;
    const { code, reason } = refusal;
    return refuse(submission, task, { inventory: reference, code, reasons: [reason] });
}

/** Why the tier's other runs, or other tiers that do the same, keep it from this inventory; or undefined. */
export async function gateOf(
    { ports, plan, tiers, usable, createdAt }: InventorySubmission,
    task: TierTask,
    history: readonly TierRun[],
): Promise<string | undefined> {
    const own = task.runIdFor(usable.reference);
    const others = history.filter(({ run }) => run.runId !== own);
    const gate = gateReason(others, createdAt, task.tier.action);
    if (gate !== undefined) return gate;
    const runIds = runIdsOf(tiers, usable.reference);
    return deedGate(ports.control, {
        bucket: plan.bucket,
        tier: task.tier,
        createdAt,
        now: ports.now(),
        declared: new Set(plan.tiers.map(({ name }) => name)),
        isOfThisInventory: ({ runId }) => runIds.has(runId),
    });
}
