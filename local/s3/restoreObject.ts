import { archivedAccessTiers, archivedClasses } from "../../model/storageClass";
import { AwsError, type CallContext } from "../core/contracts";
import { authorizedVersion } from "./access";
import type { BucketState } from "./bucketState";
import { deleteMarkerAnswer, invalidArgument, invalidObjectState, malformedXml } from "./errors";
import { publishObjectEvent } from "./s3Events";
import type { S3State } from "./s3State";
import type { RestoreState, StoredVersion } from "./storedVersion";

export type RestoreTier = RestoreState["tier"];

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Longest documented time of each tier (S3 User Guide, "Archive retrieval options"). */
const glacierTimes = { Expedited: 5 * minute, Standard: 4 * hour, Bulk: 8 * hour } as const;
const deepArchiveTimes = { Standard: 12 * hour, Bulk: 48 * hour } as const;
/** From fast to slow: a running restore may be upgraded to a faster tier. */
const tierOrder: readonly RestoreTier[] = ["Expedited", "Standard", "Bulk"];

export interface RestoreRequest {
    readonly key: string;
    readonly versionId?: string | undefined;
    /** Whole days from completion; required for the Glacier classes, refused for Intelligent-Tiering. */
    readonly days?: number | undefined;
    readonly tier: RestoreTier;
}

/** RestoreObject. `already`: a restored copy was there and its expiry moved (200 instead of 202). */
export function restoreObject(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: RestoreRequest,
): { already: boolean; version: StoredVersion } {
    const version = authorizedVersion(s3, ctx, bucket, request, {
        current: "s3:RestoreObject",
        version: "s3:RestoreObject",
    });
    if (version.isDeleteMarker) throw deleteMarkerAnswer();
    const { clock } = s3.world;
    const duration = restoreTime(version, request);
    const running = version.restore;
    if (running?.ongoing === true) {
        if (tierOrder.indexOf(request.tier) >= tierOrder.indexOf(running.tier)) {
            throw new AwsError(
                "RestoreAlreadyInProgress",
                409,
                "Object restore is already in progress",
            );
        }
        running.cancel();
    } else if (running?.expires !== undefined && running.expires > clock.now()) {
        running.cancel();
        makeAvailable(s3, bucket, version, request.tier, request.days ?? 1);
        return { already: true, version };
    }
    const cancel = clock.after(duration, `restore of ${bucket.name}/${request.key}`, () => {
        complete(s3, bucket, version, request);
    });
    version.restore = { ongoing: true, tier: request.tier, days: request.days ?? 0, cancel };
    publishObjectEvent(
        s3,
        bucket,
        "Object Restore Initiated",
        version,
        { ctx },
        {
            "source-storage-class": version.storageClass,
        },
    );
    return { already: false, version };
}

/** Milliseconds until completion. @throws AwsError when the class, tier or days do not go together */
function restoreTime(version: StoredVersion, request: RestoreRequest): number {
    const isTiering = version.storageClass === "INTELLIGENT_TIERING";
    const archived = isTiering
        ? archivedAccessTiers.includes(version.accessTier ?? "")
        : archivedClasses.includes(version.storageClass);
    if (!archived) {
        throw invalidObjectState(
            "Restore is not allowed for the object's current storage class",
            version.storageClass,
        );
    }
    if (isTiering && request.days !== undefined) {
        throw malformedXml("Days is not allowed for an object of INTELLIGENT_TIERING");
    }
    if (
        !isTiering &&
        (request.days === undefined || !Number.isInteger(request.days) || request.days < 1)
    ) {
        throw malformedXml(`Days must be a whole number from 1, got ${request.days ?? "nothing"}`);
    }
    const isDeep = (isTiering ? version.accessTier : version.storageClass) === "DEEP_ARCHIVE";
    if (!isDeep) return glacierTimes[request.tier];
    if (request.tier === "Expedited") {
        throw invalidArgument(
            "Retrieval option is not supported by this storage class",
            "Tier",
            request.tier,
        );
    }
    return deepArchiveTimes[request.tier];
}

function complete(
    s3: S3State,
    bucket: BucketState,
    version: StoredVersion,
    request: RestoreRequest,
): void {
    if (version.storageClass === "INTELLIGENT_TIERING") {
        // The object itself moves back; there is no temporary copy to expire.
        version.accessTier = "FREQUENT";
        version.restore = undefined;
    } else {
        makeAvailable(s3, bucket, version, request.tier, request.days ?? 1);
    }
    const expires = version.restore?.expires;
    publishObjectEvent(
        s3,
        bucket,
        "Object Restore Completed",
        version,
        { service: "s3.amazonaws.com" },
        {
            "source-storage-class": version.storageClass,
            ...(expires === undefined
                ? {}
                : { "restore-expiry-time": new Date(expires).toISOString().replace(".000Z", "Z") }),
        },
    );
}

/** From now for `days`, rounded up to the next midnight UTC (S3 User Guide, "Restoring an archived object"). */
function makeAvailable(
    s3: S3State,
    bucket: BucketState,
    version: StoredVersion,
    tier: RestoreTier,
    days: number,
): void {
    const { clock } = s3.world;
    const expires = Math.ceil((clock.now() + days * day) / day) * day;
    keepUntil(s3, bucket, version, tier, days, expires);
}

/** A restored copy that is there until `expires` (milliseconds). */
export function keepUntil(
    s3: S3State,
    bucket: BucketState,
    version: StoredVersion,
    tier: RestoreTier,
    days: number,
    expires: number,
): void {
    const cancel = s3.world.clock.at(
        expires,
        `expiry of restored ${bucket.name}/${version.key}`,
        () => {
            version.restore = undefined;
            publishObjectEvent(s3, bucket, "Object Restore Expired", version, {
                service: "s3.amazonaws.com",
            });
        },
    );
    version.restore = { ongoing: false, tier, days, expires, cancel };
}

/** The x-amz-restore header; undefined when the object never was restored or the copy is gone. */
export function restoreHeader(version: StoredVersion): string | undefined {
    const { restore } = version;
    if (restore === undefined) return undefined;
    if (restore.ongoing) return 'ongoing-request="true"';
    return `ongoing-request="false", expiry-date="${new Date(restore.expires ?? 0).toUTCString()}"`;
}
