/**
 * The columns a tier's question needs. Inventory columns exist only if the configuration listed them, and a
 * missing one must never read as "no": it refuses the run.
 *
 * ObjectLockEventHoldStatus is never needed, because our own configuration cannot ask for it yet (see
 * configuredColumns.ts). Where another configuration lists it, selection obeys it. Without it an object under an
 * event hold shows a retain-until date that rolls ahead of every report (report time + duration), so `locked: skip`
 * leaves it alone by that date: the safe side. Nothing else may be concluded from that date.
 */
import type { TierPlan } from "../config/bucketPlan";
import { replicationStates } from "../config/replicationState";
import type { Selection } from "../config/types";

/** Bucket tells a foreign row, EncryptionStatus what no job can read: asked of every object. */
const always = ["Bucket", "Key", "EncryptionStatus"];
const versionColumns = ["VersionId", "IsLatest", "IsDeleteMarker"];
/** Needed whatever is asked: runs count bytes, and copies are parted by size. */
const size = ["Size"];
const age = ["LastModifiedDate"];

/** What each condition needs of the inventory. A condition without an entry does not compile. */
const columnsOf: Readonly<Record<keyof Selection, (asked: Selection) => readonly string[]>> = {
    prefixes: () => [],
    suffixes: () => [],
    include: () => [],
    exclude: () => [],
    // Also without an age: an object must be older than the scan.
    olderThanDays: () => age,
    createdBefore: () => age,
    storageClasses: ({ storageClasses }) =>
        storageClasses.includes("INTELLIGENT_TIERING")
            ? ["StorageClass", "IntelligentTieringAccessTier"]
            : ["StorageClass"],
    minSizeBytes: () => size,
    maxSizeBytes: () => size,
    // Inventories have no tags: the task function reads them.
    tags: () => [],
    versions: ({ versions }) => (versions === "noncurrent" ? versionColumns : []),
    replication: ({ replication }) =>
        replicationStates.every((state) => replication.includes(state))
            ? []
            : ["ReplicationStatus"],
    locked: ({ locked }) =>
        locked === "skip" ? ["ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus"] : [],
};

/** Columns that `tier` needs, in no order that matters; `versions` is what the inventory configuration lists. */
export function requiredColumns(
    { select }: Pick<TierPlan, "select">,
    versions: "Current" | "All",
): readonly string[] {
    return [
        ...new Set([
            ...always,
            ...(versions === "All" ? versionColumns : []),
            ...Object.values(columnsOf).flatMap((needed) => needed(select)),
        ]),
    ];
}

/** The needed columns that an inventory lacks. */
export function missingColumns(
    tier: Pick<TierPlan, "select">,
    versions: "Current" | "All",
    columns: readonly string[],
): readonly string[] {
    return requiredColumns(tier, versions).filter((name) => !columns.includes(name));
}
