import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { liveFunctionArn } from "../../model/iam/documents/functionRole";
import {
    scanStateMachineRole,
    scanStateMachineTrust,
} from "../../model/iam/documents/scanStateMachineRole";
import { namesOf } from "../../model/naming/names";
import { scanStateMachine as definitionOf } from "../../model/scale/scanStateMachine";
import { roleWithPolicy } from "../aws/roleWithPolicy";

/**
 * The state machine that reads large inventories, a function per data file.
 * @param functions what it calls: named by name in its definition, and needed at its first execution
 */
export function scanStateMachine(
    config: StackConfig,
    functions: readonly pulumi.Resource[],
    opts: pulumi.CustomResourceOptions,
): aws.sfn.StateMachine {
    const names = namesOf(config.namePrefix, config);
    const { role, policy } = roleWithPolicy(
        "scan-role",
        {
            roleName: names.scanStateMachineRole,
            description: "Runs the functions that scan a large inventory",
            trust: scanStateMachineTrust(config),
            policy: scanStateMachineRole(config),
        },
        opts,
    );
    return new aws.sfn.StateMachine(
        "scan",
        {
            name: names.scanStateMachine,
            // Standard: an execution lasts for hours, and its name makes it happen once.
            type: "STANDARD",
            roleArn: role.arn,
            definition: JSON.stringify(
                definitionOf({
                    partition: config.partition,
                    controlBucket: names.controlBucket,
                    shardFunctionArn: liveFunctionArn(config, "shard"),
                    submitFunctionArn: liveFunctionArn(config, "submit"),
                    maxConcurrency: config.scaleOut.maxConcurrency,
                }),
            ),
        },
        { ...opts, dependsOn: [policy, ...functions] },
    );
}
