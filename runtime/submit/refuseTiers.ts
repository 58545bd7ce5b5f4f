/** Refusals: an inventory or tier that must not be used leaves a record that says why, and no job. */
import type { BucketPlan, TierPlan } from "../../model/config/bucketPlan";
import type { InventoryReference, RunRecord } from "../../model/runs/records";
import { refusalId } from "../../model/runs/runIdentity";
import type { SubmitPorts } from "./ports";
import { recordRun } from "./recordRun";

export interface Refusal {
    readonly inventory: InventoryReference;
    /** Stable for one cause, so that the same refusal is recorded once. */
    readonly code: string;
    readonly reasons: readonly string[];
}

const nothing = { objects: 0, bytes: 0 };

/** Records one refusal for one tier. `id` and `digest` are those of the run that does not take place. */
export async function refuseTier(
    ports: SubmitPorts,
    plan: Pick<BucketPlan, "account" | "bucket">,
    tier: Pick<TierPlan, "name" | "approval">,
    run: { readonly id: string; readonly digest: string },
    refusal: Refusal,
): Promise<RunRecord> {
    return recordRun(ports, {
        kind: "run",
        schemaVersion: 1,
        runId: refusalId(run.id, refusal.code),
        account: plan.account,
        bucket: plan.bucket,
        tier: tier.name,
        at: ports.now().toISOString(),
        inventory: refusal.inventory,
        tierDigest: run.digest,
        decision: "refused",
        reasons: refusal.reasons,
        approval: tier.approval,
        scanned: nothing,
        selected: nothing,
        skipped: {},
        jobs: [],
    });
}
