import {
    PutBucketEncryptionCommand,
    PutBucketInventoryConfigurationCommand,
    PutBucketLifecycleConfigurationCommand,
    PutBucketLoggingCommand,
    PutBucketNotificationConfigurationCommand,
    PutBucketOwnershipControlsCommand,
    PutBucketPolicyCommand,
    PutBucketTaggingCommand,
    PutBucketVersioningCommand,
    PutObjectCommand,
    PutObjectLockConfigurationCommand,
    PutPublicAccessBlockCommand,
    type InventoryOptionalField,
    type LifecycleRule,
    type LifecycleRuleFilter,
    type TransitionDefaultMinimumObjectSize,
    type TransitionStorageClass,
} from "@aws-sdk/client-s3";
import { readFileSync } from "node:fs";
import { bucketArn, dnsSuffix } from "../../../model/naming/arn";
import type { Inputs } from "../inputs";
import type { Applied, Deployment, Handlers } from "./handler";

const alreadyThere = (bucket: string): Applied => ({ id: bucket, outputs: {} });

function bucket({ world, ctx, inputs, tags, s3 }: Deployment): Promise<Applied> | Applied {
    const name = inputs.text("bucket");
    const objectLock = inputs.optionalFlag("objectLockEnabled") ?? false;
    inputs.only("forceDestroy", false);
    world.s3.createBucket(ctx, name, { objectLock });
    const outputs = {
        arn: bucketArn(world.partition, name),
        region: world.region,
        bucketRegionalDomainName: `${name}.s3.${world.region}.${dnsSuffix(world.partition)}`,
    };
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    if (TagSet.length === 0) return { id: name, outputs };
    return s3
        .send(new PutBucketTaggingCommand({ Bucket: name, Tagging: { TagSet } }))
        .then(() => ({ id: name, outputs }));
}

function lifecycleFilter(rule: Inputs): LifecycleRuleFilter {
    const filter = rule.optionalInner("filter");
    const prefix = filter?.optionalText("prefix");
    const tag = filter?.optionalInner("tag");
    const greater = filter?.optionalNumber("objectSizeGreaterThan");
    const less = filter?.optionalNumber("objectSizeLessThan");
    const and = filter?.optionalInner("and");
    if (and) {
        const tags = Object.entries(and.map("tags")).map(([Key, Value]) => ({ Key, Value }));
        return {
            And: {
                Prefix: and.optionalText("prefix"),
                Tags: tags.length > 0 ? tags : undefined,
                ObjectSizeGreaterThan: and.optionalNumber("objectSizeGreaterThan"),
                ObjectSizeLessThan: and.optionalNumber("objectSizeLessThan"),
            },
        };
    }
    if (tag) return { Tag: { Key: tag.text("key"), Value: tag.text("value") } };
    if (greater !== undefined) return { ObjectSizeGreaterThan: greater };
    if (less !== undefined) return { ObjectSizeLessThan: less };
    return { Prefix: prefix ?? "" };
}

function lifecycleRule(rule: Inputs): LifecycleRule {
    const expiration = rule.optionalInner("expiration");
    const noncurrent = rule.optionalInner("noncurrentVersionExpiration");
    const abort = rule.optionalInner("abortIncompleteMultipartUpload");
    return {
        ID: rule.text("id"),
        Status: rule.text("status") as "Enabled" | "Disabled",
        Filter: lifecycleFilter(rule),
        Transitions: rule.inners("transitions").map((transition) => ({
            Days: transition.optionalNumber("days"),
            StorageClass: transition.text("storageClass") as TransitionStorageClass,
        })),
        NoncurrentVersionTransitions: rule
            .inners("noncurrentVersionTransitions")
            .map((transition) => ({
                NoncurrentDays: transition.number("noncurrentDays"),
                StorageClass: transition.text("storageClass") as TransitionStorageClass,
            })),
        Expiration: expiration && {
            Days: expiration.optionalNumber("days"),
            ExpiredObjectDeleteMarker: expiration.optionalFlag("expiredObjectDeleteMarker"),
        },
        NoncurrentVersionExpiration: noncurrent && {
            NoncurrentDays: noncurrent.number("noncurrentDays"),
            NewerNoncurrentVersions: noncurrent.optionalNumber("newerNoncurrentVersions"),
        },
        AbortIncompleteMultipartUpload: abort && {
            DaysAfterInitiation: abort.number("daysAfterInitiation"),
        },
    };
}

async function inventory({ inputs, s3 }: Deployment): Promise<Applied> {
    const Bucket = inputs.text("bucket");
    const Id = inputs.text("name");
    const destination = inputs.inner("destination").inner("bucket");
    const encryption = destination.optionalInner("encryption");
    const keyId = encryption?.optionalInner("sseKms")?.text("keyId");
    const sseS3 = encryption?.optionalInner("sseS3");
    await s3.send(
        new PutBucketInventoryConfigurationCommand({
            Bucket,
            Id,
            InventoryConfiguration: {
                Id,
                IsEnabled: inputs.optionalFlag("enabled") ?? true,
                IncludedObjectVersions: inputs.text("includedObjectVersions") as "All" | "Current",
                Schedule: {
                    Frequency: inputs.inner("schedule").text("frequency") as "Daily" | "Weekly",
                },
                OptionalFields: inputs.texts("optionalFields") as InventoryOptionalField[],
                Destination: {
                    S3BucketDestination: {
                        Bucket: destination.text("bucketArn"),
                        AccountId: destination.optionalText("accountId"),
                        Prefix: destination.optionalText("prefix"),
                        Format: destination.text("format") as "CSV" | "Parquet" | "ORC",
                        Encryption: keyId
                            ? { SSEKMS: { KeyId: keyId } }
                            : sseS3
                              ? { SSES3: {} }
                              : undefined,
                    },
                },
            },
        }),
    );
    return { id: `${Bucket}:${Id}`, outputs: {} };
}

async function bucketObject({ inputs, s3, world, tags }: Deployment): Promise<Applied> {
    const Bucket = inputs.text("bucket");
    const Key = inputs.text("key");
    const content = inputs.optionalText("content");
    const source = inputs.optionalInner("source")?.text("path");
    const kmsKeyId = inputs.optionalText("kmsKeyId");
    const encryption = inputs.optionalText("serverSideEncryption");
    const Tagging = new URLSearchParams(tags).toString();
    const put = await s3.send(
        new PutObjectCommand({
            Bucket,
            Key,
            Body: content ?? (source === undefined ? "" : readFileSync(source)),
            ContentType: inputs.optionalText("contentType"),
            BucketKeyEnabled: inputs.optionalFlag("bucketKeyEnabled"),
            ...(encryption ? { ServerSideEncryption: encryption as "AES256" | "aws:kms" } : {}),
            ...(kmsKeyId ? { SSEKMSKeyId: kmsKeyId } : {}),
            ...(Tagging ? { Tagging } : {}),
        }),
    );
    inputs.without("sourceHash", "only the engine's diff reads it");
    inputs.only("forceDestroy", false);
    return {
        id: `${Bucket}/${Key}`,
        outputs: {
            etag: put.ETag?.replaceAll('"', "") ?? "",
            versionId: put.VersionId ?? "",
            arn: `${bucketArn(world.partition, Bucket)}/${Key}`,
        },
    };
}

/** Every S3 resource the program uses; documents go over HTTP through the SDK. */
export const s3Handlers: Handlers = {
    "aws:s3/bucket:Bucket": bucket,

    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
        async ({ inputs, s3 }) => {
            const Bucket = inputs.text("bucket");
            const Rules = inputs.inners("rules").map((rule) => {
                const by = rule.optionalInner("applyServerSideEncryptionByDefault");
                rule.without(
                    "blockedEncryptionTypes",
                    "no caller of the local AWS can send SSE-C keys: seeded objects only",
                );
                return {
                    ApplyServerSideEncryptionByDefault: by && {
                        SSEAlgorithm: by.text("sseAlgorithm") as "AES256" | "aws:kms",
                        KMSMasterKeyID: by.optionalText("kmsMasterKeyId"),
                    },
                    BucketKeyEnabled: rule.optionalFlag("bucketKeyEnabled"),
                };
            });
            await s3.send(
                new PutBucketEncryptionCommand({
                    Bucket,
                    ServerSideEncryptionConfiguration: { Rules },
                }),
            );
            return alreadyThere(Bucket);
        },

    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": async ({ inputs, s3 }) => {
        const Bucket = inputs.text("bucket");
        inputs.without("skipDestroy", "the rehearsal destroys nothing");
        await s3.send(
            new PutPublicAccessBlockCommand({
                Bucket,
                PublicAccessBlockConfiguration: {
                    BlockPublicAcls: inputs.optionalFlag("blockPublicAcls") ?? false,
                    BlockPublicPolicy: inputs.optionalFlag("blockPublicPolicy") ?? false,
                    IgnorePublicAcls: inputs.optionalFlag("ignorePublicAcls") ?? false,
                    RestrictPublicBuckets: inputs.optionalFlag("restrictPublicBuckets") ?? false,
                },
            }),
        );
        return alreadyThere(Bucket);
    },

    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": async ({ inputs, s3 }) => {
        const Bucket = inputs.text("bucket");
        await s3.send(
            new PutBucketOwnershipControlsCommand({
                Bucket,
                OwnershipControls: {
                    Rules: [
                        {
                            ObjectOwnership: inputs.inner("rule").text("objectOwnership") as
                                "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter",
                        },
                    ],
                },
            }),
        );
        return alreadyThere(Bucket);
    },

    "aws:s3/bucketVersioning:BucketVersioning": async ({ inputs, s3 }) => {
        const Bucket = inputs.text("bucket");
        const Status = inputs.inner("versioningConfiguration").text("status") as
            "Enabled" | "Suspended";
        await s3.send(
            new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }),
        );
        return alreadyThere(Bucket);
    },

    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": async ({ inputs, s3 }) => {
        const Bucket = inputs.text("bucket");
        const minimum = inputs.optionalText("transitionDefaultMinimumObjectSize");
        await s3.send(
            new PutBucketLifecycleConfigurationCommand({
                Bucket,
                LifecycleConfiguration: { Rules: inputs.inners("rules").map(lifecycleRule) },
                ...(minimum
                    ? {
                          TransitionDefaultMinimumObjectSize:
                              minimum as TransitionDefaultMinimumObjectSize,
                      }
                    : {}),
            }),
        );
        return alreadyThere(Bucket);
    },

    "aws:s3/bucketPolicy:BucketPolicy": async ({ inputs, s3 }) => {
        const Bucket = inputs.text("bucket");
        const Policy = JSON.stringify(inputs.document("policy"));
        await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
        return alreadyThere(Bucket);
    },

    "aws:s3/bucketLogging:BucketLogging": async ({ inputs, s3 }) => {
        const Bucket = inputs.text("bucket");
        await s3.send(
            new PutBucketLoggingCommand({
                Bucket,
                BucketLoggingStatus: {
                    LoggingEnabled: {
                        TargetBucket: inputs.text("targetBucket"),
                        TargetPrefix: inputs.text("targetPrefix"),
                    },
                },
            }),
        );
        return alreadyThere(Bucket);
    },

    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": async ({
        inputs,
        s3,
    }) => {
        const Bucket = inputs.text("bucket");
        inputs.only("objectLockEnabled", "Enabled");
        const retention = inputs.inner("rule").inner("defaultRetention");
        await s3.send(
            new PutObjectLockConfigurationCommand({
                Bucket,
                ObjectLockConfiguration: {
                    ObjectLockEnabled: "Enabled",
                    Rule: {
                        DefaultRetention: {
                            Mode: retention.text("mode") as "COMPLIANCE" | "GOVERNANCE",
                            Days: retention.optionalNumber("days"),
                            Years: retention.optionalNumber("years"),
                        },
                    },
                },
            }),
        );
        return alreadyThere(Bucket);
    },

    "aws:s3/bucketNotification:BucketNotification": async ({ inputs, s3 }) => {
        const Bucket = inputs.text("bucket");
        inputs.only("eventbridge", true);
        await s3.send(
            new PutBucketNotificationConfigurationCommand({
                Bucket,
                NotificationConfiguration: { EventBridgeConfiguration: {} },
            }),
        );
        return alreadyThere(Bucket);
    },

    "aws:s3/inventory:Inventory": inventory,
    "aws:s3/bucketObjectv2:BucketObjectv2": bucketObject,
};
