/** Why a tier must not use an inventory at all; to wait for a later run to end is another matter (inventoryGate.ts). */
import type { BucketPlan, TierPlan } from "../config/bucketPlan";
import { inventoryAgeHours, isFromFuture, isStale } from "../inventory/inventoryAge";
import { missingColumns } from "../inventory/requiredColumns";
import { noncurrentInPlace } from "../selection/noncurrentInPlace";

export interface InventoryRefusal {
    /** Stable for one cause, so that the same refusal is recorded once. */
    readonly code: string;
    readonly reason: string;
}

/** Undefined when the inventory may be used. */
export function inventoryRefusal(
    plan: Pick<BucketPlan, "inventory">,
    tier: Pick<TierPlan, "select" | "action">,
    inventory: { readonly createdAt: Date; readonly columns: readonly string[] },
    now: Date,
): InventoryRefusal | undefined {
    const { maxAgeHours, versions } = plan.inventory;
    const ageHours = inventoryAgeHours(inventory.createdAt, now);
    const name = `inventory of ${inventory.createdAt.toISOString()}`;
    if (isStale(ageHours, maxAgeHours))
        return {
            code: "stale",
            reason:
                `${name}: at most ${maxAgeHours} hours old may be used, ` +
                `got ${ageHours.toFixed(1)}; check why S3 delivers no newer one`,
        };
    if (isFromFuture(ageHours))
        return {
            code: "future",
            reason: `${name}: must not be from the future; check who delivered it`,
        };
    const missing = missingColumns(tier, versions, inventory.columns);
    if (missing.length > 0)
        return {
            code: `columns ${missing.join(",")}`,
            reason:
                `fileSchema must have the columns this tier needs, got none of ${missing.join(", ")}; ` +
                "add them to the inventory's optional fields and wait for the next one",
        };
    const harm = noncurrentInPlace(tier.select, tier.action);
    if (harm !== undefined)
        return {
            code: "noncurrent-in-place",
            reason: `select.versions "noncurrent" must not be changed in place by a job: ${harm}`,
        };
    return undefined;
}
