/** Writes a bench inventory: --rows 1000000 --out FILE [--shape bench|adversarial] [--seed 1]. */
import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { adversarialRows } from "./adversarialRows";
import { generateRows } from "./benchRows";
import { benchLine, quotedLine, writeCsvFile } from "./csvFile";

function* linesOf(shape: string, seed: number, count: number): Generator<string> {
    switch (shape) {
        case "bench":
            for (const row of generateRows(seed, count)) yield benchLine(row);
            return;
        case "adversarial": {
            const half = Math.ceil(count / 2);
            for (const row of adversarialRows(seed, half, { commas: false })) yield quotedLine(row);
            for (const row of adversarialRows(seed + 1, count - half, { commas: true }))
                yield quotedLine(row);
            return;
        }
        default:
            throw new Error(`--shape must be bench or adversarial, got "${shape}"`);
    }
}

function wholeNumber(name: string, text: string): number {
    if (!/^\d{1,12}$/.test(text))
        throw new Error(`--${name} must be a whole number, got "${text}"`);
    return Number(text);
}

async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            rows: { type: "string", default: "1000000" },
            out: { type: "string" },
            shape: { type: "string", default: "bench" },
            seed: { type: "string", default: "1" },
        },
    });
    if (values.out === undefined) throw new Error("--out must name the file to write, got none");
    const rows = wholeNumber("rows", values.rows);
    const lines = linesOf(values.shape, wholeNumber("seed", values.seed), rows);
    const bytes = await writeCsvFile(values.out, lines);
    console.log(JSON.stringify({ rows, bytes, gzipBytes: statSync(values.out).size }));
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
