import type { StorageClass } from "../../storageClass";
import { type DraftTier, classesMovedTo } from "../draftTier";
import type { Findings } from "../findings";
import { earliestTransitionDays } from "../lifecycleRules";
import { pointer, shown } from "../pointer";

/** What a tier asks that a lifecycle rule alone cannot do: it would take more than the tier says. */
export function checkLifecycleTier(
    draft: DraftTier,
    target: StorageClass,
    findings: Findings,
): void {
    const { raw, tier, at } = draft;
    const { select } = tier;
    const mechanismAt = at + pointer("action", "mechanism");
    const cannot = (key: string, what: string): void => {
        findings.problem(
            at + pointer("select", key),
            `must be left out with mechanism lifecycle, got ${shown(raw.select?.[key as keyof typeof raw.select])}: ` +
                `a lifecycle rule cannot ${what}; remove it or use mechanism copy or mark`,
            [mechanismAt],
        );
    };
    if (select.suffixes.length > 0) cannot("suffixes", "select by suffix");
    if (select.include.length > 0) cannot("include", "select by pattern");
    if (select.exclude.length > 0) cannot("exclude", "leave objects out by pattern");
    if (raw.select?.createdBefore !== undefined) cannot("createdBefore", "select by date");
    if (raw.select?.locked === "skip") cannot("locked", "leave out locked objects");
    if (raw.select?.replication !== undefined) {
        cannot("replication", "select by replication state (it waits for PENDING and FAILED)");
    }
    const movable = classesMovedTo(target);
    if (
        raw.select?.storageClasses !== undefined &&
        movable.some((each) => !select.storageClasses.includes(each))
    ) {
        cannot("storageClasses", "select by class: it moves every class that can move onward");
    }
    const without = (key: string, because: string): void => {
        findings.problem(
            at + pointer(key),
            `must be left out with mechanism lifecycle, got ${shown(raw[key as keyof typeof raw])}: ${because}; ` +
                "remove it or use mechanism copy or mark",
            [mechanismAt],
        );
    };
    if (raw.approval === "required") without("approval", "S3 acts without a job that could wait");
    if (raw.limits !== undefined && Object.keys(raw.limits).length > 0) {
        without("limits", "S3 acts on every object that matches");
    }
    if (raw.maxAttempts !== undefined) without("maxAttempts", "S3 tries by itself");
    const earliest = earliestTransitionDays[target] ?? 0;
    if ((select.olderThanDays ?? 0) < earliest) {
        findings.problem(
            at + pointer("select", "olderThanDays"),
            `must be at least ${earliest} for lifecycle to ${target}, got ${select.olderThanDays ?? "nothing"}; ` +
                `write ${earliest} or more`,
            [mechanismAt, at + pointer("action", "changeClass")],
        );
    }
    if (select.versions === "noncurrent" && select.olderThanDays !== undefined) {
        findings.warning(
            at + pointer("select", "olderThanDays"),
            "counts from the day a version became noncurrent, because that is how lifecycle counts",
        );
    }
}
