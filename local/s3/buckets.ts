/** Creation and deletion of buckets. */
import { bucketArn } from "../../model/naming/arn";
import { AwsError, type CallContext } from "../core/contracts";
import { accountOf, authorizeBucket } from "./access";
import { BucketState, type ConfigurationHooks } from "./bucketState";
import { accessDenied } from "./errors";
import type { S3State } from "./s3State";

/** General purpose bucket names (S3 User Guide, "Bucket naming rules"). */
export function isBucketName(name: string): boolean {
    return (
        /^[a-z0-9](?:[a-z0-9-]|\.(?=[a-z0-9]))+[a-z0-9]$/.test(name) &&
        name.length >= 3 &&
        name.length <= 63 &&
        !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
        !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
        !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
    );
}

export function createBucket(
    s3: S3State,
    ctx: CallContext,
    name: string,
    options: {
        objectLock?: boolean | undefined;
        ownership?: BucketState["configuration"]["ownership"];
    },
    hooks: (bucket: () => BucketState) => ConfigurationHooks,
): BucketState {
    const account = accountOf(ctx);
    if (account === undefined) throw accessDenied();
    const arn = bucketArn(s3.world.partition, name);
    const authorize = (action: string): void => {
        s3.world.authorize(ctx, { action, resource: arn, resourceAccount: account });
    };
    authorize("s3:CreateBucket");
    if (options.objectLock === true) {
        authorize("s3:PutBucketObjectLockConfiguration");
        authorize("s3:PutBucketVersioning");
    }
    if (options.ownership !== undefined) authorize("s3:PutBucketOwnershipControls");
    if (!isBucketName(name)) {
        throw new AwsError("InvalidBucketName", 400, "The specified bucket is not valid.", {
            BucketName: name,
        });
    }
    const existing = s3.buckets.get(name);
    if (existing !== undefined) {
        const isOurs = existing.account === account;
        throw new AwsError(
            isOurs ? "BucketAlreadyOwnedByYou" : "BucketAlreadyExists",
            409,
            isOurs
                ? "Your previous request to create the named bucket succeeded and you already own it."
                : "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
            { BucketName: name },
        );
    }
    const bucket: BucketState = new BucketState({
        name,
        account,
        region: s3.world.region,
        createdAt: s3.world.clock.now(),
        hooks: hooks(() => bucket),
    });
    if (options.ownership !== undefined) bucket.configuration.ownership = options.ownership;
    if (options.objectLock === true) {
        bucket.configuration.versioning = "Enabled";
        bucket.configuration.objectLock = { enabled: true };
    }
    s3.buckets.set(name, bucket);
    return bucket;
}

/** @throws AwsError BucketNotEmpty (409) while any object, version or delete marker is left */
export function deleteBucket(s3: S3State, ctx: CallContext, bucket: BucketState): void {
    authorizeBucket(s3, ctx, bucket, "s3:DeleteBucket");
    if (bucket.store.size > 0) {
        throw new AwsError(
            "BucketNotEmpty",
            409,
            bucket.isVersioned
                ? "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
                : "The bucket you tried to delete is not empty",
            { BucketName: bucket.name },
        );
    }
    bucket.uploads.clear();
    s3.buckets.delete(bucket.name);
}
