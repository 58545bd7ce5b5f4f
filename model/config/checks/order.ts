import { minimumStorageDays } from "../../storageClass";
import type { Draft, DraftBucket } from "../draft";
import type { DraftTier } from "../draftTier";
import type { Findings } from "../findings";
import { isLifecycleTier } from "../isLifecycleTier";
import { pointer } from "../pointer";
import { covers, overlap } from "../selectionOverlap";

/** Tiers of one bucket together: overlaps, tiers that never get an object, moves that come too soon. */
export function checkOrder({ buckets }: Draft, findings: Findings): void {
    for (const bucket of buckets) {
        for (const [i, later] of bucket.tiers.entries()) {
            for (const earlier of bucket.tiers.slice(0, i)) {
                checkPair(earlier, later, findings);
            }
        }
        checkDurations(bucket, findings);
    }
}

const select = ({ at }: DraftTier): string => at + pointer("select");

function checkPair(earlier: DraftTier, later: DraftTier, findings: Findings): void {
    const a = earlier.tier;
    const b = later.tier;
    if (!overlap(a.select, b.select)) return;
    const restsOn = [select(earlier), select(later), earlier.at + pointer("priority")];
    const ordered = earlier.raw.priority !== undefined && later.raw.priority !== undefined;
    const at = later.at + pointer("priority");
    if (!ordered || a.priority === b.priority) {
        const got = ordered ? `${b.priority} for both` : "none on one of them";
        findings.problem(
            at,
            `must be given and differ from that of tier ${a.name}, which may select the same objects, got ${got}; ` +
                "give both a priority, lower first, or select disjoint prefixes",
            restsOn,
        );
        return;
    }
    if (covers(a.select, b.select)) {
        findings.problem(
            later.at,
            `must be able to get an object, but tier ${a.name} (priority ${a.priority}) takes all of them first, got priority ` +
                `${b.priority}; narrow ${a.name} or judge ${b.name} before it`,
            [...restsOn, at],
        );
        return;
    }
    if (a.select.tags !== undefined) {
        findings.warning(
            later.at,
            `tier ${a.name} comes first and takes what both select before its tags are read: objects without the tags stay ` +
                "where they are and do not fall through",
            restsOn,
        );
    }
    if (isLifecycleTier(b) && !isLifecycleTier(a)) {
        findings.warning(
            later.at,
            `lifecycle knows no priorities: it also moves what tier ${a.name} takes first`,
            [...restsOn, later.at + pointer("action")],
        );
    }
}

/** An object that one tier moved must stay for the class's minimum before another tier moves it on. */
function checkDurations({ tiers }: DraftBucket, findings: Findings): void {
    for (const next of tiers) {
        for (const first of tiers) {
            const { action } = first.tier;
            if (first === next || action?.kind !== "changeClass") continue;
            if (next.tier.action === undefined || next.tier.action.kind !== "changeClass") continue;
            const reached = action.storageClass;
            if (!next.tier.select.storageClasses.includes(reached)) continue;
            // Lifecycle's list of classes is its own, but it moves them all the same.
            if (!overlap({ ...first.tier.select, storageClasses: [reached] }, next.tier.select)) {
                continue;
            }
            const minimum = minimumStorageDays[reached];
            // A copy is a new object, whose age counts anew; lifecycle and mark leave the age alone.
            const from = action.mechanism === "copy" ? 0 : (first.tier.select.olderThanDays ?? 0);
            const age = next.tier.select.olderThanDays ?? 0;
            if (age >= from + minimum) continue;
            const since =
                action.mechanism === "copy"
                    ? `whose copy is a new object of age 0`
                    : `which moves objects there on day ${from}`;
            findings.problem(
                next.at + pointer("select", "olderThanDays"),
                `must be at least ${from + minimum}, got ${next.tier.select.olderThanDays ?? "nothing"}: objects come to ${reached} ` +
                    `by tier ${first.tier.name}, ${since}, and ${reached} is billed for ${minimum} days; write ` +
                    `${from + minimum} or more`,
                [first.at, select(next), next.at + pointer("action")],
            );
        }
    }
}
