/**
 * npm run bench -- [--rows 1000000] [--rounds 5] [--core 1] [--only csv-ts,zcat] [--update]
 *
 * Measures the scanners against what others do with the same file, pinned to one core, one process per measurement, in
 * interleaved rounds; all ratios are of one run. Prints the table, writes bench/results/newest.json with --update, and
 * puts the table into the README then. Fails when outputs differ; a missed goal is said, and is no failure of the run.
 */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { bundleDesigns } from "./measure/bundleDesigns";
import { dataFiles } from "./measure/dataFiles";
import {
    measuredDesigns,
    type DataFile,
    type DataFormat,
    type MeasuredDesign,
} from "./measure/designs";
import { goals } from "./measure/goals";
import { outputOf, type Output } from "./measure/outputs";
import { runDesign, type Cost } from "./measure/runDesign";
import { judge, markdown, type Judged, type Measured } from "./measure/table";
import { replaceSection } from "./measure/replaceSection";

const root = path.resolve(__dirname, "..");
const slowRounds = 3;

const say = (what: string): void => {
    process.stderr.write(`${what}\n`);
};

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            rows: { type: "string", default: "1000000" },
            rounds: { type: "string", default: "5" },
            core: { type: "string", default: String(Math.min(1, os.cpus().length - 1)) },
            only: { type: "string" },
            update: { type: "boolean", default: false },
        },
    });
    const [rows, rounds, core] = [
        wholeNumber("rows", values.rows),
        wholeNumber("rounds", values.rounds),
        wholeNumber("core", values.core),
    ];
    if (rows < 1 || rounds < 1)
        throw new Error(`--rows and --rounds must be 1 or more, got ${rows} and ${rounds}`);
    if (core >= os.cpus().length)
        throw new Error(
            `--core must be one of this machine's, 0 to ${os.cpus().length - 1}, got ${core}`,
        );
    if (values.update && (rows < 1_000_000 || values.only !== undefined))
        throw new Error(
            "--update writes the README's figures: it needs all designs and at least 1,000,000 rows",
        );
    if (rows < 1_000_000)
        say("the goals are meant for 1,000,000 rows: with fewer, the start of a process decides");
    const bundles = await bundleDesigns();
    const files = await dataFiles(rows, 1, say);
    const only = values.only?.split(",");
    const designs = measuredDesigns(bundles).filter(({ name }) => only?.includes(name) ?? true);
    if (designs.length === 0)
        throw new Error(`--only must name designs, got "${values.only ?? ""}"`);

    // On a memory file system, so that no disk is in what is measured.
    const scratch = path.join("/dev/shm", `archival-bench-${process.pid}`);
    const costs = new Map<string, Cost[]>(designs.map(({ name }) => [name, []]));
    const outputs = new Map<string, Output>();
    try {
        for (let round = 0; round < rounds; round++)
            for (const design of designs) {
                if (design.isSlow === true && round >= slowRounds) continue;
                const file = files[design.reads];
                const folder = path.join(scratch, "out");
                say(`round ${round + 1} of ${rounds}: ${design.name}`);
                const cost = runDesign(design.name, design.command(file, folder), core, folder);
                costs.get(design.name)?.push(cost);
                if (round === 0) outputs.set(design.name, outputOf(folder));
            }
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
    const measured = designs.map((design): Measured => ({
        design,
        costs: costs.get(design.name) ?? [],
    }));
    compareOutputs(designs, outputs, measured);
    const judged = judge(goals, measured);
    const text = markdown(measured, judged);
    console.log(`\n${machine()}; ${rows} rows, ${rounds} rounds\n\n${text}\n`);
    if (values.update) keep({ rows, rounds, measured, judged, text, outputs, files });
}

/** Every design must have selected the same rows, and ours must have written the same bytes. */
function compareOutputs(
    designs: readonly MeasuredDesign[],
    outputs: ReadonlyMap<string, Output>,
    measured: readonly Measured[],
): void {
    const writers = designs.filter(({ name }) => name !== "zcat" && name !== "gunzip");
    const counts = new Set(writers.map(({ name }) => outputs.get(name)?.rows.join(" ")));
    if (counts.size > 1)
        throw new Error(
            `designs must select the same rows, got ${writers.map(({ name }) => `${name}: ${outputs.get(name)?.rows.join(" ") ?? ""}`).join("; ")}`,
        );
    const digests = new Set(
        writers.filter(({ isOurs }) => isOurs).map(({ name }) => outputs.get(name)?.digest),
    );
    if (digests.size > 1)
        throw new Error(
            "our designs must write the same manifests, whatever the format; they differ",
        );
    const ours = measured.find(({ design }) => design.name === "csv-ts")?.costs[0]?.printed.trim();
    say(
        `all designs selected ${[...counts][0] ?? "nothing"} rows per tier; ours wrote the same bytes${ours === undefined ? "" : `: ${ours}`}`,
    );
}

function machine(): string {
    const [cpu] = os.cpus();
    return `${cpu?.model.trim() ?? "unknown CPU"}, ${os.cpus().length} cores, ${os.arch()}, Node ${process.version}, one core used`;
}

interface Kept {
    readonly rows: number;
    readonly rounds: number;
    readonly measured: readonly Measured[];
    readonly judged: readonly Judged[];
    readonly text: string;
    readonly outputs: ReadonlyMap<string, Output>;
    readonly files: Readonly<Record<DataFormat, DataFile>>;
}

function keep({ rows, rounds, measured, judged, text, outputs, files }: Kept): void {
    const results = path.join(root, "bench", "results");
    mkdirSync(results, { recursive: true });
    const at = new Date().toISOString();
    writeFileSync(
        path.join(results, "newest.json"),
        `${JSON.stringify(
            {
                at,
                machine: machine(),
                rows,
                rounds,
                fileBytes: Object.fromEntries(
                    Object.entries(files).map(([format, file]) => [
                        format,
                        statSync(file.path).size,
                    ]),
                ),
                designs: measured.map(({ design, costs }) => ({
                    name: design.name,
                    title: design.title,
                    reads: design.reads,
                    selected: outputs.get(design.name)?.rows,
                    runs: costs.map(({ wallSeconds, cpuSeconds, rssMb }) => ({
                        wallSeconds,
                        cpuSeconds: round3(cpuSeconds),
                        rssMb: round3(rssMb),
                    })),
                })),
                goals: judged.map(({ goal, value, isMet }) => ({
                    ...goal,
                    measured: value,
                    isMet,
                })),
            },
            undefined,
            2,
        )}\n`,
    );
    const readme = path.join(root, "README.md");
    const shown = `${machine()}; ${rows} rows, medians of ${rounds} rounds, ${at.slice(0, 10)}.\n\n${text}`;
    writeFileSync(readme, replaceSection(readFileSync(readme, "utf8"), "bench", shown));
}

const round3 = (value: number): number => Math.round(value * 1000) / 1000;

function wholeNumber(name: string, text: string): number {
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, got "${text}"`);
    return Number(text);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
