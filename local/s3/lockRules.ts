/** Object Lock: what protects a version, and who may change or delete it (S3 User Guide, "Locking objects with Object Lock"). */
import type { CallContext } from "../core/contracts";
import { authorizeObject, type Context } from "./access";
import type { BucketState } from "./bucketState";
import { accessDenied, invalidArgument, invalidRequest } from "./errors";
import type { S3State } from "./s3State";
import type { LockMode, StoredVersion } from "./storedVersion";

const dayMilliseconds = 86_400_000;

/** What a client may ask for when it writes. */
export interface AskedLock {
    readonly mode?: LockMode | undefined;
    readonly retainUntil?: Date | undefined;
    readonly legalHold?: boolean | undefined;
}

export interface AppliedLock {
    readonly lockMode?: LockMode | undefined;
    readonly retainUntil?: number | undefined;
    readonly legalHold: boolean;
}

/** The lock of a new version: what was sent, else the bucket's default retention from now. */
export function lockFor(
    bucket: BucketState,
    now: number,
    asked: AskedLock | undefined,
): AppliedLock {
    const configured = bucket.configuration.objectLock;
    const isAsked =
        asked?.mode !== undefined || asked?.retainUntil !== undefined || asked?.legalHold === true;
    if (isAsked && configured?.enabled !== true) throw missingLockConfiguration();
    const legalHold = asked?.legalHold ?? false;
    if (asked?.mode !== undefined || asked?.retainUntil !== undefined) {
        if (asked.mode === undefined || asked.retainUntil === undefined) {
            throw invalidArgument(
                "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
            );
        }
        requireFuture(asked.retainUntil, now);
        return { lockMode: asked.mode, retainUntil: asked.retainUntil.getTime(), legalHold };
    }
    const retention = configured?.enabled === true ? configured.defaultRetention : undefined;
    if (retention === undefined) return { legalHold };
    return { lockMode: retention.mode, retainUntil: defaultRetainUntil(retention, now), legalHold };
}

function defaultRetainUntil(
    retention: { days?: number | undefined; years?: number | undefined },
    now: number,
): number {
    // A year counts 365 days (unverified on AWS; calendar years would retain at most a day longer).
    return now + ((retention.days ?? 0) + (retention.years ?? 0) * 365) * dayMilliseconds;
}

export function requireFuture(retainUntil: Date, now: number): void {
    if (retainUntil.getTime() <= now) {
        throw invalidArgument("The retain until date must be in the future!");
    }
}

export function missingLockConfiguration(): Error {
    return invalidRequest("Bucket is missing Object Lock Configuration");
}

/** Condition keys of the retention and hold that a request sets. */
export function lockContext(asked: AskedLock | undefined, now: number): Context {
    return {
        ...(asked?.mode === undefined ? {} : { "s3:object-lock-mode": asked.mode }),
        ...(asked?.retainUntil === undefined
            ? {}
            : {
                  "s3:object-lock-retain-until-date": asked.retainUntil.toISOString(),
                  "s3:object-lock-remaining-retention-days": Math.ceil(
                      (asked.retainUntil.getTime() - now) / dayMilliseconds,
                  ),
              }),
        ...(asked?.legalHold === undefined
            ? {}
            : { "s3:object-lock-legal-hold": asked.legalHold ? "ON" : "OFF" }),
    };
}

/** Whether retention or a legal hold protects the version now. */
export function isLocked(version: StoredVersion, now: number): boolean {
    return version.legalHold || isRetained(version, now);
}

export function isRetained(version: StoredVersion, now: number): boolean {
    return version.lockMode !== undefined && (version.retainUntil ?? 0) > now;
}

/** @throws AwsError AccessDenied (403): locked, and no lawful bypass */
export function requireUnlocked(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    version: StoredVersion,
    bypass: boolean,
): void {
    const now = s3.world.clock.now();
    if (!isLocked(version, now)) return;
    const why = "Access Denied because object protected by object lock.";
    if (version.legalHold || version.lockMode === "COMPLIANCE" || !bypass) throw accessDenied(why);
    authorizeObject(s3, ctx, bucket, version.key, "s3:BypassGovernanceRetention");
}
