/** Executions on Step Functions. */
import {
    DescribeExecutionCommand,
    ExecutionAlreadyExists,
    ExecutionDoesNotExist,
    StartExecutionCommand,
    type SFNClient,
} from "@aws-sdk/client-sfn";
import type { Executions, ExecutionState } from "./executions";

/** ARN of an execution by its name (Service Authorization Reference, resource types of Step Functions). */
const executionArnOf = (stateMachineArn: string, name: string): string =>
    `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;

export function stepFunctionsExecutions(sfn: SFNClient, stateMachineArn: string): Executions {
    return {
        async start(name, input) {
            try {
                await sfn.send(
                    new StartExecutionCommand({
                        stateMachineArn,
                        name,
                        input: JSON.stringify(input),
                    }),
                );
            } catch (error) {
                // It ran and is over; while it runs, the same name and input answer the execution that is there.
                if (!(error instanceof ExecutionAlreadyExists)) throw error;
            }
        },
        async state(name) {
            try {
                const { status } = await sfn.send(
                    new DescribeExecutionCommand({
                        executionArn: executionArnOf(stateMachineArn, name),
                    }),
                );
                return stateOf(status);
            } catch (error) {
                if (error instanceof ExecutionDoesNotExist) return undefined;
                throw error;
            }
        },
    };
}

function stateOf(status: string | undefined): ExecutionState {
    switch (status) {
        case "RUNNING":
        case "PENDING_REDRIVE":
            return "running";
        case "SUCCEEDED":
            return "succeeded";
        case "FAILED":
        case "TIMED_OUT":
        case "ABORTED":
            return "failed";
        default:
            throw new Error(
                `execution status must be one of the Step Functions API of October 2026, got ${JSON.stringify(status)}`,
            );
    }
}
