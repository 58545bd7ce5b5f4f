import { bucketArn, objectArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { policyDocument, type PolicyDocument } from "./statement";
import { tlsOnly } from "./tlsOnly";

/** Buckets of the stack's own account and Region that log their accesses; logs cannot leave either. */
export function loggedBuckets(config: StackConfig): string[] {
    const names = namesOf(config.namePrefix, config);
    const created = config.buckets.filter(({ ownership }) => ownership === "create");
    const vaults = config.vaults.filter(({ account }) => account === config.account);
    return [
        names.controlBucket,
        names.auditBucket,
        ...created.map(({ name }) => name),
        ...vaults.map(({ name, account }) => names.vaultBucket(name, account)),
    ];
}

/** Policy of the access-log bucket: the logging service writes, for the stack's own buckets only. */
export function accessLogBucketPolicy(config: StackConfig): PolicyDocument {
    const names = namesOf(config.namePrefix, config);
    return policyDocument(tlsOnly(config.partition, names.accessLogBucket), {
        Sid: "AccessLogDelivery",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: objectArn(config.partition, names.accessLogBucket, "*"),
        Condition: {
            ArnLike: {
                "aws:SourceArn": loggedBuckets(config).map((bucket) =>
                    bucketArn(config.partition, bucket),
                ),
            },
            StringEquals: { "aws:SourceAccount": config.account },
        },
    });
}
