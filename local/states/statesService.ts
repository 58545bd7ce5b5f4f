import { checkPassRole } from "../iam/checkPassRole";
import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    NotImplemented,
    type StateMachineDefinition,
    type StatesApi,
    type World,
} from "../core/contracts";
import { refusal, refuseUnknownFields } from "../logs/refusal";
import { Activity } from "./activity";
import { type MapRunHost, type Part, runDistributedMap } from "./distributedMap";
import { Execution, type ExecutionStatus, Stopped } from "./execution";
import { logHistory, loggingOf } from "./executionLog";
import { announce, countExecution } from "./executionNotices";
import { Interpreter, type Run } from "./interpreter";
import type { Json } from "./jsonValue";
import type { MapRun } from "./mapRun";
import { parseDefinition } from "./parseDefinition";
import type { StateMachine } from "./stateMachine";
import { handleStates } from "./statesHttp";
import { maxPayloadBytes, StatesFailure } from "./statesFailure";
import type { MapState, Workflow } from "./workflow";

/** How long a closed execution keeps its name and can be described, in milliseconds (Step Functions quotas: 90 days). */
const retention = 90 * 86_400_000;

/** Names of state machines and executions: up to 80 characters without these. */
const nameForm = /^[^\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** ARNs that the operations take. */
const arnForm = /^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:(stateMachine|execution|mapRun):.+/;

const definitionFields = [...["name", "roleArn", "definition", "type", "logging", "tags"]];

/** Step Functions: standard workflows in the States Language with JSONPath, run as their role by the virtual clock. */
export class StatesService implements StatesApi {
    readonly #world: World;
    readonly #activity = new Activity();
    readonly #interpreter: Interpreter;
    readonly #host: MapRunHost;
    /** By ARN. */
    readonly #machines = new Map<string, StateMachine>();
    readonly #executions = new Map<string, Execution>();
    readonly #mapRuns = new Map<string, MapRun>();

    constructor(world: World) {
        this.#world = world;
        this.#host = {
            world,
            activity: this.#activity,
            addMapRun: (run) => this.#mapRuns.set(run.arn, run),
            child: (parent, run, label, part) => this.#child(parent, run, label, part),
            runChild: (child, state, signal) => this.#runChild(child, state, signal),
            recordMapRun: (run, type, member, value = {}) => {
                const detail = member === undefined ? undefined : { member, value };
                run.cursor.last = run.execution.record(
                    ...([world.clock.now(), type, run.cursor.last, detail] as const),
                );
            },
        };
        this.#interpreter = new Interpreter(world, this.#activity, (state, scope, run) => {
            if (state.distributed === undefined) throw new Error(`${state.name}: is inline`);
            return runDistributedMap(this.#host, state, state.distributed, scope, run);
        });
    }

    /** Test lever: how many functions run at once in this machine, whatever MaxConcurrency says. @default 4 */
    setParallelInvocations(count: number): void {
        this.#interpreter.invocations.resize(count);
    }

    createStateMachine(
        ctx: CallContext,
        account: string,
        given: StateMachineDefinition,
    ): { arn: string; revisionId: string; createdAt: Date } {
        const world = this.#world;
        const { partition, region } = world;
        const { name, roleArn, definition, type = "STANDARD", tags = {} } = given;
        const arn = `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
        const resource = { resource: arn, resourceAccount: account };
        world.authorize(ctx, { action: "states:CreateStateMachine", ...resource });
        refuseUnknownFields(world, `state machine ${name}`, given, definitionFields);
        if (type !== "STANDARD") throw refusal(world, `state machine ${name}: type ${type}`);
        if (!nameForm.test(name)) throw new AwsError("InvalidName", 400, `Invalid Name: '${name}'`);
        const { workflow, problems } = parseDefinition(definition);
        if (problems.invalid.length > 0) {
            const list = problems.invalid.map((problem) => `'${problem}'`).join(", ");
            throw new AwsError(
                "InvalidDefinition",
                400,
                `Invalid State Machine Definition: ${list}`,
            );
        }
        const [unbuilt] = problems.notImplemented;
        if (unbuilt !== undefined) throw refusal(world, `state machine ${name}: ${unbuilt}`);
        checkPassRole(world, ctx, roleArn, "states.amazonaws.com", arn);
        const machine: StateMachine = {
            ...{ arn, name, account, roleArn, definition, workflow, tags },
            createdAt: world.clock.now(),
            revisionId: world.ids.uuid(),
            logging: loggingOf(account, given),
        };
        let role: CallContext;
        try {
            role = this.#assume(machine);
        } catch (error) {
            if (!(error instanceof AwsError) || error instanceof NotImplemented) throw error;
            throw new AwsError(
                "AccessDeniedException",
                400,
                `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role. (${roleArn}: ${error.message})`,
            );
        }
        if (machine.logging.level !== "OFF") this.#checkLogDelivery(machine, role);
        const existing = this.#machines.get(arn);
        if (existing !== undefined) {
            // CreateStateMachine is idempotent for the same definition and role.
            if (existing.definition !== definition || existing.roleArn !== roleArn) {
                throw new AwsError(
                    "StateMachineAlreadyExists",
                    400,
                    `State Machine Already Exists: '${arn}'`,
                );
            }
            const { revisionId, createdAt } = existing;
            return { arn, revisionId, createdAt: new Date(createdAt) };
        }
        this.#machines.set(arn, machine);
        return { arn, revisionId: machine.revisionId, createdAt: new Date(machine.createdAt) };
    }

    stateMachine(arn: string): StateMachine {
        const machine = this.#machines.get(arn);
        if (machine !== undefined) return machine;
        if (/stateMachine:[^:]+:[^:]+$/.test(arn)) {
            throw refusal(this.#world, `versions and aliases of state machines: ${arn}`);
        }
        throw new AwsError(
            "StateMachineDoesNotExist",
            400,
            `State Machine Does Not Exist: '${arn}'`,
        );
    }

    startExecution(
        ctx: CallContext,
        given: {
            stateMachineArn: string;
            name?: string | undefined;
            /** JSON text. @default "{}" */
            input?: string | undefined;
        },
    ): { executionArn: string; startDate: Date } {
        const world = this.#world;
        const { stateMachineArn, name = world.ids.uuid(), input: inputText = "{}" } = given;
        this.authorize(ctx, "states:StartExecution", stateMachineArn);
        const machine = this.stateMachine(stateMachineArn);
        if (!nameForm.test(name)) throw new AwsError("InvalidName", 400, `Invalid Name: '${name}'`);
        const input = executionInput(inputText);
        const arn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
        const existing = this.#known(arn);
        if (existing !== undefined) {
            if (existing.status === "RUNNING" && existing.inputText === inputText) {
                return { executionArn: arn, startDate: new Date(existing.startedAt) };
            }
            throw new AwsError("ExecutionAlreadyExists", 400, `Execution Already Exists: '${arn}'`);
        }
        const execution = new Execution({
            ...{ arn, name, machine, inputText, input, startedAt: world.clock.now() },
            roleContext: this.#assume(machine),
        });
        this.#executions.set(arn, execution);
        countExecution(world, execution, "ExecutionsStarted");
        announce(world, execution);
        world.clock.at(execution.startedAt, `execution ${name} of ${machine.name}`, async () => {
            this.#planTimeout(execution);
            void this.#drive(execution, machine.workflow, execution.stop.signal);
            await this.#activity.idle();
        });
        return { executionArn: arn, startDate: new Date(execution.startedAt) };
    }

    stopExecution(
        ctx: CallContext,
        given: {
            executionArn: string;
            error?: string | undefined;
            cause?: string | undefined;
        },
    ): { stopDate: Date } {
        this.authorize(ctx, "states:StopExecution", given.executionArn);
        const execution = this.execution(given.executionArn);
        if (execution.status === "RUNNING") {
            this.#end(execution, "ABORTED", { error: given.error, reason: given.cause });
            execution.stop.abort(new Stopped("ABORTED", given.error, given.cause));
        }
        return { stopDate: new Date(execution.stoppedAt ?? this.#world.clock.now()) };
    }

    /** An execution that still can be described. @throws AwsError ExecutionDoesNotExist */
    execution(arn: string): Execution {
        const execution = this.#known(arn);
        if (execution !== undefined) return execution;
        throw new AwsError("ExecutionDoesNotExist", 400, `Execution Does Not Exist: '${arn}'`);
    }

    /** Executions of a machine, without those of its maps' items; newest first, as ListExecutions has them. */
    executionsOf(stateMachineArn: string): readonly Execution[] {
        return [...this.#executions.values()]
            .filter(
                ({ machine, mapRunArn, arn }) =>
                    machine.arn === stateMachineArn &&
                    mapRunArn === undefined &&
                    this.#known(arn) !== undefined,
            )
            .reverse();
    }

    mapRun(arn: string): MapRun {
        const run = this.#mapRuns.get(arn);
        if (run !== undefined) return run;
        throw new AwsError("ResourceNotFound", 400, `Map Run does not exist: '${arn}'`);
    }

    mapRunsOf(executionArn: string): readonly MapRun[] {
        return [...this.#mapRuns.values()].filter((run) => run.executionArn === executionArn);
    }

    handle(request: HttpRequest, ctx: CallContext): Promise<HttpResponse> {
        return Promise.resolve(handleStates(this.#world, this, request, ctx));
    }

    /** Authorises a call about a resource by its ARN, whose account owns it. */
    authorize(ctx: CallContext, action: string, arn: string): void {
        if (!arnForm.test(arn)) throw new AwsError("InvalidArn", 400, `Invalid Arn: '${arn}'`);
        const resourceAccount = arn.split(":")[4] ?? "";
        this.#world.authorize(ctx, { action, resource: arn, resourceAccount });
    }

    #known(arn: string): Execution | undefined {
        const execution = this.#executions.get(arn);
        const { stoppedAt = Infinity } = execution ?? {};
        if (stoppedAt + retention <= this.#world.clock.now()) {
            this.#executions.delete(arn);
            return undefined;
        }
        return execution;
    }

    /** Runs an execution to its end; never rejects. */
    async #drive(execution: Execution, workflow: Workflow, signal: AbortSignal): Promise<void> {
        const { machine, inputText } = execution;
        const start = execution.record(this.#world.clock.now(), "ExecutionStarted", 0, {
            member: "executionStartedEventDetails",
            value: {
                ...{ input: inputText, inputDetails: { truncated: false } },
                roleArn: machine.roleArn,
            },
        });
        const run: Run = { execution, cursor: { last: start }, signal, mapItem: undefined };
        try {
            const output = await this.#interpreter.run(workflow, execution.input, run);
            signal.throwIfAborted();
            this.#end(execution, "SUCCEEDED", { output }, run.cursor.last);
        } catch (error) {
            if (error instanceof StatesFailure) {
                this.#end(execution, "FAILED", error, run.cursor.last);
            } else if (error instanceof Stopped) {
                this.#end(execution, error.status, error, run.cursor.last);
            } else {
                const reason = `internal error of the local AWS: ${String(error)}`;
                this.#end(execution, "FAILED", { error: "States.Runtime", reason });
                this.#activity.broke(error);
            }
        }
    }

    /** Ends an execution once; whoever comes later is ignored. */
    #end(
        execution: Execution,
        status: Exclude<ExecutionStatus, "RUNNING">,
        outcome: {
            output?: Json | undefined;
            error?: string | undefined;
            reason?: string | undefined;
        },
        previous = execution.history.length,
    ): void {
        if (execution.status !== "RUNNING") return;
        const { output, error, reason } = outcome;
        const now = this.#world.clock.now();
        execution.cancelTimeout?.();
        execution.status = status;
        execution.stoppedAt = now;
        execution.output = output;
        execution.error = error;
        execution.reason = reason;
        const { event, member, metric } = endings[status];
        execution.record(now, event, previous, {
            member,
            value:
                status === "SUCCEEDED"
                    ? { output: JSON.stringify(output), outputDetails: { truncated: false } }
                    : { error, cause: reason },
        });
        logHistory(this.#world, execution);
        // Whether children of distributed maps have metrics or events of their own is unverified: they have none here.
        if (execution.mapRunArn !== undefined) return;
        countExecution(this.#world, execution, metric);
        announce(this.#world, execution);
    }

    #planTimeout(execution: Execution): void {
        const { timeoutSeconds } = execution.machine.workflow;
        if (timeoutSeconds === undefined || execution.status !== "RUNNING") return;
        const name = `timeout of execution ${execution.name}`;
        execution.cancelTimeout = this.#world.clock.after(timeoutSeconds * 1000, name, async () => {
            this.#end(execution, "TIMED_OUT", {});
            execution.stop.abort(new Stopped("TIMED_OUT", undefined, undefined));
            await this.#activity.idle();
        });
    }

    #child(parent: Execution, run: MapRun, label: string, part: Part): Execution {
        const { machine } = parent;
        const child = new Execution({
            arn: `${machine.arn.replace(":stateMachine:", ":execution:")}/${label}:${part.name}`,
            ...{ name: part.name, machine, label, input: part.input },
            inputText: JSON.stringify(part.input),
            startedAt: this.#world.clock.now(),
            roleContext: parent.roleContext,
            mapRunArn: run.arn,
            itemCount: part.itemCount,
        });
        this.#executions.set(child.arn, child);
        return child;
    }

    async #runChild(child: Execution, state: MapState, signal: AbortSignal): Promise<void> {
        const both = AbortSignal.any([signal, child.stop.signal]);
        await this.#drive(child, state.processor, both);
    }

    /** A session of the machine's role; Step Functions names the machine in aws:SourceArn. */
    #assume({ arn, account, roleArn }: StateMachine): CallContext {
        const { iam, ids, region } = this.#world;
        const states = this.#world.serviceContext("states.amazonaws.com", { arn, account });
        const { principal } = iam.assumeRole(states, roleArn, ids.hex(32));
        return { principal, region, requestId: ids.requestId(), secure: true };
    }

    /** What the role needs to have logs delivered (Developer Guide, "Logging using CloudWatch Logs"). */
    #checkLogDelivery(machine: StateMachine, role: CallContext): void {
        const { account } = machine;
        for (const action of logDeliveryActions) {
            const wanted = { action, resource: "*", resourceAccount: account };
            if (this.#world.isAllowed(role, wanted)) continue;
            throw new AwsError(
                "AccessDeniedException",
                400,
                `The state machine IAM Role is not authorized to access the Log Destination (${machine.roleArn} lacks ${action} on *)`,
            );
        }
    }
}

const logDeliveryActions = [
    ...["logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery"],
    ...["logs:DeleteLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy"],
    ...["logs:DescribeResourcePolicies", "logs:DescribeLogGroups"],
];

const endings = {
    SUCCEEDED: {
        event: "ExecutionSucceeded",
        member: "executionSucceededEventDetails",
        metric: "ExecutionsSucceeded",
    },
    FAILED: {
        event: "ExecutionFailed",
        member: "executionFailedEventDetails",
        metric: "ExecutionsFailed",
    },
    TIMED_OUT: {
        event: "ExecutionTimedOut",
        member: "executionTimedOutEventDetails",
        metric: "ExecutionsTimedOut",
    },
    ABORTED: {
        event: "ExecutionAborted",
        member: "executionAbortedEventDetails",
        metric: "ExecutionsAborted",
    },
} as const;

function executionInput(text: string): Json {
    const bytes = Buffer.byteLength(text);
    if (bytes > maxPayloadBytes) {
        throw new AwsError(
            "InvalidExecutionInput",
            400,
            `Invalid State Machine Execution Input: must be at most ${maxPayloadBytes} bytes, got ${bytes}`,
        );
    }
    try {
        return JSON.parse(text) as Json;
    } catch (error) {
        throw new AwsError(
            "InvalidExecutionInput",
            400,
            `Invalid State Machine Execution Input: '${String(error)}'`,
        );
    }
}
