/** What the product promises of its scanners (issue 3; reference/inventory-scan.md, section 8), as ratios of one run. */

export type Design =
    | "zcat"
    | "gunzip"
    | "csv-ts"
    | "csv-wasm"
    | "csv-wasm-md5"
    | "csv-parse"
    | "duckdb-csv"
    | "parquet"
    | "hyparquet"
    | "duckdb-parquet"
    | "orc";

export type Goal = {
    readonly text: string;
    readonly most: number;
    readonly unit: "x" | "MB";
} & (
    | { readonly kind: "cpu-ratio"; readonly of: Design; readonly to: Design }
    | { readonly kind: "rss"; readonly of: Design }
);

const atMost = (of: Design, most: number, to: Design, text: string): Goal => ({
    kind: "cpu-ratio",
    of,
    to,
    most,
    unit: "x",
    text,
});
const memory = (of: Design, most: number): Goal => ({
    kind: "rss",
    of,
    most,
    unit: "MB",
    text: `${of}: memory`,
});

export const goals: readonly Goal[] = [
    atMost("csv-ts", 0.85, "zcat", "CSV, TypeScript: CPU of zcat"),
    atMost("csv-wasm", 1.25, "gunzip", "CSV, WASM: CPU of Node's gunzip alone"),
    atMost("csv-ts", 1 / 2, "duckdb-csv", "CSV, TypeScript: CPU of DuckDB (twice as fast)"),
    atMost("csv-wasm", 1 / 2, "duckdb-csv", "CSV, WASM: CPU of DuckDB (twice as fast)"),
    atMost("csv-ts", 1 / 9, "csv-parse", "CSV, TypeScript: CPU of csv-parse (9 times as fast)"),
    atMost("csv-wasm", 1 / 9, "csv-parse", "CSV, WASM: CPU of csv-parse (9 times as fast)"),
    atMost("parquet", 1 / 2, "hyparquet", "Parquet: CPU of hyparquet's columns (twice as fast)"),
    atMost("parquet", 1.5, "duckdb-parquet", "Parquet: CPU of DuckDB"),
    atMost("orc", 1.2, "csv-ts", "ORC: CPU of our CSV in TypeScript"),
    memory("csv-ts", 120),
    memory("csv-wasm", 120),
    memory("parquet", 250),
    memory("orc", 250),
];
