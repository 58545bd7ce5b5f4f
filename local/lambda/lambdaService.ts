import {
    AwsError,
    type CallContext,
    type FunctionDefinition,
    type HttpRequest,
    type HttpResponse,
    type LambdaApi,
    type World,
} from "../core/contracts";
import { AsyncInvocations } from "./asyncInvocations";
import { functionReference, referenceArn, type FunctionReference } from "./functionReference";
import { FunctionRegistry, type EventInvokeConfig, type Permission } from "./functionRegistry";
import { FunctionRunner, maxSyncPayloadBytes, type RunResult } from "./functionRunner";
import { handleLambda } from "./lambdaHttp";

/** Largest payload of an asynchronous invocation, in bytes (Lambda quotas since October 2025: 1 MB). */
const maxAsyncPayloadBytes = 1_048_576;

/** Lambda: real bundles in child processes, with versions, aliases, resource policies and asynchronous invocation. */
export class LambdaService implements LambdaApi {
    readonly #world: World;
    readonly #registry: FunctionRegistry;
    readonly #runner: FunctionRunner;
    readonly #async: AsyncInvocations;
    /** Invocations at work by unqualified ARN. */
    readonly #concurrent = new Map<string, number>();

    constructor(world: World) {
        this.#world = world;
        this.#registry = new FunctionRegistry(world);
        this.#runner = new FunctionRunner(world);
        this.#async = new AsyncInvocations(
            world,
            this.#registry,
            this.#runner,
            (reference, payload, requestId) => this.#run(reference, payload, requestId),
        );
    }

    /** Where functions find this AWS, e.g. "http://localhost:41234"; needed before the first invocation. */
    setEndpoint(url: string): void {
        this.#runner.setEndpoint(url);
    }

    /** Answers the unqualified ARN, and the published version when `publish` is set, else "$LATEST". */
    createFunction(ctx: CallContext, fn: FunctionDefinition): { arn: string; version: string } {
        return this.#registry.create(ctx, fn);
    }

    /** Like createFunction; publishing what has not changed answers the version that exists. */
    updateFunction(
        ctx: CallContext,
        account: string,
        name: string,
        fn: FunctionDefinition,
    ): { arn: string; version: string } {
        return this.#registry.update(ctx, account, name, fn);
    }

    deleteFunction(account: string, name: string): void {
        this.#registry.delete(account, name);
    }

    putAlias(
        account: string,
        functionName: string,
        alias: string,
        version: string,
    ): { arn: string } {
        return this.#registry.putAlias(account, functionName, alias, version);
    }

    addPermission(
        account: string,
        functionName: string,
        qualifier: string | undefined,
        statement: Permission,
    ): void {
        this.#registry.addPermission(account, functionName, qualifier, statement);
    }

    removePermission(
        account: string,
        functionName: string,
        qualifier: string | undefined,
        sid: string,
    ): void {
        this.#registry.removePermission(account, functionName, qualifier, sid);
    }

    putEventInvokeConfig(
        account: string,
        functionName: string,
        qualifier: string,
        config: EventInvokeConfig,
    ): void {
        this.#registry.putEventInvokeConfig(account, functionName, qualifier, config);
    }

    async invoke(
        ctx: CallContext,
        functionArn: string,
        payload: unknown,
    ): ReturnType<LambdaApi["invoke"]> {
        const reference = this.authorized(ctx, functionArn);
        const executedVersion = this.versionOf(reference);
        return { ...(await this.run(reference, payload)), executedVersion };
    }

    invokeAsync(ctx: CallContext, functionArn: string, payload: unknown): Promise<void> {
        // The promise turns a refusal into a rejection, while the event is in the queue when this returns.
        return new Promise((resolve) => {
            this.enqueue(this.authorized(ctx, functionArn), payload);
            resolve();
        });
    }

    /** Synchronous invocation of a reference that `authorized` answered. */
    async run(
        reference: FunctionReference,
        payload: unknown,
    ): Promise<RunResult & { readonly requestId: string }> {
        const text = jsonText(payload, maxSyncPayloadBytes);
        const requestId = this.#world.ids.uuid();
        return { ...(await this.#run(reference, text, requestId)), requestId };
    }

    /** Asynchronous invocation of a reference that `authorized` answered. */
    enqueue(reference: FunctionReference, payload: unknown): void {
        const text = jsonText(payload, maxAsyncPayloadBytes);
        this.#registry.resolve(reference);
        this.#async.accept(reference, text, this.#world.ids.uuid());
    }

    /** Refuses, or answers whom the caller may invoke under the name it used. */
    authorized(ctx: CallContext, functionName: string, qualifier?: string): FunctionReference {
        const { principal } = ctx;
        const account = "account" in principal ? principal.account : undefined;
        const reference = functionReference(this.#world, functionName, account, qualifier);
        this.#world.authorize(ctx, {
            action: "lambda:InvokeFunction",
            resource: referenceArn(this.#world, reference),
            resourceAccount: reference.account,
            resourcePolicies: this.#registry.resourcePolicies(reference),
        });
        return reference;
    }

    /** Version that a reference stands for now. */
    versionOf(reference: FunctionReference): string {
        return this.#registry.resolve(reference).version;
    }

    /** Test lever: every asynchronous event runs twice at the same time, as at-least-once delivery may. */
    setDuplicateAsync(duplicate: boolean): void {
        this.#async.setDuplicate(duplicate);
    }

    /** Test lever: kills the function's processes that are at work; answers how many. */
    killRunning(account: string, name: string): Promise<number> {
        return this.#runner.killRunning(this.#bareArn(account, name));
    }

    /** Test lever: kills the function's process once, when it writes a line for which `when` is true. */
    killWhen(account: string, name: string, when: (line: string) => boolean): void {
        this.#runner.killWhen(this.#bareArn(account, name), when);
    }

    /** Test lever: ends idle processes, so that the next invocation of each function is a cold start. */
    coolDown(): Promise<void> {
        return this.#runner.coolDown();
    }

    async close(): Promise<void> {
        await this.#runner.close();
        this.#registry.close();
    }

    handle(request: HttpRequest, ctx: CallContext): Promise<HttpResponse> {
        return handleLambda(this.#world, this, request, ctx);
    }

    /** One invocation within the function's reserved concurrency, with its metrics. */
    async #run(
        reference: FunctionReference,
        payload: string,
        requestId: string,
    ): Promise<RunResult> {
        const version = this.#registry.resolve(reference);
        const arn = this.#bareArn(reference.account, reference.name);
        const running = this.#concurrent.get(arn) ?? 0;
        const reserved = this.#registry.reservedConcurrency(reference);
        if (reserved !== undefined && running >= reserved) {
            this.#count(reference, version.version, { Throttles: 1 });
            throw new AwsError("TooManyRequestsException", 429, "Rate Exceeded.", {
                Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
            });
        }
        this.#concurrent.set(arn, running + 1);
        try {
            const result = await this.#runner.run(version, reference, payload, requestId);
            const errors = result.functionError === undefined ? 0 : 1;
            this.#count(reference, version.version, {
                ...{ Invocations: 1, Errors: errors, Throttles: 0 },
            });
            return result;
        } finally {
            this.#concurrent.set(arn, (this.#concurrent.get(arn) ?? 1) - 1);
        }
    }

    /** Lambda's metrics of an invocation; no Duration, whose real milliseconds would differ from run to run. */
    #count(
        { account, name, qualifier }: FunctionReference,
        executedVersion: string,
        values: Readonly<Record<string, number>>,
    ): void {
        const resource = { FunctionName: name, Resource: `${name}:${qualifier}` };
        const isAlias = qualifier !== undefined && qualifier !== executedVersion;
        const sets: Record<string, string>[] = [
            { FunctionName: name },
            ...(qualifier === undefined ? [] : [resource]),
            ...(isAlias ? [{ ...resource, ExecutedVersion: executedVersion }] : []),
        ];
        const at = this.#world.clock.now();
        for (const dimensions of sets) {
            for (const [metric, value] of Object.entries(values)) {
                this.#world.cloudwatch.putMetric(account, {
                    ...{ namespace: "AWS/Lambda", name: metric, dimensions, value, at },
                    unit: "Count",
                });
            }
        }
    }

    #bareArn(account: string, name: string): string {
        return referenceArn(this.#world, { account, name, qualifier: undefined });
    }
}

function jsonText(payload: unknown, maxBytes: number): string {
    const text = JSON.stringify(payload ?? {});
    const bytes = Buffer.byteLength(text);
    if (bytes <= maxBytes) return text;
    throw new AwsError(
        "RequestEntityTooLargeException",
        413,
        `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation, got ${bytes}`,
    );
}
