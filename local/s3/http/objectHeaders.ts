import { archivedAccessTiers } from "../../../model/storageClass";
import { objectArn } from "../../../model/naming/arn";
import { checksumOf, isSummed, maxSummedBytes } from "../checksums";
import { restoreHeader } from "../restoreObject";
import type { StoredVersion } from "../storedVersion";
import type { S3Call } from "./s3Call";
import { checksumHeader } from "./sentChecksum";

type Headers = Record<string, string | undefined>;

export const quoted = (etag: string): string => `"${etag}"`;

/** Version id of a version, in a bucket that has or had versioning. */
export function versionHeader(call: S3Call, version: StoredVersion): Headers {
    return { "x-amz-version-id": call.bucket.isVersioned ? version.versionId : undefined };
}

export function encryptionHeaders(version: {
    readonly encryption?: string;
    readonly status?: string;
    readonly kmsKeyArn?: string | undefined;
    readonly bucketKey: boolean;
}): Headers {
    switch (version.encryption ?? version.status) {
        case "SSE-S3":
            return { "x-amz-server-side-encryption": "AES256" };
        case "SSE-KMS":
            return {
                "x-amz-server-side-encryption": "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id": version.kmsKeyArn,
                "x-amz-server-side-encryption-bucket-key-enabled": version.bucketKey
                    ? "true"
                    : undefined,
            };
        default:
            return {};
    }
}

/** The checksum of a whole object, when there is a true one to show. */
export function checksumHeaders(version: StoredVersion): Headers {
    const { checksum } = version;
    const value = checksumValue(version);
    if (checksum === undefined || value === undefined) return {};
    return { [checksumHeader(checksum.algorithm)]: value, "x-amz-checksum-type": checksum.type };
}

/** Described contents above the limit have no sum of their bytes, and a reader would check it. */
export function checksumValue(version: StoredVersion): string | undefined {
    const { checksum, content } = version;
    if (checksum === undefined || !isSummed(content)) return undefined;
    if (checksum.value !== undefined) return checksum.value;
    // A default checksum that nobody sent is summed up when asked for, but not over very many bytes.
    const isCheap = content.length <= maxSummedBytes;
    return isCheap ? checksumOf(checksum.algorithm, content) : undefined;
}

/** Headers of GET and HEAD. Tag count and lock are shown to those who may read them. */
export function objectHeaders(call: S3Call, version: StoredVersion): Headers {
    const lock = version.lockMode !== undefined && mayRead(call, "s3:GetObjectRetention");
    const hold = version.legalHold && mayRead(call, "s3:GetObjectLegalHold");
    const tags = Object.keys(version.tags).length;
    const tagAction =
        call.query("versionId") === undefined
            ? "s3:GetObjectTagging"
            : "s3:GetObjectVersionTagging";
    return {
        "accept-ranges": "bytes",
        "content-type": "binary/octet-stream",
        ...version.systemMetadata,
        etag: quoted(version.etag),
        "last-modified": new Date(version.lastModified).toUTCString(),
        ...versionHeader(call, version),
        "x-amz-storage-class":
            version.storageClass === "STANDARD" ? undefined : version.storageClass,
        "x-amz-restore": restoreHeader(version),
        "x-amz-archive-status": archiveStatus(version),
        "x-amz-replication-status":
            version.replicationStatus === "" ? undefined : version.replicationStatus,
        ...encryptionHeaders(version),
        ...(lock
            ? {
                  "x-amz-object-lock-mode": version.lockMode,
                  "x-amz-object-lock-retain-until-date": new Date(
                      version.retainUntil ?? 0,
                  ).toISOString(),
              }
            : {}),
        "x-amz-object-lock-legal-hold": hold ? "ON" : undefined,
        "x-amz-tagging-count": tags > 0 && mayRead(call, tagAction) ? String(tags) : undefined,
        ...Object.fromEntries(
            Object.entries(version.metadata).map(([name, value]) => [
                `x-amz-meta-${name}`,
                encodeHeader(value),
            ]),
        ),
    };
}

function archiveStatus(version: StoredVersion): string | undefined {
    const tier = version.accessTier;
    if (version.storageClass !== "INTELLIGENT_TIERING" || tier === undefined) return undefined;
    return archivedAccessTiers.includes(tier) ? `${tier}_ACCESS` : undefined;
}

function mayRead(call: S3Call, action: string): boolean {
    const { bucket, s3, ctx, key } = call;
    const { policy } = bucket.configuration;
    const resourcePolicies =
        policy === undefined ? [] : [{ name: `bucket policy of ${bucket.name}`, document: policy }];
    return s3.world.isAllowed(
        ctx,
        {
            action,
            resource: objectArn(s3.world.partition, bucket.name, key),
            resourceAccount: bucket.account,
            resourcePolicies,
        },
        false,
    );
}

/** S3 shows metadata outside ASCII as RFC 2047 words (S3 User Guide, "Working with object metadata"). */
function encodeHeader(value: string): string {
    return /^[\x20-\x7e\t]*$/.test(value)
        ? value
        : `=?UTF-8?B?${Buffer.from(value, "utf8").toString("base64")}?=`;
}
