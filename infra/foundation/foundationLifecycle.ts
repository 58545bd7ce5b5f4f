import type { LifecycleRule } from "../../model/config/types";
import { inventoryKeepDays, manifestKeepDays, scanKeepDays } from "../../model/runs/retention";
import {
    inventoriesPrefix,
    manifestsPrefix,
    queriesPrefix,
    scansPrefix,
} from "../../model/naming/keys";

const abortUploads: LifecycleRule = {
    id: "abort-uploads",
    status: "Enabled",
    abortIncompleteMultipartUploadDays: 7,
};

/**
 * Lifecycle of the control bucket. Run records stay: they decide whether a run happened, and are small.
 *
 * Done lists (doneListsPrefix) stay too. A newer list supersedes an older one, but lifecycle cannot tell them apart:
 * it goes by age, and a tier that rests, or has nothing left to do, writes no newer one. Once the manifests have
 * expired its list is all that is known of what it did, and without it everything would be copied or called again.
 */
export const controlLifecycle: readonly LifecycleRule[] = [
    {
        id: "expire-inventories",
        status: "Enabled",
        prefix: inventoriesPrefix,
        expirationDays: inventoryKeepDays,
    },
    {
        id: "expire-manifests",
        status: "Enabled",
        prefix: manifestsPrefix,
        expirationDays: manifestKeepDays,
    },
    { id: "expire-scans", status: "Enabled", prefix: scansPrefix, expirationDays: scanKeepDays },
    // Results of people's queries hold keys, which may be personal data; whoever needs one longer copies it.
    { id: "expire-queries", status: "Enabled", prefix: queriesPrefix, expirationDays: 30 },
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
