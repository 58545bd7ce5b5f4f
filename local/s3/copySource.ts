import type { CallContext } from "../core/contracts";
import { authorizeObject, authorizedVersion, existingTags } from "./access";
import type { BucketState } from "./bucketState";
import { checkCopySource, type ReadConditions } from "./conditions";
import { authorizeDecryption } from "./encryption";
import { invalidRequest, noSuchKey } from "./errors";
import type { S3State } from "./s3State";
import { requireReadable } from "./storageClasses";
import type { StoredVersion } from "./storedVersion";

export interface CopySource {
    readonly bucket: BucketState;
    readonly key: string;
    readonly versionId?: string | undefined;
}

/** The version that CopyObject or UploadPartCopy reads: authorised, existing, conditions met, online. */
export function readCopySource(
    s3: S3State,
    ctx: CallContext,
    source: CopySource,
    conditions: ReadConditions,
    withTags: boolean,
): StoredVersion {
    const version = authorizedVersion(s3, ctx, source.bucket, source, {
        current: "s3:GetObject",
        version: "s3:GetObjectVersion",
    });
    if (version.isDeleteMarker) {
        throw source.versionId === undefined
            ? noSuchKey(source.key)
            : invalidRequest(
                  "The source of a copy request may not specifically refer to a delete marker by version id.",
              );
    }
    if (withTags && Object.keys(version.tags).length > 0) {
        const action =
            source.versionId === undefined ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging";
        authorizeObject(s3, ctx, source.bucket, source.key, action, existingTags(version));
    }
    checkCopySource(conditions, version);
    requireReadable(
        version,
        s3.world.clock.now(),
        "Operation is not valid for the source object's storage class",
    );
    authorizeDecryption(s3, ctx, source.bucket, version);
    if (version.storageClass === "INTELLIGENT_TIERING") version.accessTier = "FREQUENT";
    return version;
}
