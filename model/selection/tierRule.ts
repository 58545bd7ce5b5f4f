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
 * Throws GlobError for a bad pattern.
 */
export function tierRule(
    tier: SelectingTier,
    inventoryTime: number,
): (row: InventoryRow) => SkipReason | undefined {
    const { select } = tier;
    const include = select.include.map(globMatcher);
    const exclude = select.exclude.map(globMatcher);
    const classes = new Set<string>(select.storageClasses);
    const replication = new Set<string>(select.replication);
    const takesLocked = select.locked === "include";
    // Without a minimum age an object must still be there when the scan began: the job's condition is that time.
    const newest = inventoryTime - (select.olderThanDays ?? 0) * dayMilliseconds;
    const before =
        select.createdBefore === undefined ? undefined : Date.parse(select.createdBefore);
    const archived = archivedRule(tier.action);

    return (row) => {
        // An inventory without IsLatest lists current objects only.
        const isCurrent = row.isLatest ?? true;
        if (select.versions === "current" && !isCurrent) return "not-current";
        if (select.versions === "noncurrent" && isCurrent) return "not-noncurrent";
        const { key } = row;
        if (!isAny(select.prefixes, (prefix) => key.startsWith(prefix))) return "prefix";
        if (!isAny(select.suffixes, (suffix) => key.endsWith(suffix))) return "suffix";
        if (!isAny(include, (matches) => matches(key))) return "not-included";
        if (exclude.some((matches) => matches(key))) return "excluded";
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
        if (size === undefined || size < select.minSizeBytes) return "too-small";
        if (select.maxSizeBytes !== undefined && size > select.maxSizeBytes) return "too-large";
        if (lastModified === undefined || lastModified > newest) return "too-young";
        if (before !== undefined && !(lastModified < before)) return "created-too-late";
        if (!takesLocked && isLocked(row, inventoryTime)) return "locked";
        if (!replication.has(row.replicationStatus ?? "NONE")) return "replication";
        // Batch Operations cannot read objects under a customer-provided key (S3 User Guide, April 2026).
        if (row.encryptionStatus === "SSE-C") return "encrypted-with-customer-key";
        if (select.versions === "noncurrent" && row.versionId === undefined) return "no-version-id";
        return undefined;
    };
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
