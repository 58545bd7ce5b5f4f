import type { CallContext } from "../core/contracts";
import { authorizedVersion, requestedTags } from "./access";
import type { BucketState } from "./bucketState";
import { deleteMarkerAnswer } from "./errors";
import { publishObjectEvent } from "./s3Events";
import type { S3State } from "./s3State";
import { nothing, type StoredVersion } from "./storedVersion";
import { checkTags } from "./tagRules";

interface Target {
    readonly key: string;
    readonly versionId?: string | undefined;
}

function taggedVersion(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
    verb: "Get" | "Put" | "Delete",
    tags?: Readonly<Record<string, string>>,
): StoredVersion {
    const version = authorizedVersion(
        s3,
        ctx,
        bucket,
        target,
        { current: `s3:${verb}ObjectTagging`, version: `s3:${verb}ObjectVersionTagging` },
        requestedTags(tags),
    );
    if (version.isDeleteMarker) throw deleteMarkerAnswer();
    return version;
}

export function getObjectTagging(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
): StoredVersion {
    return taggedVersion(s3, ctx, bucket, target, "Get");
}

/** Replaces the whole set. Neither LastModified nor the version changes. */
export function putObjectTagging(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
    tags: Readonly<Record<string, string>>,
): StoredVersion {
    const version = taggedVersion(s3, ctx, bucket, target, "Put", tags);
    checkTags(tags);
    version.tags = { ...tags };
    publishObjectEvent(s3, bucket, "Object Tags Added", version, { ctx });
    return version;
}

export function deleteObjectTagging(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: Target,
): StoredVersion {
    const version = taggedVersion(s3, ctx, bucket, target, "Delete");
    version.tags = nothing;
    publishObjectEvent(s3, bucket, "Object Tags Deleted", version, { ctx });
    return version;
}
