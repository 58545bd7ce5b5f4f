/** One listed object, version or delete marker. A column that is absent or empty is undefined, never 0 or "". */
export interface InventoryRow {
    readonly bucket: string;
    /** Raw key, decoded. */
    readonly key: string;
    /** "null" for the null version; undefined when the inventory has no VersionId column. */
    readonly versionId?: string | undefined;
    /** Undefined when the inventory lists current objects only. */
    readonly isLatest?: boolean | undefined;
    readonly isDeleteMarker?: boolean | undefined;
    readonly size?: number | undefined;
    /** Milliseconds since the epoch. */
    readonly lastModified?: number | undefined;
    readonly storageClass?: string | undefined;
    readonly replicationStatus?: string | undefined;
    readonly encryptionStatus?: string | undefined;
    /** Milliseconds since the epoch; a rolling date while an event hold is on. */
    readonly lockedUntil?: number | undefined;
    readonly legalHold?: boolean | undefined;
    /**
     * An event hold (September 2026) locks as long as it is on. Undefined in inventories of our own configuration,
     * which cannot list the column yet (configuredColumns.ts).
     */
    readonly eventHold?: boolean | undefined;
    readonly accessTier?: string | undefined;
}

/** A row that cannot be trusted: it is counted and named, and selects nothing. */
export interface UnreadableRow {
    readonly problem: string;
}
