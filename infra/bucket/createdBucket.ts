import type * as pulumi from "@pulumi/pulumi";
import { lifecycleRules } from "../../model/config/lifecycleRules";
import type { BucketConfig, StackConfig } from "../../model/config/types";
import { dataKeyPolicy } from "../../model/iam/documents/keyPolicies";
import { sourceBucketPolicy } from "../../model/iam/documents/sourceBucketPolicy";
import { namesOf } from "../../model/naming/names";
import { EncryptionKey } from "../aws/encryptionKey";
import { SecureBucket } from "../aws/secureBucket";

/** A source bucket of our own making, with a key of its own unless the team names one. */
export function createdBucket(
    config: StackConfig,
    bucket: BucketConfig,
    accessLogs: pulumi.Input<string>,
    opts: pulumi.ComponentResourceOptions,
): SecureBucket {
    const kmsKeyArn =
        bucket.kmsKeyArn ??
        new EncryptionKey(
            `${bucket.name}-key`,
            {
                alias: namesOf(config.namePrefix, config).bucketKeyAlias(bucket.name),
                description: `Objects of the bucket ${bucket.name}`,
                policy: dataKeyPolicy(config),
            },
            opts,
        ).arn;
    return new SecureBucket(
        bucket.name,
        {
            bucketName: bucket.name,
            partition: config.partition,
            purpose: "source",
            encryption: { kmsKeyArn },
            policy: sourceBucketPolicy(config, bucket.name),
            lifecycleRules: createdBucketLifecycle(bucket),
            accessLogs,
        },
        opts,
    );
}

/** The managed rules; without management at least abandoned uploads end, since nobody sees their parts. */
function createdBucketLifecycle(bucket: BucketConfig): ReturnType<typeof lifecycleRules> {
    return lifecycleRules({ ...bucket, lifecycle: { ...bucket.lifecycle, manage: true } });
}
