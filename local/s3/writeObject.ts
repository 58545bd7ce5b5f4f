/** What put, copy and multipart complete have in common: authorisation of the write, and the new version itself. */
import type { CallContext } from "../core/contracts";
import { authorizeObject, requestedTags, type Context } from "./access";
import type { BucketState } from "./bucketState";
import type { Checksum } from "./checksums";
import { checkWrite } from "./conditions";
import type { Content } from "./content";
import { useKey, type AppliedEncryption } from "./encryption";
import { AwsError } from "../core/contracts";
import { invalidArgument } from "./errors";
import { lockContext, lockFor } from "./lockRules";
import { publishObjectEvent } from "./s3Events";
import type { S3State } from "./s3State";
import { writableClass } from "./storageClasses";
import { StoredVersion } from "./storedVersion";
import { checkTags } from "./tagRules";
import type { WriteRequest } from "./writeRequest";

/** S3 API Reference: keys have at most 1,024 bytes of UTF-8. */
const maxKeyBytes = 1024;
/** S3 User Guide, "Working with object metadata": user metadata has at most 2 KB, names and values together. */
const maxUserMetadataBytes = 2048;

/** Request limits that need no knowledge of the bucket. */
export function checkWriteRequest(request: WriteRequest): void {
    const keyBytes = Buffer.byteLength(request.key);
    if (keyBytes === 0) throw invalidArgument("A key must not be empty", "Key", "");
    if (keyBytes > maxKeyBytes) {
        throw new AwsError("KeyTooLongError", 400, "Your key is too long", {
            Size: String(keyBytes),
            MaxSizeAllowed: String(maxKeyBytes),
        });
    }
    const metadataBytes = Object.entries(request.metadata ?? {}).reduce(
        (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
        0,
    );
    if (metadataBytes > maxUserMetadataBytes) {
        throw new AwsError(
            "MetadataTooLarge",
            400,
            "Your metadata headers exceed the maximum allowed metadata size",
            { Size: String(metadataBytes), MaxSizeAllowed: String(maxUserMetadataBytes) },
        );
    }
    writableClass(request.storageClass);
    if (request.tags !== undefined) checkTags(request.tags);
    if (request.ifNoneMatch !== undefined && request.ifNoneMatch !== "*") {
        throw invalidArgument(
            'If-None-Match of a write must be "*"',
            "If-None-Match",
            request.ifNoneMatch,
        );
    }
}

/** Every action the write needs, each with its own keys. @throws AwsError AccessDenied (403) */
export function authorizeWrite(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: WriteRequest,
): void {
    checkAcl(bucket, request.acl);
    const now = s3.world.clock.now();
    authorizeObject(s3, ctx, bucket, request.key, "s3:PutObject", {
        ...putContext(request),
        ...lockContext(request.lock, now),
        ...requestedTags(request.tags),
    });
    const also = (action: string, context: Context = {}): void => {
        authorizeObject(s3, ctx, bucket, request.key, action, context);
    };
    if (request.tags !== undefined && Object.keys(request.tags).length > 0) {
        also("s3:PutObjectTagging", requestedTags(request.tags));
    }
    // Inventory delivery sends bucket-owner-full-control and AWS's policy for it grants PutObject alone.
    if (request.acl !== undefined && request.acl !== "bucket-owner-full-control") {
        also("s3:PutObjectAcl", { "s3:x-amz-acl": request.acl });
    }
    if (request.lock?.mode !== undefined || request.lock?.retainUntil !== undefined) {
        also("s3:PutObjectRetention", lockContext({ ...request.lock, legalHold: undefined }, now));
    }
    if (request.lock?.legalHold !== undefined) {
        also("s3:PutObjectLegalHold", lockContext({ legalHold: request.lock.legalHold }, now));
    }
    // S3 User Guide, "Conditional writes": If-Match compares with the object's ETag and needs s3:GetObject too.
    if (request.ifMatch !== undefined) also("s3:GetObject");
}

/** Keys of s3:PutObject: each present only when its header was sent. */
export function putContext(request: WriteRequest): Context {
    const { encryption } = request;
    const sent: Record<string, string | undefined> = {
        "s3:x-amz-storage-class": request.storageClass,
        "s3:x-amz-acl": request.acl,
        "s3:x-amz-server-side-encryption": encryption?.algorithm,
        "s3:x-amz-server-side-encryption-aws-kms-key-id": encryption?.kmsKeyId,
        "s3:if-none-match": request.ifNoneMatch,
        "s3:if-match": request.ifMatch,
        ...request.context,
    };
    return Object.fromEntries(
        Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
}

const cannedAcls = [
    "private",
    "public-read",
    "public-read-write",
    "authenticated-read",
    "aws-exec-read",
    "bucket-owner-read",
    "bucket-owner-full-control",
];

function checkAcl(bucket: BucketState, acl: string | undefined): void {
    if (acl === undefined) return;
    if (!cannedAcls.includes(acl)) throw invalidArgument("", "x-amz-acl", acl);
    if (
        bucket.configuration.ownership === "BucketOwnerEnforced" &&
        acl !== "bucket-owner-full-control"
    ) {
        throw new AwsError("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
    }
    if (
        bucket.configuration.publicAccessBlock?.BlockPublicAcls === true &&
        acl.startsWith("public")
    ) {
        throw new AwsError("AccessDenied", 403, "Access Denied");
    }
}

export interface NewVersion {
    readonly content: Content;
    readonly encryption: AppliedEncryption;
    readonly checksum: Checksum | undefined;
    readonly partSizes?: readonly number[] | undefined;
    /** MD5 form; under SSE-KMS another one is made up, as there. */
    readonly etag?: string | undefined;
    readonly reason: "PutObject" | "CopyObject" | "CompleteMultipartUpload";
}

/**
 * Checks the write's conditions and adds the version in one step without awaiting, so that of racing conditional
 * writes exactly one wins.
 */
export function commitVersion(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: WriteRequest,
    made: NewVersion,
): StoredVersion {
    const { clock, ids } = s3.world;
    checkWrite(request, request.key, bucket.store.current(request.key));
    const lock = lockFor(bucket, clock.now(), request.lock);
    const storageClass = writableClass(request.storageClass);
    const isKms = made.encryption.status === "SSE-KMS";
    const version = new StoredVersion({
        key: request.key,
        versionId: newVersionId(s3, bucket),
        lastModified: clock.now(),
        content: made.content,
        etag: isKms ? opaqueEtag(ids.hex(32), made.partSizes) : made.etag,
        storageClass,
        partSizes: made.partSizes,
        encryption: made.encryption.status,
        kmsKeyArn: made.encryption.kmsKeyArn,
        bucketKey: made.encryption.bucketKey,
        checksum: made.checksum,
        tags: request.tags,
        metadata: request.metadata,
        systemMetadata: request.systemMetadata,
        lockMode: lock.lockMode,
        retainUntil: lock.retainUntil,
        legalHold: lock.legalHold,
        accessTier: storageClass === "INTELLIGENT_TIERING" ? "FREQUENT" : undefined,
    });
    addNewest(bucket, version);
    publishObjectEvent(s3, bucket, "Object Created", version, { ctx }, { reason: made.reason });
    return version;
}

/** The ETag of an SSE-KMS object is not the MD5 of its bytes. */
function opaqueEtag(hex: string, partSizes: readonly number[] | undefined): string {
    return partSizes === undefined ? hex : `${hex}-${partSizes.length}`;
}

/** Id of the version that a write to the bucket makes now. */
export function newVersionId(s3: S3State, bucket: BucketState): string {
    return bucket.configuration.versioning === "Enabled" ? s3.newVersionId() : "null";
}

/** Adds a version; the null version that it replaces is gone, with its running restore. */
export function addNewest(bucket: BucketState, version: StoredVersion): void {
    if (version.versionId === "null") {
        bucket.store.find(version.key, "null")?.restore?.cancel();
    }
    bucket.store.add(version);
}

/** kms:GenerateDataKey for the new object. */
export function authorizeEncryption(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    key: string,
    encryption: AppliedEncryption,
): void {
    useKey(s3, ctx, "kms:GenerateDataKey", bucket, key, encryption);
}
