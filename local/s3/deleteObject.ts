import type { CallContext } from "../core/contracts";
import { authorizeObject, existingTags } from "./access";
import type { BucketState } from "./bucketState";
import { checkWrite } from "./conditions";
import { emptyContent } from "./content";
import { requireUnlocked } from "./lockRules";
import { publishObjectEvent } from "./s3Events";
import type { S3State } from "./s3State";
import { StoredVersion } from "./storedVersion";
import { addNewest, newVersionId } from "./writeObject";

export interface DeleteRequest {
    readonly key: string;
    readonly versionId?: string | undefined;
    readonly bypassGovernance?: boolean | undefined;
    readonly ifMatch?: string | undefined;
}

/** What was done: a version or marker is gone, or a marker was added. */
export interface Deletion {
    readonly versionId?: string | undefined;
    readonly isDeleteMarker: boolean;
}

/** DeleteObject: what is not there is deleted successfully, as on S3. @throws AwsError AccessDenied for locked versions */
export function deleteObject(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    request: DeleteRequest,
): Deletion {
    const { key, versionId } = request;
    const target =
        versionId === undefined ? bucket.store.current(key) : bucket.store.find(key, versionId);
    const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
    authorizeObject(s3, ctx, bucket, key, action, {
        ...existingTags(target),
        ...(versionId === undefined ? {} : { "s3:VersionId": versionId }),
        ...(request.ifMatch === undefined ? {} : { "s3:if-match": request.ifMatch }),
    });
    if (request.ifMatch !== undefined) {
        authorizeObject(s3, ctx, bucket, key, "s3:GetObject", existingTags(target));
        checkWrite({ ifMatch: request.ifMatch }, key, target);
    }
    if (versionId !== undefined) {
        if (target === undefined) return { versionId, isDeleteMarker: false };
        requireUnlocked(s3, ctx, bucket, target, request.bypassGovernance === true);
        removeVersion(s3, bucket, target, { ctx }, "DeleteObject");
        return { versionId, isDeleteMarker: target.isDeleteMarker };
    }
    if (bucket.isVersioned) {
        const marker = addDeleteMarker(s3, bucket, key, { ctx }, "DeleteObject");
        return { versionId: marker.versionId, isDeleteMarker: true };
    }
    if (target !== undefined) removeVersion(s3, bucket, target, { ctx }, "DeleteObject");
    return { isDeleteMarker: false };
}

type Deleter = { ctx: CallContext } | { service: "s3.amazonaws.com" };
type Reason = "DeleteObject" | "Lifecycle Expiration";

/** Permanent. The caller has checked locks. */
export function removeVersion(
    s3: S3State,
    bucket: BucketState,
    version: StoredVersion,
    by: Deleter,
    reason: Reason,
): void {
    version.restore?.cancel();
    bucket.store.remove(version);
    publishObjectEvent(s3, bucket, "Object Deleted", version, by, {
        reason,
        "deletion-type": "Permanently Deleted",
    });
}

export function addDeleteMarker(
    s3: S3State,
    bucket: BucketState,
    key: string,
    by: Deleter,
    reason: Reason,
): StoredVersion {
    const marker = new StoredVersion({
        key,
        versionId: newVersionId(s3, bucket),
        lastModified: s3.world.clock.now(),
        content: emptyContent,
        isDeleteMarker: true,
    });
    addNewest(bucket, marker);
    publishObjectEvent(s3, bucket, "Object Deleted", marker, by, {
        reason,
        "deletion-type": "Delete Marker Created",
    });
    return marker;
}
