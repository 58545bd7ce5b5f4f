/** Which job parts a tier has, and which of them archives a selected object. */
import { isLifecycleTier } from "../config/isLifecycleTier";
import type { TierConfig } from "../config/types";
import type { PartKind } from "../naming/keys";
import { maxCopyBytes } from "../storageClass";

type PartedTier = Pick<TierConfig, "action" | "select">;

/**
 * The parts that jobs of a tier can have; roles are made for these. None for a tier that lifecycle does alone.
 */
export function tierParts(tier: PartedTier): readonly PartKind[] {
    if (isLifecycleTier(tier)) return [];
    if (takesAllByTask(tier)) return ["task"];
    const { minSizeBytes, maxSizeBytes = Infinity } = tier.select;
    return [
        ...(minSizeBytes <= maxCopyBytes ? (["copy"] as const) : []),
        ...(maxSizeBytes > maxCopyBytes ? (["task"] as const) : []),
    ];
}

/**
 * "copy" for what the native copy can do; "task" for what needs a look at the object (tags), a tag instead of a
 * copy (mark), a team's own function (invoke), or more than one CopyObject takes (over 5 GB).
 * @param size of a selected object, in bytes.
 * @throws Error for a size that the tier cannot have selected, and for any object of a tier that has no jobs.
 */
export function partOf(tier: PartedTier, size: number): PartKind {
    const part = takesAllByTask(tier) || size > maxCopyBytes ? "task" : "copy";
    if (!tierParts(tier).includes(part))
        throw new Error(
            `a tier with the parts [${tierParts(tier).join(", ")}] must not have selected an object of ${size} bytes, ` +
                `which needs the part ${part}; select by the tier's own rule`,
        );
    return part;
}

/** Whether every object of the tier goes through a function. */
function takesAllByTask({ action, select }: PartedTier): boolean {
    switch (action.kind) {
        case "invoke":
            return true;
        case "changeClass":
            return action.mechanism === "mark" || asksForTags(select);
        case "copyTo":
            return asksForTags(select);
    }
}

const asksForTags = ({ tags }: PartedTier["select"]): boolean => Object.keys(tags ?? {}).length > 0;
