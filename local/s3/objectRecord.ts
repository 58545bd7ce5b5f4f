import type { ObjectRecord } from "../core/contracts";
import type { BucketState } from "./bucketState";
import type { StoredVersion } from "./storedVersion";

/** A version as other services and assertions see it. */
export function recordOf(
    bucket: BucketState,
    version: StoredVersion,
    isLatest = bucket.store.current(version.key) === version,
): ObjectRecord {
    const { restore } = version;
    return {
        bucket: bucket.name,
        key: version.key,
        versionId: version.versionId,
        isLatest,
        isDeleteMarker: version.isDeleteMarker,
        versioned: bucket.isVersioned,
        size: version.size,
        etag: version.etag,
        lastModified: new Date(version.lastModified),
        storageClass: version.storageClass,
        multipart: version.multipart,
        replicationStatus: version.replicationStatus,
        encryption: version.encryption,
        kmsKeyArn: version.kmsKeyArn,
        bucketKey: version.bucketKey,
        checksumAlgorithm: version.checksum?.algorithm ?? "",
        tags: version.tags,
        metadata: version.metadata,
        systemMetadata: version.systemMetadata,
        lockMode: version.lockMode,
        retainUntil: version.retainUntil === undefined ? undefined : new Date(version.retainUntil),
        legalHold: version.legalHold,
        accessTier: version.accessTier,
        restore:
            restore === undefined
                ? undefined
                : {
                      ongoing: restore.ongoing,
                      expires:
                          restore.expires === undefined ? undefined : new Date(restore.expires),
                  },
    };
}
