/** Random inventories made by tools/fixtures/python/randomInventories.py. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { columnDefinitions, type ColumnDefinition } from "../../model/inventory/columnDefinitions";
import type { InventoryFormat } from "../../model/inventory/inventoryManifest";
import type { ListedRow } from "../runtime/shard/parquet/listedRows";

const scripts = join(__dirname, "..", "..", "tools", "fixtures", "python");
/** The bucket of the rows, as rows.py has it. */
export const sourceBucket = "acme-fixtures";

export interface RandomFile {
    readonly path: string;
    readonly format: InventoryFormat;
    /** What the writer was told, for a person. */
    readonly options: unknown;
}

export interface RandomSet {
    readonly folder: string;
    readonly columns: readonly ColumnDefinition[];
    readonly rows: readonly ListedRow[];
    readonly files: readonly RandomFile[];
}

interface ListedSet {
    readonly folder: string;
    readonly columns: readonly string[];
    readonly files: readonly {
        readonly name: string;
        readonly format: InventoryFormat;
        readonly options: unknown;
    }[];
}

/** Runs a script of tools/fixtures/python; its output. Throws Error with what it printed when it fails. */
export function runScript(python: string, script: string, ...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(python, [join(scripts, script), ...args], {
        encoding: "utf8",
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    if (status !== 0) throw new Error(`${script} ${args.join(" ")}: ${stderr || stdout}`);
    return stdout;
}

export function* randomSets(folder: string): Generator<RandomSet> {
    const sets = JSON.parse(readFileSync(join(folder, "sets.json"), "utf8")) as ListedSet[];
    for (const set of sets) {
        const place = join(folder, set.folder);
        yield {
            folder: place,
            columns: set.columns.map(definitionOf),
            rows: readFileSync(join(place, "rows.jsonl"), "utf8")
                .trimEnd()
                .split("\n")
                .map((line) => {
                    const values = JSON.parse(line) as ListedRow[string][];
                    return Object.fromEntries(
                        set.columns.map((name, index) => [name, values[index] ?? null]),
                    );
                }),
            files: set.files.map(({ name, format, options }) => ({
                path: join(place, name),
                format,
                options,
            })),
        };
    }
}

function definitionOf(snakeName: string): ColumnDefinition {
    const definition = columnDefinitions.find((each) => each.snakeName === snakeName);
    if (definition === undefined) throw new Error(`no column is named ${snakeName}`);
    return definition;
}
