import { AwsError, type World } from "../core/contracts";
import { referenceArn, type FunctionReference } from "./functionReference";
import type { FunctionRegistry } from "./functionRegistry";
import type { FunctionRunner, RunResult } from "./functionRunner";

/** An accepted event in the function's queue. */
interface AsyncEvent {
    readonly reference: FunctionReference;
    /** JSON text. */
    readonly payload: string;
    readonly requestId: string;
    readonly acceptedAt: number;
    /** Invocations so far. */
    readonly invocations: number;
    /** Throttled attempts since the last invocation. */
    readonly throttles: number;
}

/** Runs one invocation, concurrency limit and metrics included. */
export type RunInvocation = (
    reference: FunctionReference,
    payload: string,
    requestId: string,
) => Promise<RunResult>;

type Condition = "RetriesExhausted" | "EventAgeExceeded";

/** Waits before the first and second retry of a failed invocation (Lambda Developer Guide, "Asynchronous invocation"). */
const retryDelaysMilliseconds = [60_000, 120_000];
/** Longest wait between attempts to run a throttled event. */
const maxThrottleDelayMilliseconds = 300_000;

/** The queue of asynchronous invocations: retries, throttling, event age and the on-failure destination. */
export class AsyncInvocations {
    readonly #world: World;
    readonly #registry: FunctionRegistry;
    readonly #runner: FunctionRunner;
    readonly #run: RunInvocation;
    #duplicate = false;

    constructor(
        world: World,
        registry: FunctionRegistry,
        runner: FunctionRunner,
        run: RunInvocation,
    ) {
        this.#world = world;
        this.#registry = registry;
        this.#runner = runner;
        this.#run = run;
    }

    /** Test lever: every event is run twice at the same time, as at-least-once delivery may. */
    setDuplicate(duplicate: boolean): void {
        this.#duplicate = duplicate;
    }

    accept(reference: FunctionReference, payload: string, requestId: string): void {
        const acceptedAt = this.#world.clock.now();
        const event = { reference, payload, requestId, acceptedAt, invocations: 0, throttles: 0 };
        this.#world.clock.at(acceptedAt, `invoke ${reference.name}`, async () => {
            const times = this.#duplicate ? 2 : 1;
            await Promise.all(Array.from({ length: times }, () => this.#attempt(event)));
        });
    }

    async #attempt(event: AsyncEvent): Promise<void> {
        const { reference, payload, requestId, acceptedAt } = event;
        const { clock } = this.#world;
        const config = this.#configOf(reference);
        // The function is gone: its queue is too.
        if (config === undefined) return;
        const lastMoment = acceptedAt + config.maximumEventAgeSeconds * 1000;
        let result: RunResult;
        try {
            result = await this.#run(reference, payload, requestId);
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            // Throttled or failed before the function ran: back into the queue, for as long as the event may live.
            const delay = Math.min(maxThrottleDelayMilliseconds, 1000 * 2 ** event.throttles);
            if (clock.now() + delay > lastMoment) {
                this.#fail(event, "EventAgeExceeded", undefined);
                return;
            }
            this.#again(delay, { ...event, throttles: event.throttles + 1 });
            return;
        }
        if (result.functionError === undefined) return;
        const after = { ...event, invocations: event.invocations + 1, throttles: 0 };
        const delay = retryDelaysMilliseconds[event.invocations];
        if (delay === undefined || after.invocations > config.maximumRetryAttempts) {
            this.#fail(after, "RetriesExhausted", result);
        } else if (clock.now() + delay > lastMoment) {
            this.#fail(after, "EventAgeExceeded", result);
        } else {
            this.#again(delay, after);
        }
    }

    #again(delay: number, event: AsyncEvent): void {
        this.#world.clock.after(delay, `retry of ${event.reference.name}`, () =>
            this.#attempt(event),
        );
    }

    #configOf(
        reference: FunctionReference,
    ): ReturnType<FunctionRegistry["eventInvokeConfig"]> | undefined {
        try {
            return this.#registry.eventInvokeConfig(reference);
        } catch (error) {
            if (error instanceof AwsError) return undefined;
            throw error;
        }
    }

    /** The invocation record of a failure, sent as the function's role. */
    #fail(event: AsyncEvent, condition: Condition, result: RunResult | undefined): void {
        const { reference, requestId } = event;
        this.#count(event, "AsyncEventsDropped");
        const destination = this.#configOf(reference)?.onFailureArn;
        if (destination === undefined) return;
        const qualifier = reference.qualifier ?? "$LATEST";
        try {
            const version = this.#registry.resolve(reference);
            const body = JSON.stringify({
                version: "1.0",
                timestamp: this.#world.clock.date().toISOString(),
                requestContext: {
                    requestId,
                    functionArn: referenceArn(this.#world, { ...reference, qualifier }),
                    condition,
                    approximateInvokeCount: event.invocations,
                },
                requestPayload: JSON.parse(event.payload) as unknown,
                ...(result === undefined
                    ? {}
                    : {
                          responseContext: {
                              statusCode: 200,
                              executedVersion: version.version,
                              functionError: result.functionError,
                          },
                          responsePayload: result.payload,
                      }),
            });
            const ctx = this.#runner.roleContext(version);
            if (destination.split(":")[2] === "sqs") {
                this.#world.sqs.sendMessage(ctx, destination, body);
            } else {
                this.#world.sns.publish(ctx, destination, { body });
            }
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            // Nothing more can be done with the event, as on AWS; the metric and the decision log tell.
            this.#count(event, "DestinationDeliveryFailures");
        }
    }

    #count({ reference }: AsyncEvent, name: string): void {
        this.#world.cloudwatch.putMetric(reference.account, {
            namespace: "AWS/Lambda",
            name,
            dimensions: { FunctionName: reference.name },
            value: 1,
            at: this.#world.clock.now(),
            unit: "Count",
        });
    }
}
