import type { CallContext } from "../core/contracts";
import { authorizedVersion } from "./access";
import type { BucketState } from "./bucketState";
import { checkRead, type ReadConditions } from "./conditions";
import { authorizeDecryption } from "./encryption";
import { deleteMarkerAnswer } from "./errors";
import { requireReadable } from "./storageClasses";
import type { S3State } from "./s3State";
import type { StoredVersion } from "./storedVersion";

const readActions = { current: "s3:GetObject", version: "s3:GetObjectVersion" };

/** The version a HEAD is about: authorised, existing, conditions met. Archived objects answer HEAD. */
export function headVersion(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: { key: string; versionId?: string | undefined },
    conditions: ReadConditions = {},
): StoredVersion {
    const version = authorizedVersion(s3, ctx, bucket, target, readActions);
    if (version.isDeleteMarker) throw deleteMarkerAnswer();
    authorizeDecryption(s3, ctx, bucket, version);
    checkRead(conditions, version);
    return version;
}

/** The version a GET is about: as HEAD, and its bytes are online. */
export function readVersion(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: { key: string; versionId?: string | undefined },
    conditions: ReadConditions = {},
): StoredVersion {
    const version = headVersion(s3, ctx, bucket, target, conditions);
    requireReadable(
        version,
        s3.world.clock.now(),
        "The operation is not valid for the object's storage class",
    );
    // A GET counts as access: Intelligent-Tiering moves the object to its frequent tier.
    if (version.storageClass === "INTELLIGENT_TIERING") version.accessTier = "FREQUENT";
    return version;
}
