import { topicArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { alarmArns } from "./keyPolicies";
import { policyDocument, type PolicyDocument } from "./statement";

/** Alarms of this stack publish; functions do by their roles; nothing over plain HTTP. */
export function topicPolicy(config: StackConfig): PolicyDocument {
    const topic = topicArn(config, namesOf(config.namePrefix, config).topic);
    return policyDocument(
        {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sns:Publish",
            Resource: topic,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
            Sid: "AlarmNotices",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic,
            Condition: {
                StringEquals: { "aws:SourceAccount": config.account },
                ArnLike: { "aws:SourceArn": alarmArns(config) },
            },
        },
    );
}
