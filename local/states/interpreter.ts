import { NotImplemented, type World } from "../core/contracts";
import type { Activity } from "./activity";
import { timestampOf } from "./choiceRule";
import { type Execution, type HistoryEvent, Stopped } from "./execution";
import type { Expression, Scope } from "./expression";
import { writePath } from "./jsonPath";
import type { Json, JsonRecord } from "./jsonValue";
import { invokeFunction, invokeWithMetadata } from "./lambdaTask";
import { Slots } from "./slots";
import { matchesError, maxPayloadBytes, runtimeFailure, StatesFailure } from "./statesFailure";
import type { MapState, ParallelState, Retrier, State, TaskState, Workflow } from "./workflow";

/** One line of work inside an execution: the whole, a branch, or an iteration. */
export interface Run {
    readonly execution: Execution;
    /** Id of the last event of this line. */
    readonly cursor: { last: number };
    readonly signal: AbortSignal;
    readonly mapItem: { readonly Index: number; readonly Value: Json } | undefined;
}

/** Runs the items of a map in distributed mode. */
export type DistributedMap = (state: MapState, scope: Scope, run: Run) => Promise<readonly Json[]>;

interface Step {
    readonly output: Json;
    readonly next: string | undefined;
}

/** Iterations of an inline map at once, without a limit of its own (Developer Guide: up to 40). */
const inlineConcurrency = 40;

/** Evaluates workflows. Between calls it runs in microtasks only; see Activity. */
export class Interpreter {
    readonly #world: World;
    readonly #activity: Activity;
    readonly #distributed: DistributedMap;
    readonly invocations = new Slots(defaultParallelInvocations);

    constructor(world: World, activity: Activity, distributed: DistributedMap) {
        this.#world = world;
        this.#activity = activity;
        this.#distributed = distributed;
    }

    /** The output of the workflow. @throws StatesFailure; Stopped when the execution was stopped meanwhile */
    async run(workflow: Workflow, input: Json, run: Run): Promise<Json> {
        let data = input;
        for (let name: string | undefined = workflow.startAt; name !== undefined;) {
            run.signal.throwIfAborted();
            const state = workflow.states.get(name);
            if (state === undefined) throw new Error(`no state "${name}"; the check let it pass`);
            const step: Step = await this.#state(state, data, run);
            data = step.output;
            name = step.next;
        }
        return data;
    }

    async #state(state: State, raw: Json, run: Run): Promise<Step> {
        const enteredAt = this.#world.clock.date().toISOString();
        this.#record(run, `${state.type}StateEntered`, "stateEnteredEventDetails", {
            ...{ name: state.name, input: JSON.stringify(raw), inputDetails: whole },
        });
        const retries = new Map<Retrier, number>();
        for (let retryCount = 0; ; retryCount += 1) {
            const context = this.#context(state, run, enteredAt, retryCount);
            try {
                const scope = { input: raw, context, chance: this.#world.ids };
                return this.#exit(state, run, await this.#once(state, raw, scope, run));
            } catch (error) {
                if (!(error instanceof StatesFailure) || !("retry" in state)) throw error;
                const retrier = state.retry.find(({ errorEquals }) =>
                    matchesError(errorEquals, error.error),
                );
                const used = retrier === undefined ? 0 : (retries.get(retrier) ?? 0);
                if (retrier !== undefined && used < retrier.maxAttempts) {
                    retries.set(retrier, used + 1);
                    await this.#sleep(this.#delay(retrier, used), `retry of ${state.name}`, run);
                    continue;
                }
                const catcher = state.catch.find(({ errorEquals }) =>
                    matchesError(errorEquals, error.error),
                );
                if (catcher === undefined) throw error;
                const caught = { Error: error.error ?? "", Cause: error.reason ?? "" };
                const output = combined(catcher.resultPath, raw, caught);
                return this.#exit(state, run, { output, next: catcher.next });
            }
        }
    }

    async #once(state: State, raw: Json, outer: Scope, run: Run): Promise<Step> {
        const input = state.inputPath === null ? {} : state.inputPath(outer);
        const scope: Scope = { ...outer, input };
        const finished = (output: Json, next: string | undefined): Step => {
            const shown =
                state.outputPath === null ? {} : state.outputPath({ ...outer, input: output });
            checkSize(shown, state.name);
            return { output: shown, next };
        };
        switch (state.type) {
            case "Pass": {
                const result = state.result ?? state.parameters?.(scope) ?? input;
                return finished(combined(state.resultPath, raw, result), state.next);
            }
            case "Succeed":
                return finished(input, undefined);
            case "Fail":
                throw new StatesFailure(
                    optionalText(state.error, scope),
                    optionalText(state.cause, scope),
                );
            case "Choice": {
                const taken = state.choices.find(({ condition }) => condition(scope));
                const next = taken?.next ?? state.fallback;
                if (next === undefined) {
                    throw new StatesFailure(
                        "States.NoChoiceMatched",
                        `state ${state.name}: no rule matched and there is no Default`,
                    );
                }
                return finished(input, next);
            }
            case "Wait": {
                const { kind, value } = state.wait;
                const wanted = value(scope);
                const until =
                    kind === "timestamp"
                        ? timestampOf(wanted)
                        : typeof wanted === "number" && wanted >= 0
                          ? this.#world.clock.now() + wanted * 1000
                          : undefined;
                if (until === undefined) {
                    throw runtimeFailure(`${state.name}: cannot wait ${JSON.stringify(wanted)}`);
                }
                await this.#sleep(until - this.#world.clock.now(), `wait in ${state.name}`, run);
                return finished(input, state.next);
            }
            case "Task":
            case "Parallel":
            case "Map": {
                const result = await this.#result(state, scope, run);
                const selected = state.resultSelector?.({ ...scope, input: result }) ?? result;
                checkSize(selected, state.name);
                return finished(combined(state.resultPath, raw, selected), state.next);
            }
        }
    }

    async #result(
        state: TaskState | ParallelState | MapState,
        scope: Scope,
        run: Run,
    ): Promise<Json> {
        if (state.type === "Task") return this.#task(state, scope, run);
        const input = state.parameters?.(scope) ?? scope.input;
        if (state.type === "Parallel") {
            this.#record(run, "ParallelStateStarted");
            return this.#ended("Parallel", run, () =>
                this.#together(state.branches, state.branches.length, run, (branch, signal) =>
                    this.run(branch, input, {
                        ...{ ...run, signal },
                        cursor: { last: run.cursor.last },
                    }),
                ),
            );
        }
        if (state.distributed !== undefined) {
            this.#record(run, "MapStateStarted", "mapStateStartedEventDetails", {});
            return this.#ended("Map", run, () => this.#distributed(state, scope, run));
        }
        const items = mapItems(state, scope);
        this.#record(run, "MapStateStarted", "mapStateStartedEventDetails", {
            length: items.length,
        });
        const limit = concurrencyOf(state, scope) || inlineConcurrency;
        const iteration = async (item: Json, signal: AbortSignal, index: number): Promise<Json> => {
            const mapItem = { Index: index, Value: item };
            const inner: Run = { ...run, signal, mapItem, cursor: { last: run.cursor.last } };
            const selected = selectedItem(state, scope, mapItem);
            const told = (what: string): void => {
                this.#record(inner, `MapIteration${what}`, `mapIteration${what}EventDetails`, {
                    ...{ name: state.name, index },
                });
            };
            told("Started");
            try {
                const output = await this.run(state.processor, selected, inner);
                told("Succeeded");
                return output;
            } catch (error) {
                told(error instanceof StatesFailure ? "Failed" : "Aborted");
                throw error;
            }
        };
        return this.#ended("Map", run, () => this.#together(items, limit, run, iteration));
    }

    async #task(state: TaskState, scope: Scope, run: Run): Promise<Json> {
        const world = this.#world;
        const { execution } = run;
        const parameters = state.parameters?.(scope) ?? scope.input;
        checkSize(parameters, state.name);
        const timeoutSeconds = state.timeoutSeconds?.(scope);
        const startedAt = world.clock.now();
        const told = taskEvents(state, parameters, timeoutSeconds, world.region);
        this.#record(run, ...told.scheduled);
        this.#record(run, told.started[0], told.started[1], told.started[2]);
        try {
            // A context of its own: each call has a request id.
            const ctx = { ...execution.roleContext, requestId: world.ids.requestId() };
            const result = await this.invocations.use(run.signal, () =>
                this.#activity.during(async () =>
                    state.resource.kind === "lambdaInvoke"
                        ? invokeWithMetadata(world, ctx, parameters)
                        : (await invokeFunction(world, ctx, state.resource.arn, parameters))
                              .payload,
                ),
            );
            run.signal.throwIfAborted();
            // Virtual time passes inside a call only when the machine's clock drives.
            if (
                typeof timeoutSeconds === "number" &&
                world.clock.now() - startedAt > timeoutSeconds * 1000
            ) {
                throw new StatesFailure("States.Timeout", undefined);
            }
            checkSize(result, state.name);
            this.#record(run, ...told.succeeded(result));
            return result;
        } catch (error) {
            if (error instanceof NotImplemented) {
                world.refusals.push(`state ${state.name} of ${execution.arn}: ${error.message}`);
                throw runtimeFailure(error.message);
            }
            if (error instanceof StatesFailure && execution.status === "RUNNING") {
                this.#record(run, ...told.failed(error));
            }
            throw error;
        }
    }

    /** Runs all with at most `limit` at once; the first failure stops the others and is thrown when they have ended. */
    async #together<T>(
        items: readonly T[],
        limit: number,
        run: Run,
        work: (item: T, signal: AbortSignal, index: number) => Promise<Json>,
    ): Promise<Json[]> {
        const stop = new AbortController();
        const signal = AbortSignal.any([run.signal, stop.signal]);
        const results: Json[] = new Array<Json>(items.length).fill(null);
        const failures: unknown[] = [];
        let next = 0;
        const worker = async (): Promise<void> => {
            while (next < items.length && !signal.aborted) {
                const index = next++;
                try {
                    results[index] = await work(items[index] as T, signal, index);
                } catch (error) {
                    failures.push(error);
                    stop.abort(new Stopped("ABORTED", undefined, undefined));
                }
            }
        };
        await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
        run.signal.throwIfAborted();
        if (failures.length > 0) throw failures[0];
        return results;
    }

    async #ended(
        kind: "Map" | "Parallel",
        run: Run,
        work: () => Promise<readonly Json[]>,
    ): Promise<Json> {
        try {
            const result = await work();
            this.#record(run, `${kind}StateSucceeded`);
            return result;
        } catch (error) {
            if (error instanceof StatesFailure) this.#record(run, `${kind}StateFailed`);
            throw error;
        }
    }

    #exit(state: State, run: Run, step: Step): Step {
        this.#record(run, `${state.type}StateExited`, "stateExitedEventDetails", {
            ...{ name: state.name, output: JSON.stringify(step.output), outputDetails: whole },
        });
        return step;
    }

    #delay(retrier: Retrier, used: number): number {
        const { intervalSeconds, backoffRate, maxDelaySeconds = Infinity, fullJitter } = retrier;
        const seconds = Math.min(intervalSeconds * backoffRate ** used, maxDelaySeconds);
        return Math.round(1000 * seconds * (fullJitter ? this.#world.ids.random() : 1));
    }

    /** Parks this line on the clock, whose task then awaits all that goes on from here. */
    #sleep(milliseconds: number, why: string, run: Run): Promise<void> {
        run.signal.throwIfAborted();
        if (milliseconds <= 0) return Promise.resolve();
        return new Promise((resolve, reject) => {
            const stopped = (): void => {
                cancel();
                reject(run.signal.reason as Error);
            };
            const name = `${why} (${run.execution.name})`;
            const cancel = this.#world.clock.after(milliseconds, name, async () => {
                run.signal.removeEventListener("abort", stopped);
                resolve();
                await this.#activity.idle();
            });
            run.signal.addEventListener("abort", stopped, { once: true });
        });
    }

    #context(state: State, run: Run, enteredAt: string, retryCount: number): JsonRecord {
        const { execution } = run;
        const { machine, label } = execution;
        return {
            Execution: {
                Id: execution.arn,
                Input: execution.input,
                Name: execution.name,
                RoleArn: machine.roleArn,
                StartTime: new Date(execution.startedAt).toISOString(),
                RedriveCount: 0,
            },
            State: { EnteredTime: enteredAt, Name: state.name, RetryCount: retryCount },
            StateMachine: {
                Id: execution.stateMachineArn,
                Name: label === undefined ? machine.name : `${machine.name}/${label}`,
            },
            ...(run.mapItem === undefined ? {} : { Map: { Item: run.mapItem } }),
        };
    }

    #record(
        run: Run,
        type: string,
        member?: string,
        value: Readonly<Record<string, unknown>> = {},
    ): void {
        const detail: HistoryEvent["detail"] = member === undefined ? undefined : { member, value };
        const at = this.#world.clock.now();
        run.cursor.last = run.execution.record(at, type, run.cursor.last, detail);
    }
}

/** Invocations at once in this machine, whatever MaxConcurrency says: each is a Node process. */
const defaultParallelInvocations = 4;

const whole = { truncated: false };

type EventArguments = readonly [string, string, Readonly<Record<string, unknown>>];

/** The events of a Task in the form of its integration. */
function taskEvents(
    state: TaskState,
    parameters: Json,
    timeoutSeconds: Json | undefined,
    region: string,
): {
    scheduled: EventArguments;
    started: readonly [string, string | undefined, Readonly<Record<string, unknown>>];
    succeeded: (result: Json) => EventArguments;
    failed: (failure: StatesFailure) => EventArguments;
} {
    const timeout = timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds };
    const text = JSON.stringify(parameters);
    if (state.resource.kind === "function") {
        const lambda = "lambdaFunction";
        return {
            scheduled: [
                "LambdaFunctionScheduled",
                `${lambda}ScheduledEventDetails`,
                { resource: state.resource.arn, input: text, inputDetails: whole, ...timeout },
            ],
            started: ["LambdaFunctionStarted", undefined, {}],
            succeeded: (result) => [
                "LambdaFunctionSucceeded",
                `${lambda}SucceededEventDetails`,
                { output: JSON.stringify(result), outputDetails: whole },
            ],
            failed: ({ error, reason }) => [
                error === "States.Timeout" ? "LambdaFunctionTimedOut" : "LambdaFunctionFailed",
                `${lambda}${error === "States.Timeout" ? "TimedOut" : "Failed"}EventDetails`,
                { error, cause: reason },
            ],
        };
    }
    const kind = { resourceType: "lambda", resource: "invoke" };
    return {
        scheduled: [
            "TaskScheduled",
            "taskScheduledEventDetails",
            { ...kind, region, parameters: text, ...timeout },
        ],
        started: ["TaskStarted", "taskStartedEventDetails", kind],
        succeeded: (result) => [
            "TaskSucceeded",
            "taskSucceededEventDetails",
            { ...kind, output: JSON.stringify(result), outputDetails: whole },
        ],
        failed: ({ error, reason }) => [
            error === "States.Timeout" ? "TaskTimedOut" : "TaskFailed",
            error === "States.Timeout" ? "taskTimedOutEventDetails" : "taskFailedEventDetails",
            { ...kind, error, cause: reason },
        ],
    };
}

/** Input of one iteration or child: the item, or what ItemSelector makes of it. */
export function selectedItem(
    state: MapState,
    scope: Scope,
    mapItem: { readonly Index: number; readonly Value: Json },
): Json {
    if (state.itemSelector === undefined) return mapItem.Value;
    return state.itemSelector({
        ...scope,
        context: { ...scope.context, Map: { Item: mapItem } },
    });
}

/** The list in the state's input that a map visits. */
export function mapItems(state: MapState, scope: Scope): readonly Json[] {
    const items = state.itemsPath?.(scope) ?? scope.input;
    if (Array.isArray(items)) return items as readonly Json[];
    throw runtimeFailure(
        `Reference path for ItemsPath of state ${state.name} must lead to an array, got ${JSON.stringify(items).slice(0, 200)}`,
    );
}

/** MaxConcurrency as it is now; 0 for none. */
export function concurrencyOf(state: MapState, scope: Scope): number {
    const limit = state.maxConcurrency(scope);
    if (typeof limit === "number" && Number.isInteger(limit) && limit >= 0) return limit;
    throw runtimeFailure(
        `MaxConcurrency of state ${state.name}: must be a whole number, got ${JSON.stringify(limit)}`,
    );
}

/** @throws StatesFailure States.DataLimitExceeded above 256 KiB */
export function checkSize(value: Json, state: string): void {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    if (bytes <= maxPayloadBytes) return;
    throw new StatesFailure(
        "States.DataLimitExceeded",
        `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
}

function combined(path: Parameters<typeof writePath>[0] | null, raw: Json, result: Json): Json {
    if (path === null) return raw;
    const written = writePath(path, raw, result);
    if (written !== undefined) return written;
    throw new StatesFailure(
        "States.ResultPathMatchFailure",
        `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(raw)}`,
    );
}

function optionalText(expression: Expression | undefined, scope: Scope): string | undefined {
    const value = expression?.(scope);
    if (value === undefined || typeof value === "string") return value;
    throw runtimeFailure(`Error and Cause must be strings, got ${JSON.stringify(value)}`);
}
