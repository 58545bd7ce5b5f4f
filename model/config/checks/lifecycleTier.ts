import type { StorageClass } from "../../storageClass";
import { type DraftTier, classesMovedTo } from "../draftTier";
import type { Findings } from "../findings";
import { earliestTransitionDays } from "../lifecycleRules";
import { pointer, shown } from "../pointer";
import type { RawTier } from "../rawConfig";
import type { Selection } from "../types";

interface LifecycleLimit {
    /** As the config file spells it. */
    readonly key: keyof NonNullable<RawTier["select"]>;
    /** Whether the tier asks for what its rule would not do; the target is the class it moves to. */
    readonly isAsked: (draft: DraftTier, target: StorageClass) => boolean;
    readonly cannot: string;
}

/**
 * Each condition is either in the rule that `tierRules` (lifecycleRules.ts) writes, or refused here. A condition
 * without an entry does not compile: S3 would move what the tier means to leave alone.
 */
const lifecycleLimits: Readonly<Record<keyof Selection, LifecycleLimit | "in the rule">> = {
    prefixes: "in the rule",
    suffixes: {
        key: "suffixes",
        isAsked: ({ tier }) => tier.select.suffixes.length > 0,
        cannot: "select by suffix",
    },
    include: {
        key: "include",
        isAsked: ({ tier }) => tier.select.include.length > 0,
        cannot: "select by pattern",
    },
    exclude: {
        key: "exclude",
        isAsked: ({ tier }) => tier.select.exclude.length > 0,
        cannot: "leave objects out by pattern",
    },
    olderThanDays: "in the rule",
    createdBefore: {
        key: "createdBefore",
        isAsked: ({ raw }) => raw.select?.createdBefore !== undefined,
        cannot: "select by date",
    },
    storageClasses: {
        key: "storageClasses",
        isAsked: ({ raw, tier }, target) =>
            raw.select?.storageClasses !== undefined &&
            classesMovedTo(target).some((each) => !tier.select.storageClasses.includes(each)),
        cannot: "select by class: it moves every class that can move onward",
    },
    minSizeBytes: "in the rule",
    maxSizeBytes: "in the rule",
    tags: "in the rule",
    versions: "in the rule",
    replication: {
        key: "replication",
        isAsked: ({ raw }) => raw.select?.replication !== undefined,
        cannot: "select by replication state (it waits for PENDING and FAILED)",
    },
    locked: {
        key: "locked",
        isAsked: ({ raw }) => raw.select?.locked === "skip",
        cannot: "leave out locked objects",
    },
};

/** What a tier asks that a lifecycle rule alone cannot do: it would take more than the tier says. */
export function checkLifecycleTier(
    draft: DraftTier,
    target: StorageClass,
    findings: Findings,
): void {
    const { raw, tier, at } = draft;
    const { select } = tier;
    const mechanismAt = at + pointer("action", "mechanism");
    for (const limit of Object.values(lifecycleLimits)) {
        if (limit === "in the rule" || !limit.isAsked(draft, target)) continue;
        findings.problem(
            at + pointer("select", limit.key),
            `must be left out with mechanism lifecycle, got ${shown(raw.select?.[limit.key])}: ` +
                `a lifecycle rule cannot ${limit.cannot}; remove it or use mechanism copy or mark`,
            [mechanismAt],
        );
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
