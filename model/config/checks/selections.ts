import { GlobError, globMatcher } from "../../selection/glob";
import type { Draft, DraftBucket } from "../draft";
import type { DraftTier } from "../draftTier";
import type { Findings } from "../findings";
import { globCovers, literalHead, prefixesMeet } from "../keyPattern";
import { markTagKey } from "../lifecycleRules";
import { pointer, shown } from "../pointer";
import { sizeText } from "../sizes";

/** Selections: contradictions within one tier, and conditions that can never hold. */
export function checkSelections(draft: Draft, findings: Findings): void {
    for (const bucket of draft.buckets) {
        for (const tier of bucket.tiers) {
            checkBounds(draft, tier, findings);
            checkKeys(tier, findings);
            checkVersions(bucket, tier, findings);
        }
    }
}

const selectAt = ({ at }: DraftTier, key: string): string => at + pointer("select", key);

function checkBounds({ context }: Draft, draft: DraftTier, findings: Findings): void {
    const { raw, tier } = draft;
    const { minSizeBytes, maxSizeBytes, createdBefore, olderThanDays, tags } = tier.select;
    if (maxSizeBytes !== undefined && minSizeBytes > maxSizeBytes) {
        const isDefault = raw.select?.minSize === undefined;
        findings.problem(
            selectAt(draft, "maxSize"),
            `must be at least minSize (${sizeText(minSizeBytes)}${isDefault ? ", the default" : ""}), got ` +
                `${sizeText(maxSizeBytes)}; raise maxSize or lower minSize`,
            [selectAt(draft, "minSize")],
        );
    }
    const written = raw.select?.createdBefore;
    if (written !== undefined && createdBefore === undefined) {
        findings.problem(
            selectAt(draft, "createdBefore"),
            `must be a date that exists, got ${shown(written)}; write for example 2024-01-31`,
        );
    }
    const { now } = context;
    if (createdBefore !== undefined && now !== undefined && createdBefore > now.toISOString()) {
        findings.problem(
            selectAt(draft, "createdBefore"),
            `must lie in the past, got ${shown(written)}; every object is older: give an earlier date or use olderThanDays`,
        );
    }
    if (written === undefined && olderThanDays === undefined && raw.select !== undefined) {
        findings.warning(
            selectAt(draft, "olderThanDays"),
            "is not given, nor createdBefore: objects are taken as soon as an inventory lists them",
            [selectAt(draft, "createdBefore")],
        );
    }
    if (tags !== undefined && Object.hasOwn(tags, markTagKey)) {
        findings.problem(
            selectAt(draft, "tags") + pointer(markTagKey),
            `must not be the tag that mechanism mark writes, got ${shown(markTagKey)}; select by another tag`,
        );
    }
}

function checkKeys(draft: DraftTier, findings: Findings): void {
    const { prefixes, include, exclude } = draft.tier.select;
    const reaches = (glob: string): boolean =>
        prefixes.length === 0 || prefixes.some((each) => prefixesMeet(literalHead(glob), each));
    for (const [i, prefix] of prefixes.entries()) {
        const at = selectAt(draft, "prefixes") + pointer(i);
        if (/[*?]/.test(prefix)) {
            findings.warning(
                at,
                `${shown(prefix)} is taken literally, * and ? included; patterns belong into include`,
            );
        }
        if (prefix.startsWith("/")) {
            findings.warning(at, `${shown(prefix)} begins with "/", which object keys rarely do`);
        }
        const wider = prefixes.find((each, j) => j !== i && prefix.startsWith(each));
        if (wider !== undefined) {
            findings.problem(
                at,
                `must not lie within another prefix of the list (${shown(wider)}), got ${shown(prefix)}; remove it`,
            );
        }
    }
    for (const [i, glob] of include.entries()) {
        const at = selectAt(draft, "include") + pointer(i);
        if (!isGlob(at, glob, findings) || reaches(glob)) continue;
        findings.problem(
            at,
            `must be able to match a key under prefixes (${prefixes.join(", ")}), got ${shown(glob)}; ` +
                "globs are on the whole key, so begin it with one of the prefixes",
            [selectAt(draft, "prefixes")],
        );
    }
    for (const [i, glob] of exclude.entries()) {
        const at = selectAt(draft, "exclude") + pointer(i);
        if (!isGlob(at, glob, findings)) continue;
        if (!reaches(glob)) {
            findings.warning(
                at,
                `${shown(glob)} matches no key under prefixes; globs are on the whole key`,
                [selectAt(draft, "prefixes")],
            );
        }
        const scope = prefixes.length === 0 ? [""] : prefixes;
        if (scope.every((prefix) => globCovers(glob, prefix))) {
            findings.problem(
                at,
                `must leave some key to select, got ${shown(glob)}, which excludes everything; narrow it`,
                [selectAt(draft, "prefixes")],
            );
        }
    }
}

/** A pattern that cannot be compiled would stop the scan of every tier of its bucket. */
function isGlob(at: string, glob: string, findings: Findings): boolean {
    try {
        globMatcher(glob);
        return true;
    } catch (error) {
        if (!(error instanceof GlobError)) throw error;
        findings.problem(
            at,
            `must be a glob, got ${shown(glob)}: ${error.problem}; write \\ before a character that is meant literally`,
        );
        return false;
    }
}

function checkVersions(bucket: DraftBucket, draft: DraftTier, findings: Findings): void {
    const { select, action } = draft.tier;
    const { versions } = bucket.config.inventory;
    const listed = bucket.at + pointer("inventory", "versions");
    if (select.versions === "noncurrent" && versions !== "All") {
        findings.problem(
            selectAt(draft, "versions"),
            'must be current while the inventory lists only current objects, got "noncurrent"; ' +
                "set inventory.versions to All on the bucket",
            [listed],
        );
    } else if (
        action?.kind === "copyTo" &&
        bucket.config.ownership === "create" &&
        versions !== "All"
    ) {
        findings.problem(
            draft.at + pointer("action", "copyTo"),
            "must have version ids to copy exactly what was selected, and a created bucket is versioned, got " +
                "inventory.versions Current; set inventory.versions to All on the bucket",
            [listed],
        );
    }
}
