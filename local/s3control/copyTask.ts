import type { CallContext, CopyObjectInput, World } from "../core/contracts";
import type { CopyOperation } from "./createJobRequest";
import { tagRecord } from "./tagRecord";
import { succeeded, type TaskResult } from "./taskResult";
import type { TaskTarget } from "./taskTarget";

/** One copy of a job. Conditions, archived sources, the size limit and locks are the data plane's to refuse. */
export async function copyTask(
    world: World,
    ctx: CallContext,
    operation: CopyOperation,
    target: TaskTarget,
): Promise<TaskResult> {
    await world.s3.copyObject(ctx, copyInput(world, operation, target));
    return succeeded();
}

function copyInput(world: World, operation: CopyOperation, source: TaskTarget): CopyObjectInput {
    const { bucket, key, versionId } = source;
    const { TargetKeyPrefix, NewObjectMetadata, NewObjectTagging } = operation;
    const targetBucket = operation.TargetResource.slice(
        operation.TargetResource.lastIndexOf(":") + 1,
    );
    return {
        source: { bucket, key, ...(versionId !== undefined && { versionId }) },
        bucket: targetBucket,
        // The prefix acts like a folder; how S3 joins it with the key is [unverified].
        key: TargetKeyPrefix === undefined ? key : `${TargetKeyPrefix}/${key}`,
        // Omitted means STANDARD, even for a copy that was meant to change metadata only.
        storageClass: operation.StorageClass ?? "STANDARD",
        metadataDirective: operation.MetadataDirective ?? "COPY",
        ...(operation.MetadataDirective === "REPLACE" && {
            metadata: { ...NewObjectMetadata?.UserMetadata },
            systemMetadata: systemMetadata(NewObjectMetadata ?? {}),
        }),
        taggingDirective: NewObjectTagging === undefined ? "COPY" : "REPLACE",
        ...(NewObjectTagging !== undefined && { tags: tagRecord(NewObjectTagging) }),
        ifModifiedSince: dateOf(operation.ModifiedSinceConstraint),
        ifUnmodifiedSince: dateOf(operation.UnModifiedSinceConstraint),
        acl: operation.CannedAccessControlList,
        encryption: copyEncryption(world, operation, targetBucket),
        lock: copyLock(operation),
        checksumAlgorithm: operation.ChecksumAlgorithm,
    };
}

function systemMetadata(
    metadata: NonNullable<CopyOperation["NewObjectMetadata"]>,
): Record<string, string> {
    const headers: readonly (readonly [string, string | undefined])[] = [
        ["cache-control", metadata.CacheControl],
        ["content-disposition", metadata.ContentDisposition],
        ["content-encoding", metadata.ContentEncoding],
        ["content-language", metadata.ContentLanguage],
        ["content-type", metadata.ContentType],
    ];
    return Object.fromEntries(
        headers.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
}

/** undefined: the target bucket's default encryption. */
function copyEncryption(
    world: World,
    operation: CopyOperation,
    targetBucket: string,
): CopyObjectInput["encryption"] {
    const { SSEAwsKmsKeyId: kmsKeyId, BucketKeyEnabled: bucketKey, NewObjectMetadata } = operation;
    if (NewObjectMetadata?.SSEAlgorithm === "AES256") return { algorithm: "AES256" };
    if (NewObjectMetadata?.SSEAlgorithm === "KMS" || kmsKeyId !== undefined) {
        return {
            algorithm: "aws:kms",
            ...(kmsKeyId !== undefined && { kmsKeyId }),
            ...(bucketKey !== undefined && { bucketKey }),
        };
    }
    if (bucketKey !== true || world.s3.bucketAccount(targetBucket) === undefined) return undefined;
    // A bucket key alone keeps the bucket's default encryption and only turns the key on.
    const configured = world.s3.configuration(targetBucket).encryption;
    if (configured?.algorithm !== "aws:kms") return undefined;
    const { kmsKeyId: configuredKeyId } = configured;
    return {
        algorithm: "aws:kms",
        bucketKey: true,
        ...(configuredKeyId !== undefined && { kmsKeyId: configuredKeyId }),
    };
}

/** undefined: the target bucket's default retention. */
function copyLock(operation: CopyOperation): CopyObjectInput["lock"] {
    const {
        ObjectLockMode: mode,
        ObjectLockRetainUntilDate,
        ObjectLockLegalHoldStatus,
    } = operation;
    const retainUntil = dateOf(ObjectLockRetainUntilDate);
    if (mode === undefined && ObjectLockLegalHoldStatus === undefined) return undefined;
    return {
        ...(mode !== undefined && { mode }),
        ...(retainUntil !== undefined && { retainUntil }),
        ...(ObjectLockLegalHoldStatus !== undefined && {
            legalHold: ObjectLockLegalHoldStatus === "ON",
        }),
    };
}

const dateOf = (text: string | undefined): Date | undefined =>
    text === undefined ? undefined : new Date(text);
