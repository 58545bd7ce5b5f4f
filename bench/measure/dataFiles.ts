/** The bench's data files: generated once into a cache, the same for a given number of rows and seed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import * as path from "node:path";
import { pythonWithArrow } from "../../tools/python";
import { generateRows } from "../generate/benchRows";
import { benchLine, writeCsvFile } from "../generate/csvFile";
import type { DataFile, DataFormat } from "./designs";

const root = path.resolve(__dirname, "..", "..");

function* lines(rows: number, seed: number): Generator<string> {
    for (const row of generateRows(seed, rows)) yield benchLine(row);
}

/** @param say told what takes time. */
export async function dataFiles(
    rows: number,
    seed: number,
    say: (what: string) => void,
): Promise<Readonly<Record<DataFormat, DataFile>>> {
    const folder = path.join(root, ".cache", "bench", `rows-${rows}-seed-${seed}`);
    mkdirSync(folder, { recursive: true });
    const csv = path.join(folder, "inventory.csv.gz");
    const parquet = path.join(folder, "inventory.parquet");
    const orc = path.join(folder, "inventory.orc");
    if (!existsSync(csv)) {
        say(`generating ${rows} rows as CSV (gzip -6)`);
        await writeCsvFile(`${csv}.part`, lines(rows, seed));
        renameSync(`${csv}.part`, csv);
    }
    if (!existsSync(orc) || !existsSync(parquet)) {
        say("writing the same rows as Parquet and ORC (pyarrow)");
        const python = pythonWithArrow();
        const run = spawnSync(
            python,
            [
                path.join(root, "bench", "generate", "columnar.py"),
                csv,
                `${parquet}.part`,
                `${orc}.part`,
            ],
            { encoding: "utf8" },
        );
        if (run.status !== 0) throw new Error(`columnar.py failed: ${run.stderr}`);
        renameSync(`${parquet}.part`, parquet);
        renameSync(`${orc}.part`, orc);
    }
    return { csv: fileOf(csv), parquet: fileOf(parquet), orc: fileOf(orc) };
}

const fileOf = (file: string): DataFile => ({
    path: file,
    md5: createHash("md5").update(readFileSync(file)).digest("hex"),
});
