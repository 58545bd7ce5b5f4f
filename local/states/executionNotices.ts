import type { World } from "../core/contracts";
import type { Execution } from "./execution";

/** Step Functions' metrics of executions, by state machine (Developer Guide, "Monitoring metrics"). */
export function countExecution(world: World, execution: Execution, name: string): void {
    const { machine, startedAt, stoppedAt } = execution;
    const dimensions = { StateMachineArn: machine.arn };
    const at = world.clock.now();
    const base = { namespace: "AWS/States", dimensions, at };
    world.cloudwatch.putMetric(machine.account, { ...base, name, value: 1, unit: "Count" });
    if (stoppedAt === undefined) return;
    world.cloudwatch.putMetric(machine.account, {
        ...{ ...base, name: "ExecutionTime", value: stoppedAt - startedAt, unit: "Milliseconds" },
    });
}

/** The execution's status on the account's bus (EventBridge, "Step Functions Execution Status Change"). */
export function announce(world: World, execution: Execution): void {
    const { machine } = execution;
    world.events.publish({
        source: "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        account: machine.account,
        region: world.region,
        resources: [execution.arn],
        detail: {
            executionArn: execution.arn,
            stateMachineArn: machine.arn,
            name: execution.name,
            status: execution.status,
            startDate: execution.startedAt,
            stopDate: execution.stoppedAt ?? null,
            input: execution.inputText,
            output: execution.output === undefined ? null : JSON.stringify(execution.output),
            inputDetails: { included: true },
            outputDetails: execution.output === undefined ? null : { included: true },
            error: execution.error ?? null,
            cause: execution.reason ?? null,
        },
    });
}
