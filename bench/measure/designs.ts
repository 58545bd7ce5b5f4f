/** The programs that are measured, and the data file each of them reads. */
import * as path from "node:path";
import type { Command } from "./runDesign";
import type { Design } from "./goals";

export type DataFormat = "csv" | "parquet" | "orc";

export interface DataFile {
    readonly path: string;
    /** Hex. */
    readonly md5: string;
}

export interface MeasuredDesign {
    readonly name: Design;
    /** For a person. */
    readonly title: string;
    readonly reads: DataFormat;
    /** Rounds are fewer for what takes seconds. */
    readonly isSlow?: boolean;
    /** Whether its standard output says how many rows each tier got. */
    readonly printsCounts: boolean;
    /** Whether its manifests must be ours, byte for byte. */
    readonly isOurs: boolean;
    command(file: DataFile, out: string): Command;
}

/** @param bundles Folder of the bundled designs (bundleDesigns.ts). */
export function measuredDesigns(bundles: string): readonly MeasuredDesign[] {
    const node = (script: string, ...args: readonly string[]): Command => ({
        program: process.execPath,
        args: [path.join(bundles, `${script}.js`), ...args],
    });
    const other = (
        name: Design,
        title: string,
        reads: DataFormat,
        script: string,
        rest: Partial<MeasuredDesign> = {},
    ): MeasuredDesign => ({
        name,
        title,
        reads,
        printsCounts: false,
        isOurs: false,
        command: (file, out) => node(script, file.path, out),
        ...rest,
    });
    const ours = (name: Design, title: string, reads: DataFormat, scanner: string, sums = false) =>
        other(name, title, reads, "ours", {
            printsCounts: true,
            isOurs: true,
            command: (file, out) =>
                node("ours", file.path, out, scanner, ...(sums ? [file.md5] : [])),
        });
    return [
        {
            name: "zcat",
            title: "zcat, output discarded",
            reads: "csv",
            printsCounts: false,
            isOurs: false,
            command: ({ path: file }) => ({
                program: "bash",
                args: ["-c", 'exec zcat "$0" > /dev/null', file],
            }),
        },
        other("gunzip", "Node gunzip alone, 1 MiB chunks", "csv", "gunzipAlone"),
        ours("csv-ts", "ours, TypeScript scanner", "csv", "csv-ts"),
        ours("csv-wasm", "ours, WASM scanner", "csv", "csv-wasm"),
        ours("csv-wasm-md5", "ours, WASM, with MD5 and SHA-256", "csv", "csv-wasm", true),
        other("csv-parse", "csv-parse", "csv", "csvParse", { isSlow: true, printsCounts: true }),
        other("duckdb-csv", "DuckDB, 1 thread", "csv", "duckdb"),
        ours("parquet", "ours", "parquet", "parquet"),
        other("hyparquet", "hyparquet columns + hysnappy", "parquet", "hyparquetColumns", {
            printsCounts: true,
            isSlow: true,
        }),
        other("duckdb-parquet", "DuckDB, 1 thread", "parquet", "duckdb"),
        ours("orc", "ours", "orc", "orc"),
    ];
}
