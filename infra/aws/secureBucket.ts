import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LifecycleRule, Retention } from "../../model/config/types";
import { type PolicyDocument, policyText } from "../../model/iam/documents/statement";
import { bucketArn, type Partition } from "../../model/naming/arn";
import { lifecycleRuleArgs } from "./lifecycleRuleArgs";

export interface SecureBucketArgs {
    /** Physical name. */
    bucketName: string;
    partition: Partition;
    /** What the bucket is for; policy packs read it from the tag "archival:role". */
    purpose: "control" | "audit" | "access-logs" | "vault" | "source";
    /** Key of the default encryption; "SSE-S3" only where a service cannot use a key. */
    encryption: { kmsKeyArn: pulumi.Input<string> } | "SSE-S3";
    policy: PolicyDocument;
    /** Principals named in the policy: S3 refuses a policy that names a role which does not exist. */
    policyPrincipals?: readonly pulumi.Resource[] | undefined;
    lifecycleRules: readonly LifecycleRule[];
    /** Turns Object Lock on, with this default retention. @default no lock */
    retention?: Retention | undefined;
    /** Access-log bucket of the same account and Region. @default no access logs */
    accessLogs?: pulumi.Input<string> | undefined;
    /** Whether the bucket's events go to EventBridge. @default false */
    eventBridge?: boolean | undefined;
}

/**
 * A protected bucket with every setting that keeps it private, encrypted and complete. Whoever writes to it
 * depends on the component, so that its policy stands first.
 */
export class SecureBucket extends pulumi.ComponentResource {
    readonly bucketName: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: SecureBucketArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:aws:SecureBucket", name, {}, opts);
        const child = { parent: this };
        const bucket = new aws.s3.Bucket(
            name,
            {
                bucket: args.bucketName,
                objectLockEnabled: args.retention !== undefined,
                forceDestroy: false,
                tags: { "archival:role": args.purpose },
            },
            { ...child, protect: true },
        );
        const of = { bucket: bucket.bucket };
        const versioning = new aws.s3.BucketVersioning(
            `${name}-versioning`,
            { ...of, versioningConfiguration: { status: "Enabled" } },
            child,
        );
        const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
            `${name}-encryption`,
            { ...of, rules: [encryptionRule(args.encryption)] },
            child,
        );
        const access = new aws.s3.BucketPublicAccessBlock(
            `${name}-public-access`,
            {
                ...of,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            child,
        );
        const ownership = new aws.s3.BucketOwnershipControls(
            `${name}-ownership`,
            { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
            child,
        );
        // Rules for noncurrent versions are accepted once versioning is on.
        const lifecycle = new aws.s3.BucketLifecycleConfiguration(
            `${name}-lifecycle`,
            { ...of, rules: args.lifecycleRules.map(lifecycleRuleArgs) },
            { ...child, dependsOn: [versioning] },
        );
        const settings: pulumi.Resource[] = [versioning, encryption, access, ownership, lifecycle];
        if (args.retention !== undefined) {
            settings.push(
                new aws.s3.BucketObjectLockConfiguration(
                    `${name}-lock`,
                    { ...of, rule: { defaultRetention: { ...args.retention } } },
                    { ...child, protect: true, dependsOn: [versioning] },
                ),
            );
        }
        if (args.accessLogs !== undefined) {
            const targetPrefix = `${args.bucketName}/`;
            new aws.s3.BucketLogging(
                `${name}-access-logs`,
                { ...of, targetBucket: args.accessLogs, targetPrefix },
                child,
            );
        }
        if (args.eventBridge === true) {
            new aws.s3.BucketNotification(`${name}-events`, { ...of, eventbridge: true }, child);
        }
        // Last: the policy may refuse changes of these settings, and must follow the public access block.
        new aws.s3.BucketPolicy(
            `${name}-policy`,
            { ...of, policy: policyText("bucket", args.bucketName, args.policy) },
            { ...child, dependsOn: [...settings, ...(args.policyPrincipals ?? [])] },
        );
        this.bucketName = bucket.bucket;
        // Built from the name, since the ARN that the provider answers is unknown in the first preview.
        this.arn = bucket.bucket.apply((bucketName) => bucketArn(args.partition, bucketName));
        this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
    }
}

function encryptionRule(
    encryption: SecureBucketArgs["encryption"],
): aws.types.input.s3.BucketServerSideEncryptionConfigurationRule {
    // SSE-C is blocked: an object under a key that only its writer knows cannot be archived or proven.
    const blockedEncryptionTypes = ["SSE-C"];
    if (encryption === "SSE-S3") {
        const byDefault = { sseAlgorithm: "AES256" };
        return { applyServerSideEncryptionByDefault: byDefault, blockedEncryptionTypes };
    }
    return {
        applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: encryption.kmsKeyArn,
        },
        bucketKeyEnabled: true,
        blockedEncryptionTypes,
    };
}
