/** Which job part archives a selected object. */
import type { TierPlan } from "../config/bucketPlan";
import type { JobPart } from "../naming/keys";
import { maxCopyBytes } from "../storageClass";

/**
 * "copy" for what the native copy can do; "task" for what needs a look at the object (tags), a tag instead of a
 * copy (mark), a team's own function (invoke), or more than one CopyObject takes (over 5 GB).
 */
export function partOf(tier: Pick<TierPlan, "action" | "select">, size: number): JobPart {
    const { action, select } = tier;
    if (action.kind === "invoke") return "task";
    if (action.kind === "changeClass" && action.mechanism !== "copy") return "task";
    if (Object.keys(select.tags ?? {}).length > 0) return "task";
    return size > maxCopyBytes ? "task" : "copy";
}
