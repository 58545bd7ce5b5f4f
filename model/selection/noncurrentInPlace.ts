/** Whether a tier would act in place on noncurrent versions, which only lifecycle can do without harm. */
import type { Selection, TierAction } from "../config/types";

/**
 * Why the tier must not act so, and what to do instead; undefined when it may. Manifests of a change of class name no
 * versions (model/runs/plannedJob.ts), so each of its jobs acts on the current version of a key.
 */
export function noncurrentInPlace(
    select: Pick<Selection, "versions">,
    action: TierAction,
): string | undefined {
    if (select.versions !== "noncurrent" || action.kind !== "changeClass") return undefined;
    switch (action.mechanism) {
        case "lifecycle":
            return undefined;
        case "copy":
            return `a copy in place would bring an old version back as the current one; ${advice}`;
        case "mark":
            return `a mark would tag the current version of the key instead of the old one; ${advice}`;
    }
}

const advice = "use mechanism lifecycle or copyTo a vault";
