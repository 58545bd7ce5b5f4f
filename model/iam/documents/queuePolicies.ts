import { queueArn, ruleArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";

function tlsOnlyQueue(queue: string): Statement {
    return {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: queue,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
}

/** Events that the rules could not deliver; failed invocations arrive by the functions' own roles. */
export function deadLetterQueuePolicy(config: StackConfig): PolicyDocument {
    const names = namesOf(config.namePrefix, config);
    const queue = queueArn(config, names.deadLetterQueue);
    return policyDocument(tlsOnlyQueue(queue), {
        Sid: "UndeliverableEvents",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queue,
        Condition: {
            StringEquals: { "aws:SourceAccount": config.account },
            ArnEquals: {
                "aws:SourceArn": [names.inventoryRule, names.jobStatusRule].map((name) =>
                    ruleArn(config, name),
                ),
            },
        },
    });
}

/** Schedules that could not invoke; the scheduler's role sends them. */
export function scheduleDeadLetterQueuePolicy(config: StackConfig): PolicyDocument {
    const names = namesOf(config.namePrefix, config);
    return policyDocument(tlsOnlyQueue(queueArn(config, names.scheduleDeadLetterQueue)));
}
