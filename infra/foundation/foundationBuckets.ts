import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { accessLogBucketPolicy } from "../../model/iam/documents/accessLogBucketPolicy";
import { auditBucketPolicy } from "../../model/iam/documents/auditBucketPolicy";
import { controlBucketPolicy } from "../../model/iam/documents/controlBucketPolicy";
import { namesOf } from "../../model/naming/names";
import { SecureBucket } from "../aws/secureBucket";
import { accessLogLifecycle, auditLifecycle, controlLifecycle } from "./foundationLifecycle";

export interface FoundationBuckets {
    readonly control: SecureBucket;
    readonly audit: SecureBucket;
    readonly accessLogs: SecureBucket;
}

/** The three buckets of the control plane. */
export function foundationBuckets(
    config: StackConfig,
    kmsKeyArn: pulumi.Input<string>,
    opts: pulumi.ComponentResourceOptions,
): FoundationBuckets {
    const names = namesOf(config.namePrefix, config);
    const { partition } = config;
    const accessLogs = new SecureBucket(
        "access-logs",
        {
            bucketName: names.accessLogBucket,
            partition,
            purpose: "access-logs",
            // The log delivery service writes with SSE-S3 only (S3 User Guide, server access logging).
            encryption: "SSE-S3",
            policy: accessLogBucketPolicy(config),
            lifecycleRules: accessLogLifecycle,
        },
        opts,
    );
    const control = new SecureBucket(
        "control",
        {
            bucketName: names.controlBucket,
            partition,
            purpose: "control",
            encryption: { kmsKeyArn },
            policy: controlBucketPolicy(config),
            lifecycleRules: controlLifecycle,
            accessLogs: accessLogs.bucketName,
            eventBridge: true,
        },
        opts,
    );
    const audit = new SecureBucket(
        "audit",
        {
            bucketName: names.auditBucket,
            partition,
            purpose: "audit",
            encryption: { kmsKeyArn },
            policy: auditBucketPolicy(config),
            lifecycleRules: auditLifecycle(config.audit.days),
            retention: config.audit,
            accessLogs: accessLogs.bucketName,
        },
        opts,
    );
    return { control, audit, accessLogs };
}
