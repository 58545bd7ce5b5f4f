/** One tier's selection compiled for a scan: why a row is not for it, or undefined when it is. */
import type { TierAction, Selection } from "../config/types";
import type { InventoryRow } from "../inventory/inventoryRow";
import { archivedAccessTiers, archivedClasses, isStorageClass } from "../storageClass";
import { globMatcher } from "./glob";
import type { SkipReason } from "./skipReason";

/** A tier as far as selecting goes; lifecycle-only tiers come without an action. */
export interface SelectingTier {
    readonly name: string;
    readonly select: Selection;
    readonly action?: TierAction | undefined;
    /**
     * Whether an earlier run of this tier has done an object already. Asked for objects that the selection matches;
     * one that is done is not selected again and stays this tier's all the same.
     */
    readonly doneBefore?: ((row: InventoryRow) => boolean) | undefined;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Compiles a tier's selection. Ages and retention dates count at `inventoryTime` (ms), the start of the
 * inventory's scan. Tags are not judged here: inventories have none, the task function looks at them.
 * An object under an event hold has a retention date that rolls ahead of every report: it is locked by that date, which
 * is the safe side, whether or not the inventory lists the hold itself.
 * Throws GlobError for a bad pattern, Error for a condition this version does not know.
 */
export function tierRule(
    tier: SelectingTier,
    inventoryTime: number,
): (row: InventoryRow) => SkipReason | undefined {
    const { prefixes, suffixes, minSizeBytes, maxSizeBytes, versions, ...compiled } = tier.select;
    const { olderThanDays, createdBefore, storageClasses, locked, ...lists } = compiled;
    const { include, exclude, replication, tags: _judgedByTask, ...unknown } = lists;
    refuseUnknown(tier, unknown);
    const included = include.map(globMatcher);
    const excluded = exclude.map(globMatcher);
    const classes = new Set<string>(storageClasses);
    const states = new Set<string>(replication);
    const takesLocked = locked === "include";
    // Without a minimum age an object must still be there when the scan began: the job's condition is that time.
    const newest = inventoryTime - (olderThanDays ?? 0) * dayMilliseconds;
    const before = createdBefore === undefined ? undefined : Date.parse(createdBefore);
    const archived = archivedRule(tier.action);

    return (row) => {
        // An inventory without IsLatest lists current objects only.
        const isCurrent = row.isLatest ?? true;
        if (versions === "current" && !isCurrent) return "not-current";
        if (versions === "noncurrent" && isCurrent) return "not-noncurrent";
        const { key } = row;
        if (!isAny(prefixes, (prefix) => key.startsWith(prefix))) return "prefix";
        if (!isAny(suffixes, (suffix) => key.endsWith(suffix))) return "suffix";
        if (!isAny(included, (matches) => matches(key))) return "not-included";
        if (excluded.some((matches) => matches(key))) return "excluded";
        const { storageClass, size, lastModified } = row;
        // A class this product does not know is never taken, whatever the config says.
        if (
            storageClass === undefined ||
            !isStorageClass(storageClass) ||
            !classes.has(storageClass)
        )
            return "storage-class";
        if (archived(storageClass, row.accessTier)) return "already-archived";
        // Unknown size or date: not "0 bytes", not "old"; an object that cannot be judged stays where it is.
        if (size === undefined || size < minSizeBytes) return "too-small";
        if (maxSizeBytes !== undefined && size > maxSizeBytes) return "too-large";
        if (lastModified === undefined || lastModified > newest) return "too-young";
        if (before !== undefined && !(lastModified < before)) return "created-too-late";
        if (!takesLocked && isLocked(row, inventoryTime)) return "locked";
        if (!states.has(row.replicationStatus ?? "NONE")) return "replication";
        // Batch Operations cannot read objects under a customer-provided key (S3 User Guide, April 2026).
        if (row.encryptionStatus === "SSE-C") return "encrypted-with-customer-key";
        if (versions === "noncurrent" && row.versionId === undefined) return "no-version-id";
        return undefined;
    };
}

/**
 * A condition that nobody judges would select what the tier means to leave alone. The compiler refuses a new member of
 * Selection here; this refuses one in a plan that a newer program has written.
 */
function refuseUnknown(tier: SelectingTier, unknown: Readonly<Record<string, never>>): void {
    const names = Object.keys(unknown);
    if (names.length > 0)
        throw new Error(
            `tier "${tier.name}": select must have conditions that this version knows, got ${names.join(", ")}; ` +
                'run "pulumi up" with one version of the program',
        );
}

/** An empty list of conditions asks nothing. */
function isAny<T>(conditions: readonly T[], holds: (condition: T) => boolean): boolean {
    return conditions.length === 0 || conditions.some(holds);
}

function isLocked(row: InventoryRow, inventoryTime: number): boolean {
    if (row.legalHold === true || row.eventHold === true) return true;
    return row.lockedUntil !== undefined && row.lockedUntil > inventoryTime;
}

/**
 * Whether an object is archived already. A copy cannot read GLACIER and DEEP_ARCHIVE objects nor the archive tiers of
 * INTELLIGENT_TIERING before a restore; marking and lifecycle move GLACIER objects without one.
 */
function archivedRule(
    action: TierAction | undefined,
): (storageClass: string, accessTier: string | undefined) => boolean {
    const copies =
        action?.kind === "copyTo" ||
        (action?.kind === "changeClass" && action.mechanism === "copy");
    const target = action?.kind === "changeClass" ? action.storageClass : undefined;
    return (storageClass, accessTier) =>
        storageClass === target ||
        (copies && archivedClasses.includes(storageClass)) ||
        (storageClass === "INTELLIGENT_TIERING" &&
            accessTier !== undefined &&
            archivedAccessTiers.includes(accessTier));
}
