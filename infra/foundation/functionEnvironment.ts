import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { liveFunctionArn } from "../../model/iam/documents/functionRole";
import { environmentVariables, type EnvironmentVariable } from "../../model/naming/environment";
import { stateMachineArn } from "../../model/naming/arn";
import { namesOf, type FunctionName } from "../../model/naming/names";

type Values = Partial<Record<EnvironmentVariable, pulumi.Input<string>>>;

/** The variables one function reads, and no others. */
export function functionEnvironment(
    config: StackConfig,
    fn: FunctionName,
    outputs: {
        readonly topicArn: pulumi.Input<string>;
        /** Published version of the task function; submit and reconcile name it in jobs. */
        readonly taskFunctionArn?: pulumi.Input<string> | undefined;
    },
): Record<string, pulumi.Input<string>> {
    const names = namesOf(config.namePrefix, config);
    const stack: Values = {
        account: config.account,
        partition: config.partition,
        stack: config.stack,
    };
    const control: Values = {
        ...stack,
        controlBucket: names.controlBucket,
        auditBucket: names.auditBucket,
        topicArn: outputs.topicArn,
    };
    const byFunction: Readonly<Record<FunctionName, Values>> = {
        submit: {
            ...control,
            ...taskFunction(outputs.taskFunctionArn),
            // By name: the state machine calls submit and comes after it.
            scanStateMachineArn: stateMachineArn(config, names.scanStateMachine),
        },
        shard: { ...stack, controlBucket: names.controlBucket },
        reconcile: { ...control, ...taskFunction(outputs.taskFunctionArn) },
        task: stack,
        // By name: the watchdog looks after the functions and must not wait for them.
        watchdog: {
            ...control,
            submitFunctionArn: liveFunctionArn(config, "submit"),
            reconcileFunctionArn: liveFunctionArn(config, "reconcile"),
        },
    };
    return Object.fromEntries(
        Object.entries(byFunction[fn]).map(([variable, value]) => [
            environmentVariables[variable as EnvironmentVariable],
            value,
        ]),
    );
}

function taskFunction(taskFunctionArn: pulumi.Input<string> | undefined): Values {
    return taskFunctionArn === undefined ? {} : { taskFunctionArn };
}
