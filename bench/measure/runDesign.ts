/** Runs one design as a process of its own, pinned to one core, and says what it cost. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";

export interface Cost {
    readonly wallSeconds: number;
    /** User and system time. */
    readonly cpuSeconds: number;
    /** Largest resident set, in MB (10^6 bytes). */
    readonly rssMb: number;
    /** What the design printed. */
    readonly printed: string;
}

export interface Command {
    readonly program: string;
    readonly args: readonly string[];
}

/** GNU time: the only one of the usual tools that tells the largest resident set of any program. */
const gnuTime = "/usr/bin/time";

/**
 * @param folder emptied first; for what the design writes
 * @throws Error with the design's own words when it fails, or when taskset or GNU time are missing
 */
export function runDesign(name: string, command: Command, core: number, folder: string): Cost {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const timing = path.join(path.dirname(folder), "timing.txt");
    const run = spawnSync(
        "taskset",
        [
            "-c",
            String(core),
            gnuTime,
            "-f",
            "%e %U %S %M",
            "-o",
            timing,
            command.program,
            ...command.args,
        ],
        { encoding: "utf8", maxBuffer: 1024 * 1024, stdio: ["ignore", "pipe", "pipe"] },
    );
    if (run.error !== undefined)
        throw new Error(`the bench needs taskset (util-linux): ${run.error.message}`);
    if (run.status !== 0)
        throw new Error(
            `design "${name}" must end with 0, got ${String(run.status)}: ${run.stderr.slice(0, 2000)}` +
                (run.stderr.includes(gnuTime) ? "; the bench needs GNU time (package time)" : ""),
        );
    const [wall, user, system, kibibytes] = readFileSync(timing, "utf8")
        .trim()
        .split(" ")
        .map(Number);
    return {
        wallSeconds: wall ?? NaN,
        cpuSeconds: (user ?? NaN) + (system ?? NaN),
        rssMb: ((kibibytes ?? NaN) * 1024) / 1e6,
        printed: run.stdout,
    };
}
