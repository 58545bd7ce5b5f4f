import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type World,
} from "../core/contracts";
import { refusal, refuseUnknownFields } from "../logs/refusal";
import type { Execution, HistoryEvent } from "./execution";
import { withoutData } from "./executionLog";
import { type MapRun, mapRunCounts } from "./mapRun";
import { pageOf } from "./resultPage";
import type { StatesService } from "./statesService";

type Input = Readonly<Record<string, unknown>>;

interface Call {
    readonly world: World;
    readonly states: StatesService;
    readonly ctx: CallContext;
    readonly input: Input;
}

/** The members of each operation that are understood; any other is refused by name. */
const operations: Readonly<
    Record<string, { readonly members: readonly string[]; run(call: Call): unknown }>
> = {
    StartExecution: {
        members: ["stateMachineArn", "name", "input"],
        run({ states, ctx, input }) {
            const { executionArn, startDate } = states.startExecution(ctx, {
                stateMachineArn: text(input, "stateMachineArn"),
                name: optionalText(input, "name"),
                input: optionalText(input, "input"),
            });
            return { executionArn, startDate: seconds(startDate.getTime()) };
        },
    },
    StopExecution: {
        members: ["executionArn", "error", "cause"],
        run({ states, ctx, input }) {
            const { stopDate } = states.stopExecution(ctx, {
                executionArn: text(input, "executionArn"),
                error: optionalText(input, "error"),
                cause: optionalText(input, "cause"),
            });
            return { stopDate: seconds(stopDate.getTime()) };
        },
    },
    DescribeExecution: {
        members: ["executionArn", "includedData"],
        run({ states, ctx, input }) {
            const arn = text(input, "executionArn");
            states.authorize(ctx, "states:DescribeExecution", arn);
            return described(states.execution(arn), includesData(input));
        },
    },
    GetExecutionHistory: {
        members: [
            "executionArn",
            "maxResults",
            "nextToken",
            "reverseOrder",
            "includeExecutionData",
        ],
        run({ states, ctx, input }) {
            const arn = text(input, "executionArn");
            states.authorize(ctx, "states:GetExecutionHistory", arn);
            const { history } = states.execution(arn);
            const ordered = input["reverseOrder"] === true ? history.toReversed() : history;
            const page = pageOf(ordered, input);
            const withData = input["includeExecutionData"] !== false;
            return {
                events: page.items.map((event) => historyEvent(event, withData)),
                nextToken: page.nextToken,
            };
        },
    },
    ListExecutions: {
        members: ["stateMachineArn", "statusFilter", "maxResults", "nextToken", "mapRunArn"],
        run({ states, ctx, input }) {
            const status = optionalText(input, "statusFilter");
            const mapRunArn = optionalText(input, "mapRunArn");
            if ((mapRunArn === undefined) === (input["stateMachineArn"] === undefined)) {
                throw new AwsError(
                    "ValidationException",
                    400,
                    "must have either stateMachineArn or mapRunArn",
                );
            }
            const arn = mapRunArn ?? text(input, "stateMachineArn");
            states.authorize(ctx, "states:ListExecutions", arn);
            const all =
                mapRunArn === undefined
                    ? states.executionsOf(states.stateMachine(arn).arn)
                    : states.mapRun(mapRunArn).children.toReversed();
            const chosen = all.filter((one) => status === undefined || one.status === status);
            const page = pageOf(chosen, input);
            return { executions: page.items.map(listed), nextToken: page.nextToken };
        },
    },
    DescribeStateMachine: {
        members: ["stateMachineArn", "includedData"],
        run({ states, ctx, input }) {
            const arn = text(input, "stateMachineArn");
            states.authorize(ctx, "states:DescribeStateMachine", arn);
            const machine = states.stateMachine(arn);
            return {
                stateMachineArn: machine.arn,
                name: machine.name,
                status: "ACTIVE",
                definition: includesData(input) ? machine.definition : "{}",
                roleArn: machine.roleArn,
                type: "STANDARD",
                creationDate: seconds(machine.createdAt),
                loggingConfiguration: {
                    level: machine.logging.level,
                    includeExecutionData: machine.logging.includeExecutionData,
                },
                tracingConfiguration: { enabled: false },
                revisionId: machine.revisionId,
            };
        },
    },
    ListMapRuns: {
        members: ["executionArn", "maxResults", "nextToken"],
        run({ states, ctx, input }) {
            const arn = text(input, "executionArn");
            states.authorize(ctx, "states:ListMapRuns", arn);
            const page = pageOf(states.mapRunsOf(states.execution(arn).arn), input);
            return {
                mapRuns: page.items.map((run) => ({
                    ...mapRunHead(run),
                    stateMachineArn: run.stateMachineArn,
                })),
                nextToken: page.nextToken,
            };
        },
    },
    DescribeMapRun: {
        members: ["mapRunArn"],
        run({ states, ctx, input }) {
            const arn = text(input, "mapRunArn");
            states.authorize(ctx, "states:DescribeMapRun", arn);
            const run = states.mapRun(arn);
            return {
                ...mapRunHead(run),
                status: run.status,
                maxConcurrency: run.maxConcurrency,
                toleratedFailureCount: run.toleratedCount,
                toleratedFailurePercentage: run.toleratedPercentage,
                itemCounts: mapRunCounts(run, "items"),
                executionCounts: mapRunCounts(run, "executions"),
                redriveCount: 0,
            };
        },
    },
};

/** Step Functions over the AWS JSON 1.0 protocol. */
export function handleStates(
    world: World,
    states: StatesService,
    request: HttpRequest,
    ctx: CallContext,
): HttpResponse {
    try {
        const target = request.headers["x-amz-target"] ?? "";
        const prefix = "AWSStepFunctions.";
        const name = target.startsWith(prefix) ? target.slice(prefix.length) : "";
        const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
        if (operation === undefined) {
            const what = name === "" ? `${request.method} ${request.path} ${target}` : name;
            throw refusal(world, `Step Functions ${what.trim()}`);
        }
        const input = parsed(request.body);
        refuseUnknownFields(world, `Step Functions ${name}`, input, operation.members);
        return respond(ctx, 200, operation.run({ world, states, ctx, input }));
    } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const code = error.code === "AccessDenied" ? "AccessDeniedException" : error.code;
        const status = code === "AccessDeniedException" ? 400 : error.status;
        return respond(ctx, status, { __type: code, message: error.message });
    }
}

function respond(ctx: CallContext, status: number, body: unknown): HttpResponse {
    return {
        status,
        headers: {
            "content-type": "application/x-amz-json-1.0",
            "x-amzn-requestid": ctx.requestId,
        },
        body: JSON.stringify(body),
    };
}

/** Timestamps of the protocol: seconds with milliseconds behind the point. */
const seconds = (milliseconds: number): number => milliseconds / 1000;

const optionalSeconds = (milliseconds: number | undefined): number | undefined =>
    milliseconds === undefined ? undefined : seconds(milliseconds);

const whole = { included: true };

function described(execution: Execution, withData: boolean): unknown {
    const { output, inputText } = execution;
    const data = {
        input: inputText,
        inputDetails: whole,
        ...(output === undefined ? {} : { output: JSON.stringify(output), outputDetails: whole }),
    };
    return {
        ...listed(execution),
        ...(withData ? data : {}),
        error: execution.error,
        cause: execution.reason,
        redriveStatus: "NOT_REDRIVABLE",
        redriveStatusReason: "The local AWS does not redrive executions",
    };
}

function listed(execution: Execution): Record<string, unknown> {
    const { arn, stateMachineArn, name, status, mapRunArn, itemCount } = execution;
    return {
        executionArn: arn,
        ...{ stateMachineArn, name, status, mapRunArn, itemCount },
        startDate: seconds(execution.startedAt),
        stopDate: optionalSeconds(execution.stoppedAt),
        redriveCount: 0,
    };
}

const mapRunHead = (run: MapRun): Record<string, unknown> => ({
    mapRunArn: run.arn,
    executionArn: run.executionArn,
    startDate: seconds(run.startedAt),
    stopDate: optionalSeconds(run.stoppedAt),
});

function historyEvent(event: HistoryEvent, withData: boolean): Record<string, unknown> {
    const { id, previousEventId, type, at, detail } = event;
    return {
        ...{ id, previousEventId, type, timestamp: seconds(at) },
        ...(detail === undefined
            ? {}
            : { [detail.member]: withData ? detail.value : withoutData(detail.value) }),
    };
}

const includesData = (input: Input): boolean => input["includedData"] !== "METADATA_ONLY";

function parsed(body: Buffer): Input {
    try {
        const value: unknown = JSON.parse(body.toString("utf8"));
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            return value as Input;
        }
    } catch {
        // Reported below, like any other body that is not an object.
    }
    throw new AwsError("SerializationException", 400, "body: must be a JSON object");
}

function optionalText(input: Input, member: string): string | undefined {
    const value = input[member];
    if (value === undefined || typeof value === "string") return value;
    throw new AwsError("ValidationException", 400, `${member}: must be a string`);
}

function text(input: Input, member: string): string {
    const value = optionalText(input, member);
    if (value !== undefined) return value;
    throw new AwsError("ValidationException", 400, `${member}: is required`);
}
