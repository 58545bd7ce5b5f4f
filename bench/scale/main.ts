/**
 * npm run bench:scale -- [--files 10000] [--rows-per-file 1000000] [--concurrency 100,779]
 *
 * Simulates the scan of a very large inventory with the figures of the newest bench. Nothing is run on AWS: what is
 * measured, published and assumed is printed first.
 */
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { maxShardsOfDefaultQuota } from "../../model/scale/functionLimits";
import { defaultScaleOut } from "../../model/scale/scaleOut";
import { median } from "../measure/statistics";
import { assumptions, values } from "./assumptions";
import { simulateInventory, type SimulatedInventory } from "./simulateInventory";

const root = path.resolve(__dirname, "..", "..");
const newest = path.join(root, "bench", "results", "newest.json");

interface Newest {
    readonly at: string;
    readonly machine: string;
    readonly rows: number;
    readonly fileBytes: Readonly<Record<string, number>>;
    readonly designs: readonly {
        readonly name: string;
        readonly runs: readonly { readonly cpuSeconds: number; readonly rssMb: number }[];
    }[];
}

function main(): void {
    const { values: options } = parseArgs({
        options: {
            files: { type: "string", default: "10000" },
            "rows-per-file": { type: "string", default: "1000000" },
            concurrency: {
                type: "string",
                default: `${defaultScaleOut.maxConcurrency},${maxShardsOfDefaultQuota}`,
            },
        },
    });
    if (!existsSync(newest))
        throw new Error(`${newest} not found; run "npm run bench -- --update" first`);
    const bench = JSON.parse(readFileSync(newest, "utf8")) as Newest;
    const product = bench.designs.find(({ name }) => name === "csv-wasm-md5");
    if (product === undefined) throw new Error("the newest bench must have csv-wasm-md5, got none");
    const files = whole("files", options.files);
    const rowsPerFile = whole("rows-per-file", options["rows-per-file"]);
    const scale = rowsPerFile / bench.rows;
    const cpuSecondsPerFile = median(product.runs.map(({ cpuSeconds }) => cpuSeconds)) * scale;
    const bytesPerFile = (bench.fileBytes["csv"] ?? NaN) * scale;

    console.log(
        `${number(files * rowsPerFile)} objects in ${number(files)} files of ${number(bytesPerFile / 1e6)} MB, ` +
            `${cpuSecondsPerFile.toFixed(2)} CPU s a file (bench of ${bench.at.slice(0, 10)}, ${bench.machine})\n`,
    );
    console.log("what it rests on:");
    for (const [name, { value, unit, basis, source }] of Object.entries(assumptions))
        console.log(`  ${basis.padEnd(9)} ${name} = ${value} ${unit}: ${source}`);
    for (const concurrency of options.concurrency
        .split(",")
        .map((text) => whole("concurrency", text)))
        print(
            concurrency,
            simulateInventory(
                {
                    files,
                    rowsPerFile,
                    bytesPerFile,
                    cpuSecondsPerFile,
                    rssMb: Math.max(...product.runs.map(({ rssMb }) => rssMb)),
                    concurrency,
                    maxRowsPerJob: defaultScaleOut.maxRowsPerJob,
                    tiers: 4,
                },
                values(),
            ),
        );
}

function print(concurrency: number, result: SimulatedInventory): void {
    const { map, usd } = result;
    console.log(`\nmaxConcurrency ${concurrency}: ${result.plan}`);
    if (result.plan.startsWith("refused")) return;
    console.log(
        `  map          ${duration(map.wallSeconds)} wall, ${duration(map.functionSeconds)} of functions, slowest shard ${map.slowestShardSeconds.toFixed(1)} s`,
    );
    console.log(
        `  conclusion   ${duration(result.concludeSeconds)} reading results, ${duration(result.joinSeconds)} joining, ${duration(result.startSeconds)} creating ${number(result.jobs)} jobs for ${number(result.selectedRows)} rows`,
    );
    console.log(
        `  cost of the scan alone, without jobs and copies: $${usd.total.toFixed(2)}: functions ${usd.functions.toFixed(2)}, state machine ${usd.stateMachine.toFixed(2)}, requests ${usd.requests.toFixed(2)}`,
    );
    console.log("  limits, nearest first:");
    for (const { name, used, limit, unit, then } of result.limits)
        console.log(
            `    ${((100 * used) / limit).toFixed(1).padStart(6)} %  ${name}: ${number(used)} of ${number(limit)} ${unit}; past it ${then}`,
        );
}

const number = (value: number): string =>
    value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 });

function duration(seconds: number): string {
    if (seconds < 120) return `${seconds.toFixed(1)} s`;
    if (seconds < 7200) return `${(seconds / 60).toFixed(1)} min`;
    return `${(seconds / 3600).toFixed(1)} h`;
}

function whole(name: string, text: string): number {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > 1e9)
        throw new Error(`--${name} must be a whole number from 1 to 10^9, got "${text}"`);
    return value;
}

try {
    main();
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
