import { queueArn, scheduleGroupArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { keyUse } from "./keyUse";
import { liveFunctionArn } from "./functionRole";
import { policyDocument, type PolicyDocument } from "./statement";

/** Trust of the role all schedules share; the source is the schedule group, not a schedule (Scheduler guide). */
export function schedulerTrust(config: StackConfig): PolicyDocument {
    const { scheduleGroup } = namesOf(config.namePrefix, config);
    return policyDocument({
        Sid: "Scheduler",
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
            StringEquals: { "aws:SourceAccount": config.account },
            ArnEquals: { "aws:SourceArn": scheduleGroupArn(config, scheduleGroup) },
        },
    });
}

/** Invokes the two scheduled functions and keeps what could not be delivered. */
export function schedulerRole(config: StackConfig): PolicyDocument {
    const names = namesOf(config.namePrefix, config);
    return policyDocument(
        {
            Sid: "InvokeScheduled",
            Effect: "Allow",
            Action: "lambda:InvokeFunction",
            Resource: [liveFunctionArn(config, "submit"), liveFunctionArn(config, "watchdog")],
        },
        {
            Sid: "DeadLetters",
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: queueArn(config, names.scheduleDeadLetterQueue),
        },
        keyUse(
            "FoundationKey",
            { ...config, alias: names.keyAlias },
            // The role decrypts the schedule itself and encrypts what goes to the queue (Scheduler User Guide).
            ["scheduler", "sqs"],
            ["kms:Decrypt", "kms:GenerateDataKey"],
        ),
    );
}
