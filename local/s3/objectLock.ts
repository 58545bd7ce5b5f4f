/** PutObjectRetention, PutObjectLegalHold and their reads. */
import { AwsError, type CallContext } from "../core/contracts";
import { authorizedVersion, authorizeObject, existingTags } from "./access";
import type { BucketState } from "./bucketState";
import { accessDenied, deleteMarkerAnswer } from "./errors";
import {
    isRetained,
    lockContext,
    missingLockConfiguration,
    requireFuture,
    type AskedLock,
} from "./lockRules";
import type { S3State } from "./s3State";
import type { LockMode, StoredVersion } from "./storedVersion";

interface Target {
    readonly key: string;
    readonly versionId?: string | undefined;
}

/** The lock actions have no version-specific twin. */
function lockedVersion(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
    action: string,
    asked?: AskedLock,
): StoredVersion {
    const version = authorizedVersion(
        s3,
        ctx,
        bucket,
        target,
        { current: action, version: action },
        lockContext(asked, s3.world.clock.now()),
    );
    if (bucket.configuration.objectLock?.enabled !== true) throw missingLockConfiguration();
    if (version.isDeleteMarker) throw deleteMarkerAnswer();
    return version;
}

export function getObjectRetention(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
): { mode: LockMode; retainUntil: Date } {
    const version = lockedVersion(s3, ctx, bucket, target, "s3:GetObjectRetention");
    const { lockMode, retainUntil } = version;
    if (lockMode === undefined || retainUntil === undefined) throw noSuchLock();
    return { mode: lockMode, retainUntil: new Date(retainUntil) };
}

export function getObjectLegalHold(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
): boolean {
    return lockedVersion(s3, ctx, bucket, target, "s3:GetObjectLegalHold").legalHold;
}

function noSuchLock(): AwsError {
    return new AwsError(
        "NoSuchObjectLockConfiguration",
        404,
        "The specified object does not have a ObjectLock configuration",
    );
}

/**
 * Sets, extends, shortens or (with an empty retention) removes the retention of one version. COMPLIANCE is only ever
 * extended; loosening GOVERNANCE, or changing its mode, needs the bypass and its permission.
 */
export function putObjectRetention(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
    asked: { mode: LockMode; retainUntil: Date } | undefined,
    bypass: boolean,
): void {
    const version = lockedVersion(s3, ctx, bucket, target, "s3:PutObjectRetention", asked);
    const now = s3.world.clock.now();
    if (asked !== undefined) requireFuture(asked.retainUntil, now);
    const isLooser =
        asked === undefined ||
        asked.mode !== version.lockMode ||
        asked.retainUntil.getTime() < (version.retainUntil ?? 0);
    if (isRetained(version, now) && isLooser) {
        if (version.lockMode === "COMPLIANCE" || !bypass) {
            throw accessDenied("Access Denied because object protected by object lock.");
        }
        authorizeObject(s3, ctx, bucket, version.key, "s3:BypassGovernanceRetention", {
            ...existingTags(version),
            ...lockContext(asked, now),
        });
    }
    version.lockMode = asked?.mode;
    version.retainUntil = asked?.retainUntil.getTime();
}

export function putObjectLegalHold(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
    legalHold: boolean,
): void {
    const asked = { legalHold };
    lockedVersion(s3, ctx, bucket, target, "s3:PutObjectLegalHold", asked).legalHold = legalHold;
}
