import { bucketArn } from "../../model/naming/arn";
import type { CallContext } from "../core/contracts";
import { requesterOf } from "./access";
import type { BucketState } from "./bucketState";
import type { S3State } from "./s3State";
import type { StoredVersion } from "./storedVersion";

/**
 * S3's events on the bucket owner's default bus, sent when the bucket has EventBridge on. The key in the detail is
 * raw, not URL-encoded as in S3's older notifications (S3 User Guide, "EventBridge event message structure").
 */
export function publishObjectEvent(
    s3: S3State,
    bucket: BucketState,
    detailType: string,
    version: StoredVersion,
    by: { ctx: CallContext } | { service: "s3.amazonaws.com" },
    detail: Readonly<Record<string, unknown>> = {},
): void {
    if (!bucket.configuration.eventBridge) return;
    const { partition, events, region, ids } = s3.world;
    const isDeletion = detailType === "Object Deleted";
    events.publish({
        source: "aws.s3",
        "detail-type": detailType,
        account: bucket.account,
        region,
        resources: [bucketArn(partition, bucket.name)],
        detail: {
            version: "0",
            bucket: { name: bucket.name },
            object: {
                key: version.key,
                ...(isDeletion ? {} : { size: version.size, etag: version.etag }),
                ...(bucket.isVersioned ? { "version-id": version.versionId } : {}),
                sequencer: s3.nextSequencer(),
            },
            "request-id": "ctx" in by ? by.ctx.requestId : ids.requestId(),
            requester: "ctx" in by ? requesterOf(by.ctx) : by.service,
            ...("ctx" in by ? { "source-ip-address": "127.0.0.1" } : {}),
            ...detail,
        },
    });
}
