/**
 * Random inventories written by pyarrow in Parquet and ORC (and as S3's CSV), read by our readers, row by row against
 * csv-parse and csvRowDecoder; pyarrow's own reading is compared with the rows when they are written. Then files of
 * the local AWS's writers, read by pyarrow. Prints the seed first: the same seed makes the same files.
 *
 * npm run test:differential [-- <seed> <sets>]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { pythonWithArrow } from "../../tools/python";
import { parsedRows, type RowText } from "../runtime/shard/csv/scannedRows";
import { writeOwnFiles } from "./ownFiles";
import { randomSets, runScript, sourceBucket, type RandomSet } from "./randomSets";
import { readersOf } from "./readRows";

interface Tally {
    rows: number;
    files: number;
}

interface Totals {
    readonly readers: Map<string, Tally>;
    differences: number;
}

const maxShown = 20;

async function main(seed: string, sets: string): Promise<void> {
    console.log(`seed ${seed}, ${sets} sets`);
    const python = pythonWithArrow();
    const folder = mkdtempSync(join(tmpdir(), "differential-"));
    console.log(`pyarrow: ${runScript(python, "randomInventories.py", folder, seed, sets).trim()}`);
    const totals: Totals = { readers: new Map(), differences: 0 };
    for (const set of randomSets(folder)) {
        await compareSet(set, totals);
        writeOwnFiles(set);
    }
    for (const [reader, { rows, files }] of totals.readers)
        console.log(`${reader}: ${rows} rows of ${files} files`);
    const own = JSON.parse(runScript(python, "checkOwnFiles.py", folder)) as Tally;
    console.log(
        `our ORC and Parquet writers, read by pyarrow: ${own.rows} rows of ${own.files} files`,
    );
    const all = [...totals.readers.values(), own];
    const rows = all.reduce((sum, each) => sum + each.rows, 0);
    const files = all.reduce((sum, each) => sum + each.files, 0);
    console.log(`${rows} rows of ${files} files compared, ${totals.differences} differences`);
    if (totals.differences > 0 || rows === 0) {
        console.log(
            `the files stay in ${folder}; npm run test:differential -- ${seed} ${sets} makes them again`,
        );
        process.exitCode = 1;
        return;
    }
    rmSync(folder, { recursive: true });
}

async function compareSet(set: RandomSet, totals: Totals): Promise<void> {
    const columns = set.columns.map(({ name }) => name);
    const contextOf = (fileKey: string) => ({ fileKey, columns, sourceBucket });
    const csv = gunzipSync(readFileSync(join(set.folder, "rows.csv.gz")));
    const expected = parsedRows(csv, contextOf("rows.csv.gz"));
    if (expected.length !== set.rows.length)
        throw new Error(
            `${set.folder}: csv-parse must find ${set.rows.length} rows, got ${expected.length}`,
        );
    for (const { path, format, options } of set.files) {
        const bytes = readFileSync(path);
        for (const [reader, read] of Object.entries(readersOf[format])) {
            const tally = totals.readers.get(reader) ?? { rows: 0, files: 0 };
            totals.readers.set(reader, tally);
            tally.files++;
            tally.rows += expected.length;
            let rows: readonly RowText[];
            try {
                rows = await read(bytes, contextOf(path));
            } catch (error) {
                rows = [];
                console.log(String(error));
            }
            const wrong = differences(expected, rows);
            if (wrong.length === 0) continue;
            totals.differences += wrong.length;
            console.log(
                `${reader}, ${path}, ${JSON.stringify(options)}: ${wrong.length} rows differ`,
            );
            if (totals.differences > maxShown) continue;
            for (const row of wrong.slice(0, 3))
                console.log(`  row ${row}\n    must be ${expected[row]}\n    got     ${rows[row]}`);
        }
    }
}

function differences(expected: readonly RowText[], rows: readonly RowText[]): number[] {
    const wrong: number[] = [];
    for (let row = 0; row < Math.max(expected.length, rows.length); row++)
        if (expected[row] !== rows[row]) wrong.push(row);
    return wrong;
}

const [, , seed = String(Date.now() % 1_000_000), sets = "18"] = process.argv;
main(seed, sets).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
