/** The columns that our own inventory configurations ask for, and what S3 then delivers. */
import { columnDefinitions, type ColumnDefinition } from "./columnDefinitions";

/**
 * `OptionalFields` of our configurations: every column that selection, proof or a person needs. Columns exist only
 * when listed, size and class included (S3 API; the user guide calls some of them default).
 *
 * Not ObjectLockEventHoldStatus and ObjectLockEventHoldDuration (September 2026): the provider's type is a plain list of
 * strings, but when it runs it checks each name against the S3 SDK it was built with, and one it does not know fails the
 * whole deployment. (Read in AWS's sample of September 2026; not tried with the pinned provider.) Until it knows them, an
 * object under an event hold is left alone because its retain-until date lies in the future.
 */
export const inventoryFields: readonly string[] = [
    "Size",
    "LastModifiedDate",
    "StorageClass",
    "ETag",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockMode",
    "ObjectLockLegalHoldStatus",
    "IntelligentTieringAccessTier",
    "BucketKeyStatus",
    "ChecksumAlgorithm",
    "LifecycleExpirationDate",
];

/** Columns S3 adds by itself, and only when an inventory lists all versions. */
const versionColumns: readonly string[] = ["VersionId", "IsLatest", "IsDeleteMarker"];

/**
 * What an inventory of ours holds, in the order in which S3 writes it. The order is the service's, not the
 * configuration's; that LifecycleExpirationDate comes last is AWS's own Athena example and [unverified]. Scanners do
 * not depend on it: they read fileSchema.
 */
export function configuredColumns(versions: "Current" | "All"): readonly ColumnDefinition[] {
    const names = new Set([
        "Bucket",
        "Key",
        ...(versions === "All" ? versionColumns : []),
        ...inventoryFields,
    ]);
    return columnDefinitions.filter(({ name }) => names.has(name));
}
