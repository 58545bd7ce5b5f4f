/** Multipart uploads: create, parts, part copies, list, complete, abort. Parts are invisible until complete. */
import { createHash } from "node:crypto";
import { AwsError, type CallContext } from "../core/contracts";
import { authorizeBucket, authorizeObject, requesterOf, requestedTags } from "./access";
import type { BucketState } from "./bucketState";
import { checksumOf, compositeOf, type Checksum, type ChecksumAlgorithm } from "./checksums";
import type { ReadConditions } from "./conditions";
import { isReal, join, md5Of, slice, type Content } from "./content";
import { readCopySource, type CopySource } from "./copySource";
import { encryptionFor, useKey } from "./encryption";
import { invalidArgument, invalidRequest, malformedXml, noSuchUpload } from "./errors";
import { lockContext, lockFor } from "./lockRules";
import { verifiedChecksum, type SentChecksum } from "./putObject";
import type { S3State } from "./s3State";
import type { StoredVersion } from "./storedVersion";
import type { Upload, UploadedPart } from "./upload";
import {
    authorizeEncryption,
    authorizeWrite,
    checkWriteRequest,
    commitVersion,
    putContext,
} from "./writeObject";
import type { WriteRequest } from "./writeRequest";

/** S3 User Guide, "Amazon S3 multipart upload limits". */
const maxParts = 10_000;
const minPartBytes = 5 * 1024 ** 2;
const maxPartBytes = 5 * 1024 ** 3;

export function createUpload(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: WriteRequest,
    checksum: {
        algorithm?: ChecksumAlgorithm | undefined;
        type?: "FULL_OBJECT" | "COMPOSITE" | undefined;
    } = {},
): Upload {
    checkWriteRequest(request);
    authorizeWrite(s3, ctx, bucket, request);
    lockFor(bucket, s3.world.clock.now(), request.lock);
    const encryption = encryptionFor(s3, ctx, bucket, request.encryption);
    authorizeEncryption(s3, ctx, bucket, request.key, encryption);
    const upload: Upload = {
        id: s3.world.ids.hex(64),
        initiated: s3.world.clock.now(),
        initiator: requesterOf(ctx),
        request,
        encryption,
        checksumAlgorithm: checksum.algorithm,
        checksumType: checksumTypeOf(checksum.algorithm, checksum.type),
        parts: new Map(),
    };
    bucket.uploads.set(upload.id, upload);
    return upload;
}

/** CRC64NVME is always full-object, SHA always composite, the 32-bit CRCs composite unless asked (S3 User Guide, "Checking object integrity"). */
function checksumTypeOf(
    algorithm: ChecksumAlgorithm | undefined,
    asked: "FULL_OBJECT" | "COMPOSITE" | undefined,
): "FULL_OBJECT" | "COMPOSITE" {
    const isSha = algorithm === "SHA1" || algorithm === "SHA256";
    const onlyFull = algorithm === undefined || algorithm === "CRC64NVME";
    if ((isSha && asked === "FULL_OBJECT") || (onlyFull && asked === "COMPOSITE")) {
        throw invalidRequest(
            `The ${asked} checksum type cannot be used with the ${(algorithm ?? "crc64nvme").toLowerCase()} checksum algorithm.`,
        );
    }
    return asked ?? (onlyFull ? "FULL_OBJECT" : "COMPOSITE");
}

export function findUpload(bucket: BucketState, key: string, uploadId: string): Upload {
    const upload = bucket.uploads.get(uploadId);
    if (upload === undefined || upload.request.key !== key) throw noSuchUpload(uploadId);
    return upload;
}

/** s3:PutObject with the keys of the upload's creation: AWS judges parts by what was sent there [derived]. */
function authorizePart(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    key: string,
    upload: Upload | undefined,
): void {
    const context =
        upload === undefined
            ? {}
            : {
                  ...putContext(upload.request),
                  ...lockContext(upload.request.lock, s3.world.clock.now()),
                  ...requestedTags(upload.request.tags),
              };
    authorizeObject(s3, ctx, bucket, key, "s3:PutObject", context);
}

function uploadOf(bucket: BucketState, key: string, uploadId: string): Upload | undefined {
    const upload = bucket.uploads.get(uploadId);
    return upload?.request.key === key ? upload : undefined;
}

export function uploadPart(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: { key: string; uploadId: string; partNumber: number },
    content: Content,
    sent: SentChecksum | undefined,
): UploadedPart {
    const { key, uploadId, partNumber } = target;
    authorizePart(s3, ctx, bucket, key, uploadOf(bucket, key, uploadId));
    const upload = findUpload(bucket, key, uploadId);
    checkPart(partNumber, content.length);
    if (
        sent !== undefined &&
        upload.checksumAlgorithm !== undefined &&
        sent.algorithm !== upload.checksumAlgorithm
    ) {
        throw invalidRequest(
            `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm.toLowerCase()}, actual checksum Type: ${sent.algorithm.toLowerCase()}`,
        );
    }
    useKey(s3, ctx, "kms:GenerateDataKey", bucket, key, upload.encryption);
    return addPart(s3, upload, partNumber, content, sent);
}

function addPart(
    s3: S3State,
    upload: Upload,
    number: number,
    content: Content,
    sent: SentChecksum | undefined,
): UploadedPart {
    const algorithm = upload.checksumAlgorithm;
    const asked = sent ?? (algorithm === undefined ? undefined : { algorithm });
    const verified = asked === undefined ? undefined : verifiedChecksum(content, asked);
    const isKms = upload.encryption.status === "SSE-KMS";
    const part: UploadedPart = {
        number,
        content,
        etag: isKms ? s3.world.ids.hex(32) : md5Of(content),
        lastModified: s3.world.clock.now(),
        checksum: algorithm === undefined ? undefined : verified?.value,
    };
    upload.parts.set(number, part);
    return part;
}

function checkPart(partNumber: number, length: number): void {
    if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > maxParts) {
        throw invalidArgument(
            `Part number must be an integer between 1 and ${maxParts}, inclusive`,
            "partNumber",
            String(partNumber),
        );
    }
    if (length > maxPartBytes) {
        throw new AwsError(
            "EntityTooLarge",
            400,
            "Your proposed upload exceeds the maximum allowed size",
            {
                ProposedSize: String(length),
                MaxSizeAllowed: String(maxPartBytes),
            },
        );
    }
}

/** A part from a range of an existing object (both ends inclusive), or from all of it. */
export function uploadPartCopy(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: { key: string; uploadId: string; partNumber: number },
    from: {
        source: CopySource;
        conditions: ReadConditions;
        range?: { start: number; end: number } | undefined;
    },
): { part: UploadedPart; source: StoredVersion } {
    const { key, uploadId, partNumber } = target;
    const source = readCopySource(s3, ctx, from.source, from.conditions, false);
    authorizePart(s3, ctx, bucket, key, uploadOf(bucket, key, uploadId));
    const upload = findUpload(bucket, key, uploadId);
    const { range } = from;
    if (range !== undefined && (range.start > range.end || range.end >= source.size)) {
        throw invalidArgument(
            "Range specified is not valid for source object of size: " + String(source.size),
            "x-amz-copy-source-range",
            `bytes=${range.start}-${range.end}`,
        );
    }
    const content =
        range === undefined ? source.content : slice(source.content, range.start, range.end);
    checkPart(partNumber, content.length);
    useKey(s3, ctx, "kms:GenerateDataKey", bucket, key, upload.encryption);
    return { part: addPart(s3, upload, partNumber, content, undefined), source };
}

export interface CompletedPart {
    readonly number: number;
    readonly etag: string;
    readonly checksum?: string | undefined;
}

export interface CompleteRequest {
    readonly key: string;
    readonly uploadId: string;
    readonly parts: readonly CompletedPart[];
    readonly ifMatch?: string | undefined;
    readonly ifNoneMatch?: string | undefined;
    /** The whole object's checksum, when sent. */
    readonly checksum?: string | undefined;
    readonly objectSize?: number | undefined;
}

export function completeUpload(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: CompleteRequest,
): StoredVersion {
    const { key, uploadId, ifMatch, ifNoneMatch } = request;
    const known = uploadOf(bucket, key, uploadId);
    const conditions = { ifMatch, ifNoneMatch };
    authorizeObject(s3, ctx, bucket, key, "s3:PutObject", {
        ...putContext({ ...(known?.request ?? { key }), ...conditions }),
        ...lockContext(known?.request.lock, s3.world.clock.now()),
        ...requestedTags(known?.request.tags),
    });
    if (ifMatch !== undefined) authorizeObject(s3, ctx, bucket, key, "s3:GetObject");
    const upload = findUpload(bucket, key, uploadId);
    const parts = chosenParts(upload, request.parts);
    const content = join(parts.map((part) => part.content));
    if (request.objectSize !== undefined && request.objectSize !== content.length) {
        throw invalidRequest(
            `The provided 'x-amz-mp-object-size' header value ${request.objectSize} does not match what was computed: ${content.length}`,
        );
    }
    useKey(s3, ctx, "kms:Decrypt", bucket, key, upload.encryption);
    const version = commitVersion(
        s3,
        ctx,
        bucket,
        { ...upload.request, ...conditions },
        {
            content,
            encryption: upload.encryption,
            checksum: objectChecksum(upload, parts, content, request.checksum),
            partSizes: parts.map((part) => part.content.length),
            etag: multipartEtag(parts),
            reason: "CompleteMultipartUpload",
        },
    );
    bucket.uploads.delete(uploadId);
    return version;
}

/** The listed parts, in order. Uploaded parts that are not listed are dropped. */
function chosenParts(upload: Upload, listed: readonly CompletedPart[]): UploadedPart[] {
    if (listed.length === 0) throw malformedXml("a completed upload has at least one part");
    let previous = 0;
    const parts = listed.map((asked) => {
        if (asked.number <= previous) {
            throw new AwsError(
                "InvalidPartOrder",
                400,
                "The list of parts was not in ascending order. Parts must be ordered by part number.",
                { UploadId: upload.id },
            );
        }
        previous = asked.number;
        const part = upload.parts.get(asked.number);
        const isSame =
            part !== undefined &&
            asked.etag.replace(/^"|"$/g, "") === part.etag &&
            (asked.checksum === undefined || asked.checksum === part.checksum);
        if (!isSame) {
            throw new AwsError(
                "InvalidPart",
                400,
                "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
                { UploadId: upload.id, PartNumber: String(asked.number), ETag: asked.etag },
            );
        }
        if (upload.checksumType === "COMPOSITE" && asked.checksum === undefined) {
            throw invalidRequest(
                `The upload was created using a ${upload.checksumAlgorithm?.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${asked.number} in the request.`,
            );
        }
        return part;
    });
    parts.slice(0, -1).forEach((part) => {
        if (part.content.length >= minPartBytes) return;
        throw new AwsError(
            "EntityTooSmall",
            400,
            "Your proposed upload is smaller than the minimum allowed size",
            {
                ProposedSize: String(part.content.length),
                MinSizeAllowed: String(minPartBytes),
                PartNumber: String(part.number),
                ETag: part.etag,
            },
        );
    });
    return parts;
}

function multipartEtag(parts: readonly UploadedPart[]): string {
    const hash = createHash("md5");
    for (const part of parts) hash.update(Buffer.from(part.etag, "hex"));
    return `${hash.digest("hex")}-${parts.length}`;
}

function objectChecksum(
    upload: Upload,
    parts: readonly UploadedPart[],
    content: Content,
    sent: string | undefined,
): Checksum {
    const algorithm = upload.checksumAlgorithm ?? "CRC64NVME";
    const type = upload.checksumType;
    const isComposite = type === "COMPOSITE";
    const isDue = isComposite || sent !== undefined;
    const value = isComposite
        ? compositeOf(
              algorithm,
              parts.map((part) => part.checksum ?? ""),
          )
        : isDue && isReal(content)
          ? checksumOf(algorithm, content)
          : sent;
    const expected = sent?.replace(/-\d+$/, "");
    if (expected !== undefined && expected !== value?.replace(/-\d+$/, "")) {
        throw new AwsError(
            "BadDigest",
            400,
            `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
        );
    }
    return { algorithm, type, value };
}

export function abortUpload(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    key: string,
    uploadId: string,
): void {
    authorizeObject(s3, ctx, bucket, key, "s3:AbortMultipartUpload");
    findUpload(bucket, key, uploadId);
    bucket.uploads.delete(uploadId);
}

export function listParts(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: { key: string; uploadId: string; after: number; max: number },
): { upload: Upload; parts: readonly UploadedPart[]; isTruncated: boolean } {
    authorizeObject(s3, ctx, bucket, request.key, "s3:ListMultipartUploadParts");
    const upload = findUpload(bucket, request.key, request.uploadId);
    const rest = [...upload.parts.values()]
        .filter((part) => part.number > request.after)
        .sort((a, b) => a.number - b.number);
    return {
        upload,
        parts: rest.slice(0, request.max),
        isTruncated: rest.length > request.max,
    };
}

/** Uploads in progress: by key in UTF-8 order, then by time of initiation. The caller pages. */
export function uploadsInOrder(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    compare: (a: string, b: string) => number,
): readonly Upload[] {
    authorizeBucket(s3, ctx, bucket, "s3:ListBucketMultipartUploads");
    return [...bucket.uploads.values()].sort(
        (a, b) => compare(a.request.key, b.request.key) || a.initiated - b.initiated,
    );
}
