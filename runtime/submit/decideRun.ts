/** One tier's counts to its run record: limits, cost, and for a run that goes ahead the stored manifests and jobs. */
import type { BucketPlan } from "../../model/config/bucketPlan";
import { mechanismOf, oneOffCostUsd } from "../../model/economics/jobCost";
import { plannedJob } from "../../model/runs/plannedJob";
import type { InventoryReference, RunRecord, Tally } from "../../model/runs/records";
import { runDecision } from "../../model/runs/runDecision";
import { lastScannedObjects, type TierRun } from "../../model/runs/tierRun";
import type { TierCounts } from "../../model/selection/scanCounts";
import type { SubmitPorts } from "./ports";
import type { RunManifests } from "./runManifests";
import type { TierTask } from "./tierTasks";

export interface CountedTier extends TierCounts {
    readonly task: TierTask;
    readonly runId: string;
    readonly inventory: InventoryReference;
    readonly scanned: Tally;
    readonly manifests: RunManifests;
    readonly history: readonly TierRun[];
    /** What else a person should know of the selection. */
    readonly remarks: readonly string[];
    /** Asked before anything of a run with jobs is stored: why another run comes first, or undefined. */
    readonly takeTurn: () => Promise<string | undefined>;
}

/**
 * The record to write, or why the tier has to wait. Manifests are stored when it says "submit", and undone otherwise.
 */
export async function decideRun(
    ports: SubmitPorts,
    plan: BucketPlan,
    counted: CountedTier,
): Promise<RunRecord | string> {
    const { task, runId, inventory, manifests } = counted;
    const { tier } = task;
    const estimatedCostUsd = oneOffCostUsd({
        jobs: manifests.parts.length,
        mechanism: mechanismOf(tier.action),
        sourceClasses: counted.sourceClasses,
        targetClass: tier.action.kind === "invoke" ? undefined : tier.action.storageClass,
    });
    const { decision, reasons, shrunk } = runDecision({
        limits: tier.limits,
        scanned: counted.scanned,
        selected: counted.selected,
        skipped: counted.skipped,
        estimatedCostUsd,
        triedTooOften: counted.triedTooOften,
        lastScannedObjects: lastScannedObjects(counted.history, inventory.createdAt),
    });
    if (shrunk)
        ports.telemetry.metric("inventoryShrunk", 1, { bucket: plan.bucket, tier: tier.name });
    const wait = decision === "submit" ? await counted.takeTurn() : undefined;
    if (decision !== "submit" || wait !== undefined) await manifests.abort();
    if (wait !== undefined) return wait;
    const stored = decision === "submit" ? await manifests.finish() : [];
    return {
        kind: "run",
        schemaVersion: 1,
        runId,
        account: plan.account,
        bucket: plan.bucket,
        tier: tier.name,
        at: ports.now().toISOString(),
        inventory,
        tierDigest: task.digest,
        decision,
        reasons: [...reasons, ...counted.remarks],
        approval: tier.approval,
        scanned: counted.scanned,
        selected: counted.selected,
        skipped: counted.skipped,
        estimatedCostUsd,
        jobs: stored.map(({ part, manifest }) =>
            plannedJob({
                surroundings: ports.surroundings,
                plan,
                tier,
                runId,
                inventoryCreatedAt: inventory.createdAt,
                part,
                manifest,
            }),
        ),
    };
}
