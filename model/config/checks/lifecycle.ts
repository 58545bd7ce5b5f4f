import { type StorageClass, lifecycleMoves, minimumStorageDays } from "../../storageClass";
import type { Draft, DraftBucket } from "../draft";
import type { DraftTier } from "../draftTier";
import type { Findings } from "../findings";
import { anyPrefixesMeet } from "../keyPattern";
import { earliestTransitionDays, tierRules } from "../lifecycleRules";
import { pointer } from "../pointer";
import type { LifecycleRule } from "../types";

const maxRules = 1000;

/** Lifecycle of each bucket: who owns it, and whether S3 would take the declared rules. */
export function checkLifecycleOfBuckets({ buckets }: Draft, findings: Findings): void {
    for (const bucket of buckets) {
        const at = bucket.at + pointer("lifecycle");
        const { lifecycle, ownership } = bucket.config;
        if (!lifecycle.manage && lifecycle.rules.length > 0) {
            findings.problem(
                at + pointer("rules"),
                `must be left out where lifecycle is not managed, got ${lifecycle.rules.length}; ` +
                    "set manage to true or remove the rules",
                [at + pointer("manage"), bucket.at + pointer("ownership")],
            );
        }
        if (lifecycle.manage && ownership === "adopt") {
            if (bucket.raw.lifecycle?.replaceAll === true) {
                findings.warning(
                    at + pointer("manage"),
                    "is true on an adopted bucket: its rules that are not declared here are replaced, because S3 replaces all",
                );
            } else {
                findings.problem(
                    at + pointer("replaceAll"),
                    "must be true to manage the lifecycle of an adopted bucket, because S3 replaces all rules at once and " +
                        "those that are not declared here are lost, got nothing; declare every rule the bucket has under " +
                        "rules and set it to true, or set manage to false",
                    [at + pointer("manage"), bucket.at + pointer("ownership")],
                );
            }
        }
        for (const rule of lifecycle.rules) checkRule(bucket, rule, findings);
        checkCount(bucket, findings);
    }
}

function checkCount(bucket: DraftBucket, findings: Findings): void {
    const own = bucket.tiers.flatMap(({ tier }) => {
        const { action } = tier;
        return action === undefined ? [] : tierRules({ ...tier, action });
    });
    const count = bucket.config.lifecycle.rules.length + own.length + 1;
    if (bucket.config.lifecycle.manage && count > maxRules) {
        findings.problem(
            bucket.at + pointer("lifecycle", "rules"),
            `must be at most ${maxRules} together with the tiers' own, got ${count}; merge rules or prefixes`,
        );
    }
}

function checkRule(bucket: DraftBucket, rule: LifecycleRule, findings: Findings): void {
    const at = bucket.at + pointer("lifecycle", "rules", rule.id);
    checkMoves(
        at + pointer("transitions"),
        (rule.transitions ?? []).map(({ days, storageClass }) => ({ days, storageClass })),
        rule.expirationDays,
        findings,
    );
    checkMoves(
        at + pointer("noncurrentTransitions"),
        (rule.noncurrentTransitions ?? []).map(({ noncurrentDays, storageClass }) => ({
            days: noncurrentDays,
            storageClass,
        })),
        rule.noncurrentExpirationDays,
        findings,
    );
    const { objectSizeGreaterThan: above, objectSizeLessThan: below } = rule;
    const sized = above !== undefined || below !== undefined;
    if (
        rule.abortIncompleteMultipartUploadDays !== undefined &&
        (rule.tags !== undefined || sized)
    ) {
        findings.problem(
            at + pointer("abortIncompleteMultipartUploadDays"),
            "must not stand beside tags or sizes, which unfinished uploads do not have, got both; make it a rule of its own",
        );
    }
    if (above !== undefined && below !== undefined && above + 1 >= below) {
        findings.problem(
            at + pointer("objectSizeLessThan"),
            `must leave a size above objectSizeGreaterThan (${above}), got ${below}; both bounds are exclusive: raise it`,
        );
    }
    checkExpiration(bucket, rule, at, findings);
}

interface Move {
    readonly days: number;
    readonly storageClass: StorageClass;
}

function checkMoves(
    at: string,
    moves: readonly Move[],
    expirationDays: number | undefined,
    findings: Findings,
): void {
    const ordered = moves.map((move, i) => ({ ...move, i })).sort((a, b) => a.days - b.days);
    for (const [n, { days, storageClass, i }] of ordered.entries()) {
        const moveAt = at + pointer(i);
        const earliest = earliestTransitionDays[storageClass] ?? 0;
        if (storageClass === "STANDARD") {
            findings.problem(moveAt, "must move to a colder class, got STANDARD; remove it");
            continue;
        }
        if (days < earliest) {
            findings.problem(
                moveAt,
                `must wait at least ${earliest} days before ${storageClass}, got ${days}; write ${earliest} or more`,
            );
        }
        const before = ordered[n - 1];
        if (before === undefined) continue;
        // Counted from the earliest day the move before can happen, so that one mistake is not two.
        const moved = Math.max(before.days, earliestTransitionDays[before.storageClass] ?? 0);
        const after = moved + minimumStorageDays[before.storageClass];
        if (!lifecycleMoves[before.storageClass].includes(storageClass)) {
            findings.problem(
                moveAt,
                `must move on from ${before.storageClass}, got ${storageClass}, which lifecycle cannot reach from it; ` +
                    "order the transitions from warm to cold",
            );
        } else if (days < after) {
            findings.problem(
                moveAt,
                `must wait until day ${after}, ${minimumStorageDays[before.storageClass]} days after the move to ` +
                    `${before.storageClass} on day ${moved}, got day ${days}; write ${after} or more`,
            );
        }
    }
    const last = ordered.at(-1);
    if (last !== undefined && expirationDays !== undefined && expirationDays <= last.days) {
        findings.problem(
            at,
            `must come before the expiration on day ${expirationDays}, got a move on day ${last.days}; ` +
                "move earlier or expire later",
        );
    }
}

/** A rule that deletes what a tier archives makes the archive pointless, or costs the class's minimum. */
function checkExpiration(
    bucket: DraftBucket,
    rule: LifecycleRule,
    at: string,
    findings: Findings,
): void {
    if (rule.status === "Disabled") return;
    for (const { tier } of bucket.tiers) {
        if (!reaches(rule, tier)) continue;
        const noncurrent = tier.select.versions === "noncurrent";
        const days = noncurrent ? rule.noncurrentExpirationDays : rule.expirationDays;
        const age = tier.select.olderThanDays;
        if (days === undefined || age === undefined) continue;
        const key = noncurrent ? "noncurrentExpirationDays" : "expirationDays";
        if (days <= age) {
            findings.warning(
                at + pointer(key),
                `deletes on day ${days} what tier ${tier.name} would take on day ${age}`,
            );
        } else if (tier.action?.kind === "changeClass") {
            const kept = minimumStorageDays[tier.action.storageClass];
            if (days >= age + kept) continue;
            findings.warning(
                at + pointer(key),
                `deletes on day ${days} what tier ${tier.name} moves to ${tier.action.storageClass} on day ${age} and is ` +
                    `billed for until day ${age + kept}`,
            );
        }
    }
}

function reaches(rule: LifecycleRule, { select }: DraftTier["tier"]): boolean {
    if (rule.tags !== undefined) return false;
    return anyPrefixesMeet(rule.prefix === undefined ? [] : [rule.prefix], select.prefixes);
}
