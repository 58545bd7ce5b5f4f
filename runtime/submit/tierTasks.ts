/** One tier's place in a bucket: its identity for an inventory and the tiers judged before it. */
import type { BucketPlan, TierPlan } from "../../model/config/bucketPlan";
import type { InventoryReference } from "../../model/runs/records";
import { runId, tierDigest } from "../../model/runs/runIdentity";
import type { SelectingTier } from "../../model/selection/tierRule";

export interface TierTask {
    readonly tier: TierPlan;
    readonly digest: string;
    runIdFor(inventory: InventoryReference): string;
}

/** Every tier of a bucket in evaluation order; `task` is absent for those done by lifecycle alone. */
export interface OrderedTier {
    readonly selecting: SelectingTier;
    readonly task?: TierTask | undefined;
}

export function orderedTiers(plan: BucketPlan): readonly OrderedTier[] {
    const all = [
        ...plan.tiers.map((tier) => ({ tier, submits: tier })),
        ...plan.lifecycleTiers.map((tier) => ({ tier, submits: undefined })),
    ].sort((a, b) => a.tier.priority - b.tier.priority || compare(a.tier.name, b.tier.name));
    return all.map(({ tier, submits }, index) => {
        if (submits === undefined) return { selecting: tier };
        const digest = tierDigest(
            submits,
            all.slice(0, index).map((earlier) => earlier.tier),
        );
        return {
            selecting: submits,
            task: {
                tier: submits,
                digest,
                runIdFor: (inventory) => runId(plan, submits.name, digest, inventory),
            },
        };
    });
}

/** Ids of the runs that the tiers make of an inventory. */
export const runIdsOf = (
    tiers: readonly OrderedTier[],
    inventory: InventoryReference,
): ReadonlySet<string> =>
    new Set(tiers.flatMap(({ task }) => (task === undefined ? [] : [task.runIdFor(inventory)])));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
