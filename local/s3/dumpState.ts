import { recordOf } from "./objectRecord";
import type { BucketState } from "./bucketState";
import type { S3State } from "./s3State";

/** Plain JSON in a fixed order. Bytes are represented by length and ETag. */
export function dumpState(s3: S3State): unknown {
    const buckets = [...s3.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return JSON.parse(JSON.stringify({ buckets: buckets.map(dumpBucket) })) as unknown;
}

function dumpBucket(bucket: BucketState): unknown {
    const { configuration: documents } = bucket;
    const objects = [...bucket.store.keys()].flatMap((key) =>
        bucket.store.chain(key).map((version, i) => recordOf(bucket, version, i === 0)),
    );
    return {
        name: bucket.name,
        account: bucket.account,
        region: bucket.region,
        createdAt: new Date(bucket.createdAt),
        configuration: {
            versioning: documents.versioning,
            policy: documents.policy,
            publicAccessBlock: documents.publicAccessBlock,
            ownership: documents.ownership,
            encryption: documents.encryption,
            lifecycle: documents.lifecycle,
            logging: documents.logging,
            objectLock: documents.objectLock,
            eventBridge: documents.eventBridge,
            inventories: [...documents.inventories.values()],
            tags: documents.tags,
        },
        objects,
        uploads: [...bucket.uploads.values()].map((upload) => ({
            id: upload.id,
            initiated: new Date(upload.initiated),
            initiator: upload.initiator,
            request: upload.request,
            parts: [...upload.parts.values()].map(({ number, etag, content }) => ({
                number,
                etag,
                size: content.length,
            })),
        })),
    };
}
