import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lifecycleRules } from "../../model/config/lifecycleRules";
import { bucketPlan } from "../../model/config/planOfBucket";
import type { BucketConfig, StackConfig } from "../../model/config/types";
import { configKey } from "../../model/naming/keys";
import { inventoryId, namesOf } from "../../model/naming/names";
import { inventoryArgs } from "../aws/inventoryArgs";
import { lifecycleRuleArgs } from "../aws/lifecycleRuleArgs";
import type { Foundation } from "../foundation/foundation";
import { ArchivalTier } from "./archivalTier";
import { createdBucket } from "./createdBucket";

export interface ArchivedBucketArgs {
    /** Plain, both: they decide which children exist. */
    config: StackConfig;
    bucket: BucketConfig;
    foundation: Foundation;
}

/**
 * A bucket whose inventory decides which of its objects move where. An adopted bucket is only named: its own
 * settings stay as they are, except the one inventory configuration and, when it is ours to manage, its lifecycle.
 */
export class ArchivedBucket extends pulumi.ComponentResource {
    readonly bucketName: string;
    readonly inventoryId: string;
    readonly scheduleArn: pulumi.Output<string>;
    /** Every role of every tier: a vault's policy may name them once they exist. */
    readonly roles: readonly aws.iam.Role[];

    constructor(name: string, args: ArchivedBucketArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:bucket:ArchivedBucket", name, {}, opts);
        const { config, bucket, foundation } = args;
        const child = { parent: this };

        const bucketName =
            bucket.ownership === "create"
                ? createdBucket(config, bucket, foundation.accessLogBucket, child).bucketName
                : bucket.name;
        if (bucket.ownership === "adopt" && bucket.lifecycle.manage) {
            new aws.s3.BucketLifecycleConfiguration(
                `${name}-lifecycle`,
                { bucket: bucketName, rules: lifecycleRules(bucket).map(lifecycleRuleArgs) },
                // Without it the tiers' objects would stay warm, and the team's own rules would be gone.
                { ...child, protect: true },
            );
        }
        new aws.s3.Inventory(
            `${name}-inventory`,
            inventoryArgs(config, bucketName, bucket.inventory, {
                controlBucketArn: foundation.controlBucketArn,
                kmsKeyArn: foundation.keyArn,
            }),
            // A delivery that the control bucket's policy refuses is lost silently.
            { ...child, dependsOn: [foundation.control] },
        );
        const tiers = bucket.tiers.map(
            (tier) =>
                new ArchivalTier(
                    // "/" is in no bucket's name, so no two buckets' tiers can share one.
                    `${name}/${tier.name}`,
                    { config, bucket, tier },
                    child,
                ),
        );
        const plan = new aws.s3.BucketObjectv2(
            `${name}-plan`,
            {
                bucket: foundation.controlBucket,
                key: configKey(bucket.name),
                content: JSON.stringify(bucketPlan(config, bucket), null, 2),
                contentType: "application/json",
            },
            // From here on the functions act on it, so the roles it names must exist.
            { ...child, dependsOn: [foundation.control, ...tiers] },
        );
        const schedule = foundation.schedules.schedule(
            `${name}-schedule`,
            "submit",
            {
                scheduleName: namesOf(config.namePrefix, config).schedule(bucket.name),
                description: `Selects and submits for ${bucket.name}, should the inventory's event be lost`,
                expression: bucket.schedule.expression,
                timezone: bucket.schedule.timezone,
                payload: { trigger: "schedule", bucket: bucket.name },
                after: [plan],
            },
            child,
        );

        this.bucketName = bucket.name;
        this.inventoryId = inventoryId;
        this.scheduleArn = schedule.arn;
        this.roles = tiers.flatMap(({ roles }) => roles);
        this.registerOutputs({ bucketName: this.bucketName, scheduleArn: this.scheduleArn });
    }
}
