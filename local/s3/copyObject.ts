import type { CallContext } from "../core/contracts";
import { authorizeObject, requestedTags } from "./access";
import type { BucketState } from "./bucketState";
import { checksumOf, type Checksum, type ChecksumAlgorithm } from "./checksums";
import type { ReadConditions } from "./conditions";
import { md5Of } from "./content";
import { readCopySource, type CopySource } from "./copySource";
import { encryptionFor } from "./encryption";
import { invalidRequest } from "./errors";
import type { S3State } from "./s3State";
import { writableClass } from "./storageClasses";
import type { StoredVersion } from "./storedVersion";
import {
    authorizeEncryption,
    authorizeWrite,
    checkWriteRequest,
    commitVersion,
} from "./writeObject";
import type { WriteRequest } from "./writeRequest";

export interface CopyRequest {
    readonly source: CopySource;
    readonly conditions: ReadConditions;
    readonly metadataDirective?: "COPY" | "REPLACE" | undefined;
    readonly taggingDirective?: "COPY" | "REPLACE" | undefined;
    readonly checksumAlgorithm?: ChecksumAlgorithm | undefined;
    /** The new object, as asked. Metadata and tags count only under REPLACE. */
    readonly target: WriteRequest;
}

/**
 * CopyObject: bytes of one version into a new one. Without a class the copy is STANDARD; ACL, lock and encryption
 * are those of the request or the destination's defaults, never the source's.
 */
export function copyObject(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: CopyRequest,
): { version: StoredVersion; source: StoredVersion } {
    const { target } = request;
    const replacesTags = request.taggingDirective === "REPLACE";
    const asked: WriteRequest = {
        ...target,
        tags: replacesTags ? (target.tags ?? {}) : undefined,
        context: {
            "s3:x-amz-copy-source": `${request.source.bucket.name}/${request.source.key}`,
            ...(request.metadataDirective === undefined
                ? {}
                : { "s3:x-amz-metadata-directive": request.metadataDirective }),
        },
    };
    checkWriteRequest(asked);
    const source = readCopySource(s3, ctx, request.source, request.conditions, !replacesTags);
    authorizeWrite(s3, ctx, bucket, asked);
    if (!replacesTags && Object.keys(source.tags).length > 0) {
        const context = requestedTags(source.tags);
        authorizeObject(s3, ctx, bucket, target.key, "s3:PutObjectTagging", context);
    }
    requireCopyable(s3, source);
    requireChange(bucket, request, source);

    const copiesMetadata = request.metadataDirective !== "REPLACE";
    const made: WriteRequest = {
        ...asked,
        tags: replacesTags ? asked.tags : source.tags,
        metadata: copiesMetadata ? source.metadata : target.metadata,
        systemMetadata: copiesMetadata
            ? copiedSystemMetadata(source, target)
            : target.systemMetadata,
    };
    const encryption = encryptionFor(s3, ctx, bucket, target.encryption);
    authorizeEncryption(s3, ctx, bucket, target.key, encryption);
    const version = commitVersion(s3, ctx, bucket, made, {
        content: source.content,
        encryption,
        checksum: checksumOfCopy(source, request.checksumAlgorithm),
        // A copy is one part: the ETag of a multipart source changes to an MD5.
        etag:
            source.multipart || source.encryption !== "SSE-S3"
                ? md5Of(source.content)
                : source.etag,
        reason: "CopyObject",
    });
    return { version, source };
}

/** The website redirect is not copied (S3 API Reference, CopyObject). */
function copiedSystemMetadata(
    source: StoredVersion,
    target: WriteRequest,
): Readonly<Record<string, string>> {
    const redirect = "x-amz-website-redirect-location";
    const { [redirect]: dropped, ...kept } = source.systemMetadata;
    const asked = target.systemMetadata?.[redirect];
    if (dropped === undefined && asked === undefined) return source.systemMetadata;
    return asked === undefined ? kept : { ...kept, [redirect]: asked };
}

function requireCopyable(s3: S3State, source: StoredVersion): void {
    const limit = s3.world.switches.copyLimitBytes;
    if (source.size <= limit) return;
    throw invalidRequest(
        `The specified copy source is larger than the maximum allowable size for a copy source: ${limit}`,
    );
}

/** A copy onto itself must change something; an older version may always be made current again. */
function requireChange(bucket: BucketState, request: CopyRequest, source: StoredVersion): void {
    const { target } = request;
    const isItself =
        request.source.bucket === bucket &&
        source.key === target.key &&
        bucket.store.current(target.key) === source;
    const isChanged =
        request.metadataDirective === "REPLACE" ||
        writableClass(target.storageClass) !== source.storageClass ||
        target.encryption !== undefined ||
        target.systemMetadata?.["x-amz-website-redirect-location"] !== undefined;
    if (!isItself || isChanged) return;
    throw invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}

/** The source's algorithm as a full-object checksum; composite or none becomes CRC64NVME or the one asked for. */
function checksumOfCopy(source: StoredVersion, asked: ChecksumAlgorithm | undefined): Checksum {
    const algorithm = asked ?? source.checksum?.algorithm ?? "CRC64NVME";
    const kept = source.checksum;
    if (kept?.type === "FULL_OBJECT" && kept.algorithm === algorithm) return kept;
    // Summing up is left to the first reader when nobody asked for it.
    return {
        algorithm,
        type: "FULL_OBJECT",
        value: asked !== undefined ? checksumOf(algorithm, source.content) : undefined,
    };
}
