import { AwsError, type CallContext, type Session, type World } from "../core/contracts";
import { FunctionProcess, type FunctionErrorBody, type ProcessOutcome } from "./functionProcess";
import { referenceArn, type FunctionReference } from "./functionReference";
import { assumeExecutionRole, type FunctionVersion } from "./functionRegistry";

/** What one invocation came to. */
export interface RunResult {
    readonly payload: unknown;
    /** "Unhandled" when the function failed. */
    readonly functionError?: string | undefined;
}

/** Largest synchronous request and response, in bytes (Lambda quotas). */
export const maxSyncPayloadBytes = 6_291_556;

/** Credentials are renewed when less than the function's timeout and this is left of them, in milliseconds. */
const renewalMargin = 600_000;

/** The execution environments of every function: starts, reuses and ends their processes, and writes their logs. */
export class FunctionRunner {
    readonly #world: World;
    /** Idle processes by version. */
    readonly #idle = new Map<FunctionVersion, FunctionProcess[]>();
    /** Processes at work, with their function's unqualified ARN. */
    readonly #busy = new Map<FunctionProcess, string>();
    readonly #sessions = new Map<FunctionVersion, Session>();
    readonly #killWhen = new Map<string, (line: string) => boolean>();
    #endpoint: string | undefined;

    constructor(world: World) {
        this.#world = world;
    }

    setEndpoint(url: string): void {
        this.#endpoint = url;
    }

    async run(
        version: FunctionVersion,
        reference: FunctionReference,
        payload: string,
        requestId: string,
    ): Promise<RunResult> {
        const { definition } = version;
        const session = this.#session(version);
        const process = this.#process(version);
        const bare = referenceArn(this.#world, { ...reference, qualifier: undefined });
        const lines = [`START RequestId: ${requestId} Version: ${version.version}`];
        this.#busy.set(process, bare);
        const started = performance.now();
        let outcome: ProcessOutcome;
        try {
            outcome = await process.invoke({
                payload,
                timeoutMilliseconds: definition.timeoutSeconds * 1000,
                virtualNow: this.#world.clock.now(),
                credentials: credentialVariables(session),
                context: {
                    awsRequestId: requestId,
                    functionName: definition.name,
                    functionVersion: version.version,
                    invokedFunctionArn: referenceArn(this.#world, reference),
                    memoryLimitInMB: String(definition.memoryMb),
                    logGroupName: logGroupOf(version),
                    logStreamName: process.logStream,
                },
                onLine: (line) => {
                    lines.push(line);
                    if (this.#killWhen.get(bare)?.(line) === true) {
                        this.#killWhen.delete(bare);
                        void process.kill();
                    }
                },
            });
        } finally {
            this.#busy.delete(process);
            if (!process.isDead) this.#idleOf(version).push(process);
        }
        const result = this.#result(version, requestId, outcome, lines);
        lines.push(`END RequestId: ${requestId}`);
        const milliseconds = performance.now() - started;
        lines.push(
            `REPORT RequestId: ${requestId}\tDuration: ${milliseconds.toFixed(2)} ms\t` +
                `Billed Duration: ${Math.ceil(milliseconds)} ms\tMemory Size: ${definition.memoryMb} MB`,
        );
        this.#log(version, session, process.logStream, lines);
        return result;
    }

    /** A call context of the function's role, for what Lambda does in its name. */
    roleContext(version: FunctionVersion): CallContext {
        return this.#contextOf(this.#session(version));
    }

    /** Kills every process of the function that is at work. */
    async killRunning(functionArn: string): Promise<number> {
        const running = [...this.#busy].filter(([, arn]) => arn === functionArn);
        await Promise.all(running.map(([process]) => process.kill()));
        return running.length;
    }

    /** Kills the function's process once, as soon as it writes a line for which `when` is true. */
    killWhen(functionArn: string, when: (line: string) => boolean): void {
        this.#killWhen.set(functionArn, when);
    }

    /** Ends idle processes, so that every next invocation is a cold start. */
    async coolDown(): Promise<void> {
        const idle = [...this.#idle.values()].flat();
        this.#idle.clear();
        await Promise.all(idle.map((process) => process.kill()));
    }

    async close(): Promise<void> {
        const busy = [...this.#busy.keys()];
        await Promise.all([this.coolDown(), ...busy.map((process) => process.kill())]);
    }

    #process(version: FunctionVersion): FunctionProcess {
        const idle = this.#idleOf(version);
        for (let process = idle.pop(); process !== undefined; process = idle.pop()) {
            if (!process.isDead) return process;
        }
        const { definition } = version;
        const { clock, ids, region } = this.#world;
        const day = clock.date().toISOString().slice(0, 10).replaceAll("-", "/");
        const logStream = `${day}/[${version.version}]${ids.hex(32)}`;
        if (this.#endpoint === undefined) {
            throw new Error(
                `function ${definition.name}: no endpoint to call AWS at; start the server and call setEndpoint(url) first`,
            );
        }
        return new FunctionProcess({
            nodeBinary: version.nodeBinary,
            taskRoot: version.taskRoot,
            handler: definition.handler,
            memoryMb: definition.memoryMb,
            logStream,
            environment: {
                ...definition.environment,
                ...credentialVariables(this.#session(version)),
                _HANDLER: definition.handler,
                AWS_REGION: region,
                AWS_DEFAULT_REGION: region,
                AWS_ENDPOINT_URL: this.#endpoint,
                AWS_EC2_METADATA_DISABLED: "true",
                AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
                AWS_LAMBDA_FUNCTION_NAME: definition.name,
                AWS_LAMBDA_FUNCTION_VERSION: version.version,
                AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
                AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
                AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(version),
                AWS_LAMBDA_LOG_STREAM_NAME: logStream,
                LAMBDA_TASK_ROOT: version.taskRoot,
                LANG: "en_US.UTF-8",
                TZ: "UTC",
            },
        });
    }

    #result(
        { definition }: FunctionVersion,
        requestId: string,
        outcome: ProcessOutcome,
        lines: string[],
    ): RunResult {
        const failed = (error: FunctionErrorBody): RunResult => ({
            payload: error,
            functionError: "Unhandled",
        });
        switch (outcome.kind) {
            case "result": {
                const bytes = Buffer.byteLength(outcome.payload);
                if (bytes > maxSyncPayloadBytes) {
                    return failed({
                        errorType: "Function.ResponseSizeTooLarge",
                        errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxSyncPayloadBytes} bytes).`,
                    });
                }
                return { payload: JSON.parse(outcome.payload) as unknown };
            }
            case "error":
                return failed(outcome.error);
            case "timeout": {
                const what = `Task timed out after ${definition.timeoutSeconds.toFixed(2)} seconds`;
                lines.push(`${this.#world.clock.date().toISOString()} ${requestId} ${what}`);
                return failed({
                    errorType: "Sandbox.Timedout",
                    errorMessage: `RequestId: ${requestId} Error: ${what}`,
                });
            }
            case "exit": {
                const what = `Error: Runtime exited with error: ${outcome.reason}`;
                lines.push(`RequestId: ${requestId} ${what}`);
                return failed({
                    errorType: "Runtime.ExitError",
                    errorMessage: `RequestId: ${requestId} ${what}`,
                });
            }
        }
    }

    /** As the function's role. A role that may not write logs loses them, and the invocation goes on, as on AWS. */
    #log(version: FunctionVersion, session: Session, stream: string, lines: string[]): void {
        const { account } = version.definition;
        const ctx = this.#contextOf(session);
        try {
            this.#world.logs.write(ctx, account, logGroupOf(version), stream, lines);
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
        }
    }

    #session(version: FunctionVersion): Session {
        const { definition } = version;
        const known = this.#sessions.get(version);
        const needed = this.#world.clock.now() + definition.timeoutSeconds * 1000 + renewalMargin;
        if (known !== undefined && known.expiresAt > needed) return known;
        const session = assumeExecutionRole(this.#world, definition);
        this.#sessions.set(version, session);
        return session;
    }

    #contextOf({ principal }: Session): CallContext {
        const { region, ids } = this.#world;
        return { principal, region, requestId: ids.requestId(), secure: true };
    }

    #idleOf(version: FunctionVersion): FunctionProcess[] {
        const idle = this.#idle.get(version) ?? [];
        this.#idle.set(version, idle);
        return idle;
    }
}

const logGroupOf = ({ definition }: FunctionVersion): string =>
    definition.logGroup ?? `/aws/lambda/${definition.name}`;

/**
 * AWS_CREDENTIAL_EXPIRATION is not set on AWS, where an environment ends before its credentials do. Here a process
 * outlives them in virtual time, and the variable makes SDK clients read the renewed ones.
 */
function credentialVariables(session: Session): Record<string, string> {
    return {
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken,
        AWS_CREDENTIAL_EXPIRATION: new Date(session.expiresAt).toISOString(),
    };
}
