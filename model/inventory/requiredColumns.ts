/**
 * The columns a tier's question needs. Inventory columns exist only if the configuration listed them, and a
 * missing one must never read as "no": it refuses the run.
 */
import type { TierPlan } from "../config/bucketPlan";

const always = ["Bucket", "Key", "Size", "LastModifiedDate", "StorageClass", "EncryptionStatus"];
const allReplicationStatuses = 5;

/** Columns that `tier` needs, in no order that matters; `versions` is what the inventory configuration lists. */
export function requiredColumns(
    tier: Pick<TierPlan, "select">,
    versions: "Current" | "All",
): readonly string[] {
    const { select } = tier;
    return [
        ...always,
        ...(versions === "All" || select.versions === "noncurrent"
            ? ["VersionId", "IsLatest", "IsDeleteMarker"]
            : []),
        ...(select.replication.length < allReplicationStatuses ? ["ReplicationStatus"] : []),
        ...(select.locked === "skip"
            ? ["ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus"]
            : []),
        ...(select.storageClasses.includes("INTELLIGENT_TIERING")
            ? ["IntelligentTieringAccessTier"]
            : []),
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
