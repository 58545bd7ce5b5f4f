import type { LifecycleRule } from "../../model/config/types";
import { inventoriesPrefix, manifestsPrefix } from "../../model/naming/keys";

const abortUploads: LifecycleRule = {
    id: "abort-uploads",
    status: "Enabled",
    abortIncompleteMultipartUploadDays: 7,
};

/**
 * Lifecycle of the control bucket. Run records stay: they decide whether a run happened, and are small.
 *
 * - Inventories: the last reader is a run that waited 30 days for approval, ran, and is proven up to seven days
 *   later; Batch Operations forgets a job after 90 days. 100 days leave all of them room; a daily inventory of
 *   a billion objects kept longer costs more than the archive saves.
 * - Manifests: small, and what an auditor compares with the ledger; a year and a month.
 */
export const controlLifecycle: readonly LifecycleRule[] = [
    { id: "expire-inventories", status: "Enabled", prefix: inventoriesPrefix, expirationDays: 100 },
    { id: "expire-manifests", status: "Enabled", prefix: manifestsPrefix, expirationDays: 400 },
    { id: "expire-old-versions", status: "Enabled", noncurrentExpirationDays: 90 },
    abortUploads,
];

/**
 * Lifecycle of the audit bucket: nothing current ever expires. Old versions (there should be none, since records
 * are written once) go only after the retention that Object Lock enforces anyway.
 */
export function auditLifecycle(retentionDays: number): readonly LifecycleRule[] {
    return [
        {
            id: "expire-old-versions",
            status: "Enabled",
            noncurrentExpirationDays: retentionDays + 1,
        },
        abortUploads,
    ];
}

/** Access logs: a year and a month, like the functions' logs. */
export const accessLogLifecycle: readonly LifecycleRule[] = [
    { id: "expire-logs", status: "Enabled", expirationDays: 400 },
    { id: "expire-old-versions", status: "Enabled", noncurrentExpirationDays: 30 },
    abortUploads,
];
