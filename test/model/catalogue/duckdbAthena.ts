/**
 * DuckDB made to understand what our saved queries use of Athena's SQL (Trino): functions that it has under other names,
 * and tables with the types that the SerDes of the Glue tables give. It checks the queries' meaning on real data; it
 * says nothing of SerDes, partitions and symlinks.
 */
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { CatalogueColumn } from "../../../model/catalogue/catalogueTable";

const macros = [
    // Trino decodes "+" as a space (java.net.URLDecoder); DuckDB's own function leaves it.
    "CREATE MACRO athena_url_decode(x) AS url_decode(replace(x, '+', ' '))",
    "CREATE MACRO from_iso8601_timestamp(x) AS CAST(x AS TIMESTAMPTZ)",
    // Trino finds the pattern anywhere, like DuckDB's regexp_matches.
    "CREATE MACRO regexp_like(x, p) AS regexp_matches(x, p)",
    "CREATE MACRO array_join(x, s) AS array_to_string(x, s)",
];

export async function athenaLike(): Promise<DuckDBConnection> {
    const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
    await connection.run("SET TimeZone = 'UTC'");
    for (const macro of macros) await connection.run(macro);
    return connection;
}

/**
 * The query as DuckDB takes it: two functions whose names or formats it has otherwise (minutes are %i in Trino's
 * date_parse and %M in strptime, which wants a literal).
 */
export const forDuckdb = (sql: string): string =>
    sql
        .replaceAll("url_decode(", "athena_url_decode(")
        .replaceAll("date_parse(dt, '%Y-%m-%d-%H-%i')", "strptime(dt, '%Y-%m-%d-%H-%M')");

export async function rowsOf(
    connection: DuckDBConnection,
    sql: string,
): Promise<readonly (readonly string[])[]> {
    const reader = await connection.runAndReadAll(forDuckdb(sql));
    return reader.getRows().map((row) => row.map((value) => String(value)));
}

/** A Hive type in DuckDB's words: struct<a:bigint> is STRUCT("a" BIGINT). */
export function duckdbType(hive: string): string {
    const [, outer, inner] = /^(\w+)<(.*)>$/.exec(hive) ?? [];
    if (outer === undefined || inner === undefined)
        return { string: "VARCHAR", int: "INTEGER" }[hive] ?? hive.toUpperCase();
    const parts = topLevel(inner);
    switch (outer) {
        case "array":
            return `${duckdbType(inner)}[]`;
        case "map":
            return `MAP(${parts.map(duckdbType).join(", ")})`;
        default:
            return `STRUCT(${parts
                .map((part) => {
                    const at = part.indexOf(":");
                    return `"${part.slice(0, at)}" ${duckdbType(part.slice(at + 1))}`;
                })
                .join(", ")})`;
    }
}

/** Parts at the commas that are in no brackets. */
function topLevel(text: string): readonly string[] {
    const parts: string[] = [];
    let depth = 0;
    let start = 0;
    for (let at = 0; at < text.length; at++) {
        if (text[at] === "<") depth++;
        else if (text[at] === ">") depth--;
        else if (text[at] === "," && depth === 0) {
            parts.push(text.slice(start, at));
            start = at + 1;
        }
    }
    return [...parts, text.slice(start)];
}

/** An empty table with these columns and partition keys. */
export async function createTable(
    connection: DuckDBConnection,
    name: string,
    columns: readonly CatalogueColumn[],
): Promise<void> {
    const list = columns.map((column) => `"${column.name}" ${duckdbType(column.type)}`).join(", ");
    await connection.run(`CREATE TABLE ${name} (${list})`);
}

const literal = (value: unknown): string =>
    value === undefined || value === null
        ? "NULL"
        : typeof value === "number" || typeof value === "boolean"
          ? String(value)
          : `'${(typeof value === "string" ? value : JSON.stringify(value)).replaceAll("'", "''")}'`;

export async function insertRows(
    connection: DuckDBConnection,
    name: string,
    rows: readonly (readonly unknown[])[],
): Promise<void> {
    for (let at = 0; at < rows.length; at += 500) {
        const values = rows
            .slice(at, at + 500)
            .map((row) => `(${row.map(literal).join(", ")})`)
            .join(", ");
        await connection.run(`INSERT INTO ${name} VALUES ${values}`);
    }
}
