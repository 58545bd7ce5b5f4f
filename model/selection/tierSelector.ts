/** Which tier of a bucket takes an object of its inventory: the first one in order whose selection matches. */
import type { InventoryRow, UnreadableRow } from "../inventory/inventoryRow";
import type { SkipReason } from "./skipReason";
import { tierRule, type SelectingTier } from "./tierRule";

export interface RowVerdict {
    /** Index of the tier that takes the object, or undefined; also when its tier has done it before. */
    readonly tier: number | undefined;
    /** Per tier, why not; undefined for the tier that takes it. */
    readonly reasons: readonly (SkipReason | undefined)[];
}

export interface SelectedInventory {
    readonly sourceBucket: string;
    /** Start of the scan, milliseconds since the epoch. */
    readonly createdAt: number;
}

/**
 * Judges rows for `tiers`, given in evaluation order. Pass every tier of the bucket, also those that cannot run now
 * and those done by lifecycle alone: they keep their objects from the later ones.
 */
export function tierSelector(
    tiers: readonly SelectingTier[],
    inventory: SelectedInventory,
): (row: InventoryRow | UnreadableRow) => RowVerdict {
    const rules = tiers.map((tier) => tierRule(tier, inventory.createdAt));
    const forAll = (reason: SkipReason): RowVerdict => ({
        tier: undefined,
        reasons: tiers.map(() => reason),
    });
    const unreadable = forAll("unreadable-row");
    const otherBucket = forAll("other-bucket");
    const deleteMarker = forAll("delete-marker");

    return (row) => {
        if ("problem" in row) return unreadable;
        if (row.bucket !== inventory.sourceBucket) return otherBucket;
        if (row.isDeleteMarker === true) return deleteMarker;
        const reasons: (SkipReason | undefined)[] = [];
        let taker: number | undefined;
        let isTaken = false;
        for (const [index, rule] of rules.entries()) {
            if (isTaken) {
                reasons.push("taken-by-earlier-tier");
                continue;
            }
            const reason = rule(row);
            if (reason !== undefined) {
                reasons.push(reason);
                continue;
            }
            // Done before or not, no later tier may have it.
            isTaken = true;
            const isDone = tiers[index]?.doneBefore?.(row) === true;
            reasons.push(isDone ? "done-before" : undefined);
            if (!isDone) taker = index;
        }
        return { tier: taker, reasons };
    };
}
