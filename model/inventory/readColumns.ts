/**
 * The columns of an inventory that this product reads, as CSV inventories spell them; all others are read past. Every
 * reader has a table with this type: one that forgets a column would answer "absent" for it, and does not compile.
 */
export const readColumns = [
    "Bucket",
    "Key",
    "VersionId",
    "IsLatest",
    "IsDeleteMarker",
    "Size",
    "LastModifiedDate",
    "StorageClass",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockLegalHoldStatus",
    "ObjectLockEventHoldStatus",
    "IntelligentTieringAccessTier",
] as const;

export type ReadColumn = (typeof readColumns)[number];

const names: ReadonlySet<string> = new Set(readColumns);

export const isReadColumn = (name: string): name is ReadColumn => names.has(name);
