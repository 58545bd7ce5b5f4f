/** Files of the local AWS's writers, from the rows of a random set, for pyarrow to read. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CellValue, ColumnValues } from "../../local/inventory/columnValues";
import { orcFile } from "../../local/inventory/orc/orcFile";
import { parquetFile } from "../../local/inventory/parquetFile";
import type { RandomSet } from "./randomSets";

/** Writes own.orc, own.parquet and own.jsonl with the rows that our writers take: no size or instant that they refuse. */
export function writeOwnFiles(set: RandomSet): void {
    const rows = set.rows.filter((row) =>
        set.columns.every(({ snakeName, kind, isRequired }) => {
            const value = row[snakeName];
            if (value === null) return !isRequired;
            return (kind !== "instant" && kind !== "bytes") || isWritable(Number(value));
        }),
    );
    if (rows.length === 0) return;
    const columns = set.columns.map((definition): ColumnValues => ({
        definition,
        values: rows.map((row) => (row[definition.snakeName] ?? undefined) as CellValue),
    }));
    const lines = rows.map((row) =>
        JSON.stringify(set.columns.map(({ snakeName }) => row[snakeName])),
    );
    writeFileSync(join(set.folder, "own.jsonl"), `${lines.join("\n")}\n`);
    writeFileSync(join(set.folder, "own.orc"), orcFile(columns, Math.ceil(rows.length / 3)));
    writeFileSync(join(set.folder, "own.parquet"), parquetFile(columns));
}

const isWritable = (value: number): boolean => value >= 0 && value < 2 ** 52;
