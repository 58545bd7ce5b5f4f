/** What a fast scanner does with each column: one number per column, so that no engine knows names. */
import { isReadColumn, type ReadColumn } from "../../../model/inventory/readColumns";

/** The columns of readColumns, and 0 for those that are read past. */
export const fieldKind = {
    skipped: 0,
    bucket: 1,
    key: 2,
    versionId: 3,
    isLatest: 4,
    isDeleteMarker: 5,
    size: 6,
    lastModified: 7,
    lockedUntil: 8,
    storageClass: 9,
    replication: 10,
    accessTier: 11,
    legalHold: 12,
    eventHold: 13,
    encryption: 14,
} as const;

type FieldKind = (typeof fieldKind)[Exclude<keyof typeof fieldKind, "skipped">];

const kindOf: Readonly<Record<ReadColumn, FieldKind>> = {
    Bucket: fieldKind.bucket,
    Key: fieldKind.key,
    VersionId: fieldKind.versionId,
    IsLatest: fieldKind.isLatest,
    IsDeleteMarker: fieldKind.isDeleteMarker,
    Size: fieldKind.size,
    LastModifiedDate: fieldKind.lastModified,
    ObjectLockRetainUntilDate: fieldKind.lockedUntil,
    StorageClass: fieldKind.storageClass,
    ReplicationStatus: fieldKind.replication,
    IntelligentTieringAccessTier: fieldKind.accessTier,
    ObjectLockLegalHoldStatus: fieldKind.legalHold,
    ObjectLockEventHoldStatus: fieldKind.eventHold,
    EncryptionStatus: fieldKind.encryption,
};

/**
 * The kind of every column in order. Undefined when no row can be canonical: without a Key column, or with one that is
 * listed twice (of which csvRowDecoder takes the last that is not empty).
 */
export function fieldPlan(columns: readonly string[]): Uint8Array | undefined {
    const plan = Uint8Array.from(columns, (name) =>
        isReadColumn(name) ? kindOf[name] : fieldKind.skipped,
    );
    const decoded = plan.filter((kind) => kind !== fieldKind.skipped);
    const isSound = plan.includes(fieldKind.key) && new Set(decoded).size === decoded.length;
    return isSound ? plan : undefined;
}
