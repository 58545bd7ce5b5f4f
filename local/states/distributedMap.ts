import { AwsError, type CallContext, type World } from "../core/contracts";
import type { Activity } from "./activity";
import { Stopped } from "./execution";
import type { Execution } from "./execution";
import type { Scope } from "./expression";
import { checkSize, concurrencyOf, mapItems, type Run, selectedItem } from "./interpreter";
import { readItems } from "./itemReader";
import type { Json } from "./jsonValue";
import type { MapRun } from "./mapRun";
import { maxPayloadBytes, runtimeFailure, StatesFailure } from "./statesFailure";
import type { BatcherSettings, DistributedSettings, MapState } from "./workflow";

/** Child executions of a map run at once, without a limit of its own (Step Functions quotas). */
const maxChildren = 10_000;

/** What a map run needs of the service. */
export interface MapRunHost {
    readonly world: World;
    readonly activity: Activity;
    addMapRun(run: MapRun): void;
    /** Makes the child execution of one item or batch, not yet at work. */
    child(parent: Execution, run: MapRun, label: string, part: Part): Execution;
    /** Runs a child to its end; resolves whatever becomes of it. */
    runChild(child: Execution, state: MapState, signal: AbortSignal): Promise<void>;
    recordMapRun(
        run: Run,
        type: string,
        member?: string,
        value?: Readonly<Record<string, unknown>>,
    ): void;
}

/** Input of one child execution. */
export interface Part {
    readonly name: string;
    readonly input: Json;
    readonly itemCount: number;
}

/**
 * A Map in distributed mode: one child execution per item or batch, as the state machine's role, until all have ended
 * or more have failed than is tolerated.
 */
export async function runDistributedMap(
    host: MapRunHost,
    state: MapState,
    settings: DistributedSettings,
    scope: Scope,
    run: Run,
): Promise<readonly Json[]> {
    const { world, activity } = host;
    const { execution } = run;
    const ctx = { ...execution.roleContext, requestId: world.ids.requestId() };
    authorizeMapRun(world, ctx, execution);
    const { reader } = settings;
    const items =
        reader === undefined
            ? mapItems(state, scope)
            : await activity.during(() => readItems(world, ctx, reader, scope));
    run.signal.throwIfAborted();
    const parts = partsOf(world, state, settings, scope, items);
    const tolerated = toleranceOf(settings, scope);
    const limit = concurrencyOf(state, scope);
    const { machine } = execution;
    const { partition, region } = world;
    const mapRun: MapRun = {
        arn: `arn:${partition}:states:${region}:${machine.account}:mapRun:${machine.name}/${settings.label}:${world.ids.uuid()}`,
        executionArn: execution.arn,
        stateMachineArn: machine.arn,
        startedAt: world.clock.now(),
        maxConcurrency: limit,
        toleratedCount: tolerated.count ?? 0,
        toleratedPercentage: tolerated.percentage ?? 0,
        total: parts.length,
        totalItems: items.length,
        children: [],
        status: "RUNNING",
        stoppedAt: undefined,
    };
    host.addMapRun(mapRun);
    const { arn: mapRunArn } = mapRun;
    host.recordMapRun(run, "MapRunStarted", "mapRunStartedEventDetails", { mapRunArn });

    const stop = new AbortController();
    const signal = AbortSignal.any([run.signal, stop.signal]);
    let next = 0;
    const worker = async (): Promise<void> => {
        for (let part = parts[next++]; part !== undefined; part = parts[next++]) {
            if (signal.aborted) return;
            const child = host.child(execution, mapRun, settings.label, part);
            mapRun.children.push(child);
            await host.runChild(child, state, signal);
            if (isExceeded(mapRun, tolerated)) {
                stop.abort(new Stopped("ABORTED", undefined, undefined));
            }
        }
    };
    const workers = Math.min(limit === 0 ? maxChildren : limit, maxChildren, parts.length);
    await Promise.all(Array.from({ length: workers }, worker));

    mapRun.stoppedAt = world.clock.now();
    if (run.signal.aborted) {
        mapRun.status = "ABORTED";
        run.signal.throwIfAborted();
    }
    if (isExceeded(mapRun, tolerated)) {
        mapRun.status = "FAILED";
        const failure = new StatesFailure(
            "States.ExceedToleratedFailureThreshold",
            "The specified tolerated failure threshold was exceeded",
        );
        host.recordMapRun(run, "MapRunFailed", "mapRunFailedEventDetails", {
            ...{ error: failure.error, cause: failure.reason },
        });
        throw failure;
    }
    mapRun.status = "SUCCEEDED";
    host.recordMapRun(run, "MapRunSucceeded");
    // In the order of the items; that tolerated failures leave no place of their own is unverified.
    const outputs = new Map(mapRun.children.map((child) => [child.name, child]));
    return parts.flatMap(({ name }) => {
        const child = outputs.get(name);
        return child?.status === "SUCCEEDED" ? [child.output ?? null] : [];
    });
}

/**
 * The rights of the state machine's role on itself that AWS's example of a minimal policy for distributed maps names
 * ("IAM policies for using Distributed Map state"): StartExecution on the machine, DescribeExecution on its executions.
 * Which error a missing right gives is unverified.
 */
function authorizeMapRun(world: World, ctx: CallContext, execution: Execution): void {
    const { machine } = execution;
    const wanted = [
        { action: "states:StartExecution", resource: machine.arn },
        { action: "states:DescribeExecution", resource: execution.arn },
    ];
    for (const { action, resource } of wanted) {
        try {
            world.authorize(ctx, { action, resource, resourceAccount: machine.account });
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            throw new StatesFailure("States.TaskFailed", `${error.code}: ${error.message}`);
        }
    }
}

function partsOf(
    world: World,
    state: MapState,
    { batcher }: DistributedSettings,
    scope: Scope,
    items: readonly Json[],
): readonly Part[] {
    const selected = items.map((Value, Index) => selectedItem(state, scope, { Index, Value }));
    const inputs: readonly { input: Json; itemCount: number }[] =
        batcher === undefined
            ? selected.map((input) => ({ input, itemCount: 1 }))
            : batchesOf(batcher, scope, selected);
    return inputs.map(({ input, itemCount }) => {
        checkSize(input, state.name);
        // Named before any runs, so that names do not depend on which ends first.
        return { name: world.ids.uuid(), input, itemCount };
    });
}

function batchesOf(
    batcher: BatcherSettings,
    scope: Scope,
    items: readonly Json[],
): readonly { input: Json; itemCount: number }[] {
    const most = limitOf("MaxItemsPerBatch", batcher.maxItems?.(scope)) ?? Infinity;
    const mostBytes =
        limitOf("MaxInputBytesPerBatch", batcher.maxBytes?.(scope)) ?? maxPayloadBytes;
    const extra = batcher.batchInput?.(scope);
    const inputOf = (batch: readonly Json[]): Json => ({
        ...(extra === undefined ? {} : { BatchInput: extra }),
        Items: batch,
    });
    const around = Buffer.byteLength(JSON.stringify(inputOf([])));
    const batches: Json[][] = [];
    let bytes = 0;
    for (const item of items) {
        const size = Buffer.byteLength(JSON.stringify(item)) + 1;
        const last = batches.at(-1);
        if (last === undefined || last.length >= most || bytes + size > mostBytes) {
            batches.push([item]);
            bytes = around + size;
        } else {
            last.push(item);
            bytes += size;
        }
    }
    return batches.map((batch) => ({ input: inputOf(batch), itemCount: batch.length }));
}

function limitOf(field: string, value: Json | undefined): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= 1) return value;
    throw runtimeFailure(`${field}: must be a whole number from 1, got ${JSON.stringify(value)}`);
}

interface Tolerance {
    readonly count: number | undefined;
    readonly percentage: number | undefined;
}

function toleranceOf(settings: DistributedSettings, scope: Scope): Tolerance {
    const read = (field: string, value: Json | undefined): number | undefined => {
        if (value === undefined) return undefined;
        if (typeof value === "number" && value >= 0) return value;
        throw runtimeFailure(`${field}: must be a number from 0, got ${JSON.stringify(value)}`);
    };
    return {
        count: read("ToleratedFailureCount", settings.toleratedCount?.(scope)),
        percentage: read("ToleratedFailurePercentage", settings.toleratedPercentage?.(scope)),
    };
}

/** With both limits the first that is passed fails the run; with none, any failure does. */
function isExceeded(run: MapRun, { count, percentage }: Tolerance): boolean {
    const failed = run.children
        .filter(({ status }) => status === "FAILED" || status === "TIMED_OUT")
        .reduce((sum, { itemCount }) => sum + (itemCount ?? 1), 0);
    if (failed === 0) return false;
    if (count === undefined && percentage === undefined) return true;
    if (count !== undefined && failed > count) return true;
    return percentage !== undefined && (100 * failed) / run.totalItems > percentage;
}
