import { childExecutionArnPattern, executionArn, stateMachineArn } from "../../naming/arn";
import { scanItemsKey, scanFolder } from "../../naming/keys";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { controlObjects, foundationKeyUse, liveFunctionArn } from "./functionRole";
import { policyDocument, type PolicyDocument } from "./statement";

/** Trust of the state machine's role (Step Functions guide, "Preventing cross-service confused deputy"). */
export function scanStateMachineTrust(config: StackConfig): PolicyDocument {
    const { scanStateMachine } = namesOf(config.namePrefix, config);
    return policyDocument({
        Sid: "StepFunctions",
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
            StringEquals: { "aws:SourceAccount": config.account },
            ArnLike: { "aws:SourceArn": stateMachineArn(config, scanStateMachine) },
        },
    });
}

/**
 * Calls two functions, reads the lists of shards, and starts its own children: a distributed map runs each item as an
 * execution of the same machine (Step Functions guide, "IAM policies for using Distributed Map states").
 */
export function scanStateMachineRole(config: StackConfig): PolicyDocument {
    const { scanStateMachine } = namesOf(config.namePrefix, config);
    return policyDocument(
        {
            Sid: "InvokeShardAndSubmit",
            Effect: "Allow",
            Action: "lambda:InvokeFunction",
            Resource: [liveFunctionArn(config, "shard"), liveFunctionArn(config, "submit")],
        },
        {
            Sid: "ReadItems",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: controlObjects(config, [scanItemsKey(scanFolder("*", "*"))]),
        },
        foundationKeyUse(config, ["s3"], ["kms:Decrypt"]),
        {
            Sid: "StartChildren",
            Effect: "Allow",
            Action: "states:StartExecution",
            Resource: stateMachineArn(config, scanStateMachine),
        },
        {
            // The guide names executions as "<machine>:*"; children are "<machine>/<label>:<id>" [unverified which it asks].
            Sid: "WatchChildren",
            Effect: "Allow",
            Action: ["states:DescribeExecution", "states:StopExecution"],
            Resource: [
                executionArn(config, scanStateMachine, "*"),
                childExecutionArnPattern(config, scanStateMachine),
            ],
        },
    );
}
