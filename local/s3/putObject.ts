import { AwsError, type CallContext } from "../core/contracts";
import type { BucketState } from "./bucketState";
import { checksumOf, type Checksum, type ChecksumAlgorithm } from "./checksums";
import { isReal, md5Of, type Content } from "./content";
import { encryptionFor } from "./encryption";
import { invalidRequest } from "./errors";
import type { S3State } from "./s3State";
import type { StoredVersion } from "./storedVersion";
import {
    authorizeEncryption,
    authorizeWrite,
    checkWriteRequest,
    commitVersion,
} from "./writeObject";
import type { WriteRequest } from "./writeRequest";

/** Largest single put (S3 User Guide, "Uploading objects"): 5 GB, taken as 5 GiB like the part limit. */
const maxPutBytes = 5 * 1024 ** 3;

/** A checksum sent along with the bytes; without a value S3 computes it. */
export interface SentChecksum {
    readonly algorithm: ChecksumAlgorithm;
    readonly value?: string | undefined;
}

export function putObject(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: WriteRequest,
    content: Content,
    sent: SentChecksum | undefined,
): StoredVersion {
    checkWriteRequest(request);
    authorizeWrite(s3, ctx, bucket, request);
    if (content.length > maxPutBytes) {
        throw new AwsError(
            "EntityTooLarge",
            400,
            "Your proposed upload exceeds the maximum allowed size",
            { ProposedSize: String(content.length), MaxSizeAllowed: String(maxPutBytes) },
        );
    }
    const checksum = verifiedChecksum(content, sent);
    const encryption = encryptionFor(s3, ctx, bucket, request.encryption);
    authorizeEncryption(s3, ctx, bucket, request.key, encryption);
    return commitVersion(s3, ctx, bucket, request, {
        content,
        encryption,
        checksum,
        etag: md5Of(content),
        reason: "PutObject",
    });
}

/** The checksum to keep: the sent one, verified; CRC64NVME when none was sent (S3 User Guide, since December 2024). */
export function verifiedChecksum(content: Content, sent: SentChecksum | undefined): Checksum {
    if (sent === undefined) return { algorithm: "CRC64NVME", type: "FULL_OBJECT" };
    // A synthetic body has no bytes to sum up: whoever declares it vouches for the sum it sends.
    const value =
        sent.value !== undefined && !isReal(content)
            ? sent.value
            : checksumOf(sent.algorithm, content);
    if (sent.value !== undefined && sent.value !== value) {
        throw new AwsError(
            "BadDigest",
            400,
            `The ${sent.algorithm} you specified did not match the calculated checksum.`,
        );
    }
    return { algorithm: sent.algorithm, type: "FULL_OBJECT", value };
}

/** Content-MD5: base64 of the MD5 of the body. @throws AwsError InvalidDigest or BadDigest (400) */
export function checkContentMd5(header: string | undefined, body: Buffer): void {
    if (header === undefined) return;
    const expected = Buffer.from(header, "base64");
    if (expected.length !== 16) {
        throw new AwsError("InvalidDigest", 400, "The Content-MD5 you specified was invalid.");
    }
    const actual = md5Of({ length: body.length, segments: [{ bytes: body }] });
    if (expected.toString("hex") !== actual) {
        throw new AwsError(
            "BadDigest",
            400,
            "The Content-MD5 you specified did not match what we received.",
        );
    }
}

/** S3 asks for a digest on every put that Object Lock protects (S3 API Reference, PutObject). */
export function requireDigestUnderLock(isLocked: boolean, hasDigest: boolean): void {
    if (isLocked && !hasDigest) {
        throw invalidRequest(
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
        );
    }
}
