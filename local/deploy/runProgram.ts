import { spawn } from "node:child_process";
import * as path from "node:path";
import type { ApplyResource, RegisteredResource } from "./resource";
import { type MonitorResult, startResourceMonitor } from "./resourceMonitor";

/** The program did not end well; `message` holds what it said to its user. */
export class ProgramFailed extends Error {
    readonly result: MonitorResult;
    constructor(message: string, result: MonitorResult) {
        super(message);
        this.name = "ProgramFailed";
        this.result = result;
    }
}

export interface ProgramRun {
    /** Folder with Pulumi.yaml. */
    readonly projectDirectory: string;
    /** `main` of Pulumi.yaml. */
    readonly main: string;
    readonly project: string;
    readonly stack: string;
    /** Keys with namespace ("archival:buckets"), values as text or JSON text, as the engine hands them over. */
    readonly config: Readonly<Record<string, string>>;
    readonly apply: ApplyResource;
    readonly onResource?: ((resource: RegisteredResource) => void) | undefined;
}

/**
 * Runs the unchanged Pulumi program in its own process, as the Node.js language host does, against our monitor.
 * Throws ProgramFailed when it exits non-zero or logs an error.
 */
export async function runProgram(run: ProgramRun): Promise<MonitorResult> {
    const monitor = await startResourceMonitor(run);
    try {
        const main = path.join(run.projectDirectory, run.main);
        const child = spawn(
            process.execPath,
            [
                require.resolve("@pulumi/pulumi/cmd/run"),
                `--monitor=${monitor.address}`,
                `--engine=${monitor.address}`,
                `--project=${run.project}`,
                `--stack=${run.stack}`,
                "--organization=organization",
                "--parallel=16",
                `--pwd=${main}`,
                ".",
            ],
            {
                cwd: main,
                stdio: ["ignore", "pipe", "pipe"],
                env: {
                    PATH: process.env["PATH"],
                    HOME: process.env["HOME"],
                    PULUMI_NODEJS_TYPESCRIPT: "true",
                    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
                    PULUMI_CONFIG: JSON.stringify(run.config),
                    PULUMI_CONFIG_SECRET_KEYS: "[]",
                },
            },
        );
        let printed = "";
        child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
        const code = await new Promise<number | null>((resolve, reject) => {
            child.once("error", reject);
            child.once("close", resolve);
        });
        const result = monitor.result();
        const errors = result.log.filter(({ severity }) => severity === "error");
        if (code !== 0 || errors.length > 0) {
            const said = [...new Set([...errors.map(({ message }) => message), printed.trim()])];
            throw new ProgramFailed(
                `the program ended with code ${String(code)}:\n${said.filter(Boolean).join("\n")}`,
                result,
            );
        }
        return result;
    } finally {
        monitor.close();
    }
}
