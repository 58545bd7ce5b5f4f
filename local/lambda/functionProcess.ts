import { spawn, type ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { join } from "node:path";
import { OutputLines } from "./outputLines";

/** How to start a function's process. */
export interface ProcessOptions {
    readonly nodeBinary: string;
    readonly taskRoot: string;
    readonly handler: string;
    readonly memoryMb: number;
    /** The whole environment but PATH and NODE_OPTIONS. */
    readonly environment: Readonly<Record<string, string>>;
    readonly logStream: string;
}

/** An error as Lambda answers it. */
export interface FunctionErrorBody {
    readonly errorType: string;
    readonly errorMessage: string;
    readonly trace?: readonly string[] | undefined;
}

export type ProcessOutcome =
    | { readonly kind: "result"; readonly payload: string }
    | { readonly kind: "error"; readonly error: FunctionErrorBody }
    | { readonly kind: "timeout" }
    | { readonly kind: "exit"; readonly reason: string };

export interface ProcessInvocation {
    /** JSON text of the event. */
    readonly payload: string;
    readonly context: Readonly<Record<string, string>> & { readonly awsRequestId: string };
    readonly timeoutMilliseconds: number;
    /** Virtual time that the process shall believe in. */
    readonly virtualNow: number;
    /** Environment variables that change between invocations: the role's credentials. */
    readonly credentials: Readonly<Record<string, string>>;
    readonly onLine: (line: string) => void;
}

type ChildMessage =
    | { readonly type: "ready" }
    | { readonly type: "result"; readonly payload: string }
    | { readonly type: "initError" | "error"; readonly error: FunctionErrorBody };

const childFolder = join(__dirname, "child");

/** One execution environment of a function: a Node process that handles one invocation at a time and is reused. */
export class FunctionProcess {
    readonly logStream: string;
    readonly #options: ProcessOptions;
    readonly #child: ChildProcess;
    readonly #stdout: OutputLines;
    readonly #stderr: OutputLines;
    readonly #exited: Promise<string>;
    #onLine: (line: string) => void = () => undefined;
    #onMessage: (message: ChildMessage) => void = () => undefined;
    #loaded = false;
    #dead = false;
    #invocations = 0;

    constructor(options: ProcessOptions) {
        this.#options = options;
        this.logStream = options.logStream;
        this.#stdout = new OutputLines((line) => {
            this.#onLine(line);
        });
        this.#stderr = new OutputLines((line) => {
            this.#onLine(line);
        });
        this.#child = spawn(
            options.nodeBinary,
            [
                // As Lambda's runtime does, so that a function that needs more memory than it has fails.
                `--max-old-space-size=${Math.floor(options.memoryMb * 0.9)}`,
                join(childFolder, "bootstrap.cjs"),
            ],
            {
                cwd: options.taskRoot,
                stdio: ["ignore", "pipe", "pipe", "ipc"],
                env: {
                    ...options.environment,
                    PATH: process.env["PATH"] ?? "",
                    NODE_OPTIONS: `--require ${JSON.stringify(join(childFolder, "preload.cjs"))}`,
                },
            },
        );
        this.#exited = new Promise((resolve) => {
            this.#child.on("error", (error) => {
                resolve(`could not start: ${error.message}`);
            });
            // "close" comes after the last output, unlike "exit".
            this.#child.on("close", (code, signal) => {
                resolve(signal === null ? `exit status ${code}` : `signal: ${signal}`);
            });
        });
        void this.#exited.then(() => {
            this.#dead = true;
            this.#stdout.end();
            this.#stderr.end();
        });
        this.#child.on("message", (message) => {
            this.#onMessage(message as ChildMessage);
        });
        this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
            this.#stdout.push(text);
        });
        this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
            this.#stderr.push(text);
        });
    }

    get isDead(): boolean {
        return this.#dead;
    }

    /** Handles one event. Never throws for what the function does; a process that timed out or ended is dead after. */
    async invoke(invocation: ProcessInvocation): Promise<ProcessOutcome> {
        const { payload, context, timeoutMilliseconds, virtualNow, credentials } = invocation;
        this.#onLine = invocation.onLine;
        this.#keepAlive(true);
        let timer: NodeJS.Timeout | undefined;
        // Real time: the function's own work really takes it, and virtual time runs along inside the process.
        const timeout = new Promise<ProcessOutcome>((resolve) => {
            timer = setTimeout(() => {
                resolve({ kind: "timeout" });
            }, timeoutMilliseconds);
        });
        const exit = this.#exited.then((reason): ProcessOutcome => ({ kind: "exit", reason }));
        const deadline = performance.now() + timeoutMilliseconds;
        const work = async (): Promise<ProcessOutcome> => {
            const failed = await this.#load(virtualNow);
            if (failed !== undefined) return { kind: "error", error: failed };
            this.#invocations += 1;
            const marker = `\u0000end of ${context.awsRequestId} ${this.#invocations}\u0000\n`;
            const written = [this.#stdout.waitFor(marker), this.#stderr.waitFor(marker)];
            const answer = await this.#exchange({
                type: "invoke",
                payload,
                context,
                virtualNow,
                credentials,
                marker,
                remainingMilliseconds: deadline - performance.now(),
            });
            await Promise.all(written);
            return answer.type === "result"
                ? { kind: "result", payload: answer.payload }
                : { kind: "error", error: errorOf(answer) };
        };
        try {
            const outcome = await Promise.race([work(), timeout, exit]);
            if (outcome.kind === "timeout") await this.kill();
            return outcome;
        } finally {
            clearTimeout(timer);
            this.#onLine = () => undefined;
            this.#onMessage = () => undefined;
            if (!this.#dead) this.#keepAlive(false);
        }
    }

    /** Ends the process at once, as a crash of the execution environment would; resolves when it is gone. */
    async kill(): Promise<void> {
        this.#dead = true;
        this.#child.kill("SIGKILL");
        await this.#exited;
    }

    /** Loads the handler the first time; answers what went wrong. */
    async #load(virtualNow: number): Promise<FunctionErrorBody | undefined> {
        if (this.#loaded) return undefined;
        const { handler, taskRoot } = this.#options;
        const answer = await this.#exchange({ type: "init", handler, taskRoot, virtualNow });
        this.#loaded = answer.type === "ready";
        if (this.#loaded) return undefined;
        void this.kill();
        return errorOf(answer);
    }

    #exchange(message: Record<string, unknown>): Promise<ChildMessage> {
        return new Promise((resolve) => {
            this.#onMessage = resolve;
            // A channel that is closed already shows as the exit of the process.
            this.#child.send(message, () => undefined);
        });
    }

    /** An idle process must not keep the program alive. */
    #keepAlive(alive: boolean): void {
        const method = alive ? "ref" : "unref";
        this.#child[method]();
        this.#child.channel?.[method]();
        for (const stream of [this.#child.stdout, this.#child.stderr]) {
            (stream as Socket | null)?.[method]();
        }
    }
}

const errorOf = (message: ChildMessage): FunctionErrorBody =>
    "error" in message
        ? message.error
        : { errorType: "Runtime.Unknown", errorMessage: `unexpected answer ${message.type}` };
