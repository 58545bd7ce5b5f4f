import { AwsError, type StateMachineDefinition, type World } from "../core/contracts";
import type { Execution } from "./execution";
import type { LogLevel, StateMachine } from "./stateMachine";

const levels: readonly LogLevel[] = ["OFF", "FATAL", "ERROR", "ALL"];

/** The machine's logging settings, checked. @throws AwsError InvalidLoggingConfiguration */
export function loggingOf(account: string, given: StateMachineDefinition): StateMachine["logging"] {
    const { level = "OFF", includeExecutionData = false, logGroupArn } = given.logging ?? {};
    const invalid = (reason: string): AwsError =>
        new AwsError(
            "InvalidLoggingConfiguration",
            400,
            `Invalid Logging Configuration: ${reason}`,
        );
    if (!levels.some((known) => known === level)) {
        throw invalid(`level must be ${levels.join(", ")}, got "${level}"`);
    }
    const form = /^arn:[a-z-]+:logs:[a-z0-9-]+:(\d{12}):log-group:([^:]+):\*$/;
    const [, owner, logGroup] = form.exec(logGroupArn ?? "") ?? [];
    if (level !== "OFF" && (logGroup === undefined || owner !== account)) {
        throw invalid(
            `the destination must be a log group of account ${account} whose ARN ends in ":*", got ${logGroupArn}`,
        );
    }
    return { level: level as LogLevel, includeExecutionData, logGroup };
}

const failing = /(Failed|TimedOut|Aborted)$/;

/** Writes the events of an ended execution that the machine's level asks for, as the log delivery service does. */
export function logHistory(world: World, execution: Execution): void {
    const { machine } = execution;
    const { level, includeExecutionData, logGroup } = machine.logging;
    if (level === "OFF" || logGroup === undefined) return;
    const events = execution.history.filter(({ type }) => {
        if (level === "ALL") return true;
        if (!failing.test(type)) return false;
        return level === "ERROR" || type.startsWith("Execution");
    });
    if (events.length === 0) return;
    const lines = events.map(({ id, type, previousEventId, at, detail }) =>
        JSON.stringify({
            id: String(id),
            type,
            details: includeExecutionData ? (detail?.value ?? {}) : withoutData(detail?.value),
            previous_event_id: String(previousEventId),
            event_timestamp: String(at),
            execution_arn: execution.arn,
        }),
    );
    const stream = `states/${machine.name}/${execution.name}`;
    world.logs.write(
        world.administrator(machine.account),
        machine.account,
        logGroup,
        stream,
        lines,
    );
}

const dataMembers = ["input", "output", "inputDetails", "outputDetails", "parameters"];

/** An event's details without what flowed through the execution. */
export function withoutData(
    value: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(value).filter(([key]) => !dataMembers.includes(key)));
}
