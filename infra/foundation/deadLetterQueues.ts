import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import {
    deadLetterQueuePolicy,
    scheduleDeadLetterQueuePolicy,
} from "../../model/iam/documents/queuePolicies";
import { type PolicyDocument, policyText } from "../../model/iam/documents/statement";
import { namesOf } from "../../model/naming/names";

/** The longest SQS keeps a message: someone must have the time to look. */
const retentionSeconds = 14 * 24 * 60 * 60;

export interface DeadLetterQueues {
    /** Events and invocations that failed for good. */
    readonly events: aws.sqs.Queue;
    readonly eventsPolicy: aws.sqs.QueuePolicy;
    /** Schedules that could not invoke. */
    readonly schedules: aws.sqs.Queue;
}

/** The queues nothing may stay in unnoticed: an alarm watches each. */
export function deadLetterQueues(
    config: StackConfig,
    kmsKeyArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): DeadLetterQueues {
    const names = namesOf(config.namePrefix, config);
    const queue = (name: string, physicalName: string, document: PolicyDocument) => {
        const created = new aws.sqs.Queue(
            name,
            {
                name: physicalName,
                kmsMasterKeyId: kmsKeyArn,
                messageRetentionSeconds: retentionSeconds,
            },
            opts,
        );
        const policy = new aws.sqs.QueuePolicy(
            `${name}-policy`,
            { queueUrl: created.url, policy: policyText("queue", physicalName, document) },
            opts,
        );
        return { created, policy };
    };
    const events = queue("dead-letters", names.deadLetterQueue, deadLetterQueuePolicy(config));
    const schedules = queue(
        "schedule-dead-letters",
        names.scheduleDeadLetterQueue,
        scheduleDeadLetterQueuePolicy(config),
    );
    return { events: events.created, eventsPolicy: events.policy, schedules: schedules.created };
}
