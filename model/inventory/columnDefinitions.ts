/**
 * The columns of S3 Inventory: their names in the three formats and what they hold. Scanners, the delivery of the
 * local AWS and the Glue tables are all made from this one list. Names and vocabularies: S3 User Guide, April 2026,
 * and the S3 API model, October 2026 (19 optional fields); snake_case and Parquet types seen in a real delivery.
 */

/** What a column's values are, whatever the format writes them as. */
export type ColumnKind = "text" | "boolean" | "bytes" | "instant";

export interface ColumnDefinition {
    /** As CSV inventories and the S3 API spell it. */
    readonly name: string;
    /** As ORC and Parquet inventories spell it. */
    readonly snakeName: string;
    readonly kind: ColumnKind;
    /** Parquet says `required` of these two. */
    readonly isRequired: boolean;
}

const column = (
    name: string,
    snakeName: string,
    kind: ColumnKind,
    isRequired = false,
): ColumnDefinition => ({ name, snakeName, kind, isRequired });

/** In the order of real deliveries, as far as one was seen; the last five have not been seen [unverified]. */
export const columnDefinitions: readonly ColumnDefinition[] = [
    column("Bucket", "bucket", "text", true),
    column("Key", "key", "text", true),
    column("VersionId", "version_id", "text"),
    column("IsLatest", "is_latest", "boolean"),
    column("IsDeleteMarker", "is_delete_marker", "boolean"),
    column("Size", "size", "bytes"),
    column("LastModifiedDate", "last_modified_date", "instant"),
    column("ETag", "e_tag", "text"),
    column("StorageClass", "storage_class", "text"),
    column("IsMultipartUploaded", "is_multipart_uploaded", "boolean"),
    column("ReplicationStatus", "replication_status", "text"),
    column("EncryptionStatus", "encryption_status", "text"),
    column("ObjectLockRetainUntilDate", "object_lock_retain_until_date", "instant"),
    column("ObjectLockMode", "object_lock_mode", "text"),
    column("ObjectLockLegalHoldStatus", "object_lock_legal_hold_status", "text"),
    column("IntelligentTieringAccessTier", "intelligent_tiering_access_tier", "text"),
    column("BucketKeyStatus", "bucket_key_status", "text"),
    column("ChecksumAlgorithm", "checksum_algorithm", "text"),
    column("ObjectAccessControlList", "object_access_control_list", "text"),
    column("ObjectOwner", "object_owner", "text"),
    column("LifecycleExpirationDate", "lifecycle_expiration_date", "instant"),
    column("ObjectLockEventHoldStatus", "object_lock_event_hold_status", "text"),
    column("ObjectLockEventHoldDuration", "object_lock_event_hold_duration", "text"),
    column("IntelligentTieringReferenceDate", "intelligent_tiering_reference_date", "instant"),
];

const byName = new Map(columnDefinitions.map((definition) => [definition.name, definition]));

/** Undefined for a column that this product does not know; such columns are read past. */
export const columnNamed = (name: string): ColumnDefinition | undefined => byName.get(name);
