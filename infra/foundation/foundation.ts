import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { foundationKeyPolicy } from "../../model/iam/documents/keyPolicies";
import { bucketArn } from "../../model/naming/arn";
import { namesOf, type FunctionName } from "../../model/naming/names";
import { EncryptionKey } from "../aws/encryptionKey";
import type { SecureBucket } from "../aws/secureBucket";
import { alarms } from "./alarms";
import { approver } from "./approver";
import { Catalogue } from "./catalogue";
import { deadLetterQueues } from "./deadLetterQueues";
import { eventRules } from "./eventRules";
import { Functions } from "./functions";
import { foundationBuckets } from "./foundationBuckets";
import { noticeTopic } from "./noticeTopic";
import { scanStateMachine } from "./scanStateMachine";
import { Schedules } from "./schedules";

export interface FoundationArgs {
    /** Plain, because it decides names, policies and which parts exist. */
    config: StackConfig;
    /** Folder with one built bundle per function. */
    bundleDirectory: string;
}

/** What one account and Region needs once, however many buckets are archived. */
export class Foundation extends pulumi.ComponentResource {
    readonly controlBucket: pulumi.Output<string>;
    /** The control bucket with its policy: what is delivered or written there depends on it. */
    readonly control: SecureBucket;
    readonly controlBucketArn: string;
    readonly auditBucket: pulumi.Output<string>;
    readonly accessLogBucket: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;
    readonly topicArn: pulumi.Output<string>;
    /** Alias ARN of each function. */
    readonly functionArns: Readonly<Record<FunctionName, pulumi.Output<string>>>;
    readonly scanStateMachineArn: pulumi.Output<string>;
    readonly schedules: Schedules;
    /** Glue database and Athena workgroup of the saved queries. */
    readonly catalogue: {
        readonly database: pulumi.Output<string>;
        readonly workgroup: pulumi.Output<string>;
    };
    /** Undefined when the config names no approvers. */
    readonly approverRoleArn: pulumi.Output<string> | undefined;

    constructor(name: string, args: FoundationArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:foundation:Foundation", name, {}, opts);
        const { config } = args;
        const names = namesOf(config.namePrefix, config);
        const child = { parent: this };

        const key = new EncryptionKey(
            "key",
            {
                alias: names.keyAlias,
                description: `Control plane of the archival stack ${config.stack}`,
                policy: foundationKeyPolicy(config),
            },
            child,
        );
        const buckets = foundationBuckets(config, key.arn, child);
        const topic = noticeTopic(config, key.arn, child);
        const queues = deadLetterQueues(config, key.arn, child);
        const functions = new Functions(
            "functions",
            {
                config,
                bundleDirectory: args.bundleDirectory,
                kmsKeyArn: key.arn,
                topicArn: topic.arn,
                deadLetterQueueArn: queues.events.arn,
            },
            child,
        );
        const aliases = functions.aliases;
        eventRules(config, aliases, { arn: queues.events.arn, policy: queues.eventsPolicy }, child);
        this.schedules = new Schedules(
            "schedules",
            { config, aliases, deadLetterQueueArn: queues.schedules.arn, kmsKeyArn: key.arn },
            child,
        );
        const scan = scanStateMachine(config, [aliases.shard, aliases.submit], child);
        alarms(config, topic.arn, child);
        const catalogue = new Catalogue("catalogue", { config, kmsKeyArn: key.arn }, child);

        this.control = buckets.control;
        this.controlBucket = buckets.control.bucketName;
        this.controlBucketArn = bucketArn(config.partition, names.controlBucket);
        this.auditBucket = buckets.audit.bucketName;
        this.accessLogBucket = buckets.accessLogs.bucketName;
        this.keyArn = key.arn;
        this.topicArn = topic.arn;
        this.functionArns = functions.aliasArns;
        this.scanStateMachineArn = scan.arn;
        this.catalogue = catalogue;
        this.approverRoleArn = approver(config, child)?.arn;
        this.registerOutputs({ controlBucket: this.controlBucket, keyArn: this.keyArn });
    }
}
