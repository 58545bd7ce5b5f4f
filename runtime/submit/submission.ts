/** What the steps of one submit share. */
import type { BucketPlan } from "../../model/config/bucketPlan";
import type { Attempts } from "./attempts";
import type { UsableInventory } from "./findInventory";
import type { SubmitPorts } from "./ports";
import { refuseTier, type Refusal } from "./refuseTiers";
import type { OrderedTier, TierTask } from "./tierTasks";

export interface Submission {
    readonly ports: SubmitPorts;
    readonly plan: BucketPlan;
    /** All of the bucket, in evaluation order. */
    readonly tiers: readonly OrderedTier[];
    readonly attempts: Attempts;
}

/** A submission whose bucket has an inventory to use. */
export interface InventorySubmission extends Submission {
    readonly usable: UsableInventory;
    readonly createdAt: Date;
}

/** Records that a tier does not take an inventory; answers the word for it. */
export async function refuse(
    { ports, plan }: Submission,
    task: TierTask,
    refusal: Refusal,
): Promise<string> {
    const run = { id: task.runIdFor(refusal.inventory), digest: task.digest };
    await refuseTier(ports, plan, task.tier, run, refusal);
    return "refused";
}

/** Tells why a tier does nothing this time; answers the word for it. */
export function waits({ ports, plan }: Submission, task: TierTask, reason: string): string {
    ports.telemetry.info(`tier waits for a later inventory: ${reason}`, {
        bucket: plan.bucket,
        tier: task.tier.name,
    });
    return `waits: ${reason}`;
}
