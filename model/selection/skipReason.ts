/** Why a tier did not take an object of the inventory; the first that applies, in this order. */
export const skipReasons = [
    "unreadable-row",
    "other-bucket",
    "delete-marker",
    "taken-by-earlier-tier",
    "not-current",
    "not-noncurrent",
    "prefix",
    "suffix",
    "not-included",
    "excluded",
    "storage-class",
    "already-archived",
    "too-small",
    "too-large",
    "too-young",
    "created-too-late",
    "locked",
    "replication",
    "encrypted-with-customer-key",
    "no-version-id",
    "done-before",
] as const;

export type SkipReason = (typeof skipReasons)[number];
