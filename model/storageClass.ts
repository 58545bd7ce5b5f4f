/**
 * The S3 storage classes this product knows, their order from warm to cold, and what each demands.
 * Source of all figures: S3 User Guide, April 2026, and the S3 API model, October 2026 (StorageClass).
 */

/** Classes a Batch Operations copy can write (S3 Control API model: S3StorageClass). */
export const targetClasses = [
    "STANDARD",
    "INTELLIGENT_TIERING",
    "STANDARD_IA",
    "ONEZONE_IA",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
] as const;

export type StorageClass = (typeof targetClasses)[number];

/** True for a class name this product can select from and archive to; unknown classes are never selectable. */
export function isStorageClass(value: string): value is StorageClass {
    return (targetClasses as readonly string[]).includes(value);
}

/** Classes whose objects answer GET and COPY with InvalidObjectState until they are restored. */
export const archivedClasses: readonly string[] = ["GLACIER", "DEEP_ARCHIVE"];

/** Intelligent-Tiering access tiers that need a restore before a copy. */
export const archivedAccessTiers: readonly string[] = ["ARCHIVE", "DEEP_ARCHIVE"];

/** Days an object is billed for at least, once it is in the class. */
export const minimumStorageDays: Readonly<Record<StorageClass, number>> = {
    STANDARD: 0,
    INTELLIGENT_TIERING: 0,
    STANDARD_IA: 30,
    ONEZONE_IA: 30,
    GLACIER_IR: 90,
    GLACIER: 90,
    DEEP_ARCHIVE: 180,
};

/** Where lifecycle may move an object of each class: never upward (S3 User Guide, "waterfall"). */
export const lifecycleMoves: Readonly<Record<StorageClass, readonly StorageClass[]>> = {
    STANDARD: [
        "STANDARD_IA",
        "INTELLIGENT_TIERING",
        "ONEZONE_IA",
        "GLACIER_IR",
        "GLACIER",
        "DEEP_ARCHIVE",
    ],
    STANDARD_IA: ["INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
    INTELLIGENT_TIERING: ["ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"],
    ONEZONE_IA: ["GLACIER", "DEEP_ARCHIVE"],
    GLACIER_IR: ["GLACIER", "DEEP_ARCHIVE"],
    GLACIER: ["DEEP_ARCHIVE"],
    DEEP_ARCHIVE: [],
};

/**
 * Largest object, in bytes, that one CopyObject or Batch Operations copy task takes. AWS says "5 GB" and not
 * whether that is 5 x 10^9 or 5 x 2^30: the smaller is safe.
 */
export const maxCopyBytes = 5_000_000_000;
