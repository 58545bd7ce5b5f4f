import type { StorageClass } from "../storageClass";
import type { BucketConfig, LifecycleRule, TierConfig } from "./types";

/** Ids that begin with this are the product's; a user's own rule may not take one. */
export const ownRulePrefix = "archival-";
/** The rule that ends abandoned uploads, and the days it waits. */
export const abortUploadsRuleId = `${ownRulePrefix}abort-uploads`;
export const abortUploadsDays = 7;
/** Tag that mechanism "mark" puts on an object; its value is the class that lifecycle moves the object to. */
export const markTagKey = "archival-tier";
/** Lifecycle refuses earlier transitions to these (S3 User Guide, April 2026). */
export const earliestTransitionDays: Readonly<Partial<Record<StorageClass, number>>> = {
    STANDARD_IA: 30,
    ONEZONE_IA: 30,
};

/**
 * The whole lifecycle of a bucket whose lifecycle is ours to manage: the declared rules first, as declared, then
 * the tiers' own by priority (`archival-<tier>`, or `archival-<tier>.<n>` for the n-th of several prefixes),
 * then `archival-abort-uploads` unless a declared rule ends uploads of the whole bucket. Empty when lifecycle is
 * not managed. S3 replaces all rules on every put, so this list must be complete.
 * @throws Error on two rules with one id; resolved configs have none.
 */
export function lifecycleRules(bucket: BucketConfig): LifecycleRule[] {
    if (!bucket.lifecycle.manage) return [];
    const declared = bucket.lifecycle.rules;
    const rules = [...declared, ...bucket.tiers.flatMap(tierRules)];
    if (!declared.some(endsAllUploads)) {
        rules.push({
            id: abortUploadsRuleId,
            status: "Enabled",
            abortIncompleteMultipartUploadDays: abortUploadsDays,
        });
    }
    const seen = new Set<string>();
    for (const { id } of rules) {
        if (seen.has(id)) {
            throw new Error(
                `lifecycle of bucket "${bucket.name}" must not have two rules with the id "${id}"; rename the declared one`,
            );
        }
        seen.add(id);
    }
    return rules;
}

const endsAllUploads = (rule: LifecycleRule): boolean =>
    rule.status === "Enabled" &&
    rule.abortIncompleteMultipartUploadDays !== undefined &&
    rule.prefix === undefined;

/** The rules that one tier needs: one for each prefix when lifecycle moves its objects, none otherwise. */
export function tierRules(tier: TierConfig): LifecycleRule[] {
    const { name, action, select } = tier;
    if (action.kind !== "changeClass" || action.mechanism === "copy") return [];
    const { mechanism, storageClass } = action;
    const days = Math.max(select.olderThanDays ?? 0, earliestTransitionDays[storageClass] ?? 0);
    const prefixes = select.prefixes.length === 0 ? [undefined] : select.prefixes;
    return prefixes.map((prefix, index) => ({
        id: ownRulePrefix + name + (prefixes.length === 1 ? "" : `.${index + 1}`),
        status: "Enabled",
        prefix,
        tags: mechanism === "mark" ? { [markTagKey]: storageClass } : select.tags,
        ...sizeBounds(select.minSizeBytes, select.maxSizeBytes),
        ...(select.versions === "noncurrent"
            ? { noncurrentTransitions: [{ noncurrentDays: days, storageClass }] }
            : { transitions: [{ days, storageClass }] }),
    }));
}

/**
 * S3's bounds are exclusive, the tier's inclusive. A bound is always written, because a rule without one skips
 * every object under 128 KiB (the default of September 2024).
 */
function sizeBounds(
    minSizeBytes: number,
    maxSizeBytes: number | undefined,
): Pick<LifecycleRule, "objectSizeGreaterThan" | "objectSizeLessThan"> {
    return {
        objectSizeGreaterThan: Math.max(minSizeBytes - 1, 0),
        ...(maxSizeBytes === undefined ? {} : { objectSizeLessThan: maxSizeBytes + 1 }),
    };
}
