import type { SeedObject } from "../core/contracts";
import type { BucketState } from "./bucketState";
import type { Checksum } from "./checksums";
import { contentOf } from "./content";
import { encryptionFor } from "./encryption";
import { keepUntil } from "./restoreObject";
import type { S3State } from "./s3State";
import { StoredVersion } from "./storedVersion";

const dayMilliseconds = 86_400_000;
/** Shared by all seeded objects, to keep them small. */
const defaultChecksum: Checksum = { algorithm: "CRC64NVME", type: "FULL_OBJECT" };

/** Puts objects into a bucket as they are said to be: no authorisation, no events, no defaults but the plain ones. */
export function seedObjects(s3: S3State, bucket: BucketState, objects: Iterable<SeedObject>): void {
    const { clock } = s3.world;
    const enabled = bucket.configuration.versioning === "Enabled";
    // As S3 would have stored them: with the bucket's default encryption, unless the seed says otherwise.
    const applied = encryptionFor(s3, s3.world.administrator(bucket.account), bucket, undefined);
    for (const object of objects) {
        const keyBytes = Buffer.byteLength(object.key);
        if (keyBytes === 0 || keyBytes > 1024) {
            throw new Error(
                `seed of ${bucket.name}: a key must have 1 to 1,024 bytes, got ${keyBytes}`,
            );
        }
        if (!bucket.isVersioned && (object.versionId ?? "null") !== "null") {
            throw new Error(
                `seed of ${bucket.name}: "${object.key}" has version id "${object.versionId}" but the bucket is not versioned; enable versioning first`,
            );
        }
        const isDeleteMarker = object.deleteMarker ?? false;
        const version = new StoredVersion({
            key: object.key,
            versionId: object.versionId ?? (enabled ? s3.newVersionId() : "null"),
            lastModified: object.lastModified?.getTime() ?? clock.now(),
            content: contentOf(object.body),
            isDeleteMarker,
            etag: object.etag,
            storageClass: object.storageClass,
            multipart: object.multipart ?? /-\d+$/.test(object.etag ?? ""),
            replicationStatus: object.replicationStatus,
            encryption: object.encryption ?? (isDeleteMarker ? undefined : applied.status),
            kmsKeyArn: object.encryption === undefined ? applied.kmsKeyArn : undefined,
            bucketKey: object.encryption === undefined && applied.bucketKey,
            checksum: isDeleteMarker ? undefined : defaultChecksum,
            tags: object.tags,
            metadata: object.metadata,
            lockMode: object.lock?.mode,
            retainUntil: object.lock?.retainUntil.getTime(),
            legalHold: object.legalHold,
            accessTier:
                object.accessTier ??
                (object.storageClass === "INTELLIGENT_TIERING" ? "FREQUENT" : undefined),
        });
        bucket.store.addByDate(version);
        const until = object.restoredUntil?.getTime();
        if (until !== undefined && until > clock.now()) {
            const days = Math.ceil((until - clock.now()) / dayMilliseconds);
            keepUntil(s3, bucket, version, "Standard", days, until);
        }
    }
}
