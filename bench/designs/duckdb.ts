/** DuckDB on one thread: a CASE for the tiers, a partitioned write of the manifests. Takes .csv.gz and .parquet. */
import { DuckDBInstance } from "@duckdb/node-api";
import { designArguments, tierNames } from "./handWritten";

const csv = `read_csv('FILE', header = false, quote = '"', escape = '"', delim = ',', auto_detect = false, columns = {
    'bucket': 'VARCHAR', 'key': 'VARCHAR', 'version_id': 'VARCHAR', 'is_latest': 'BOOLEAN', 'is_delete_marker': 'BOOLEAN',
    'size': 'BIGINT', 'last_modified_date': 'TIMESTAMP', 'e_tag': 'VARCHAR', 'storage_class': 'VARCHAR',
    'encryption_status': 'VARCHAR'})`;

const before = (days: number): string =>
    `last_modified_date <= TIMESTAMP '2026-11-22 00:00:00' - INTERVAL ${days} DAY`;
const tiers = [
    `starts_with(key, 'logs/') AND storage_class = 'STANDARD' AND size >= 131072 AND ${before(90)}`,
    `starts_with(key, 'data/raw/') AND storage_class IN ('STANDARD', 'STANDARD_IA') AND size >= 131072 AND ${before(365)}`,
    `suffix(key, '.mp4') AND storage_class IN ('STANDARD', 'STANDARD_IA') AND size >= 131072 AND ${before(180)}`,
    `starts_with(key, 'backup/') AND suffix(key, '.bak') AND storage_class = 'STANDARD' AND ${before(30)}`,
];

async function main(): Promise<void> {
    const { file, out } = designArguments();
    const source = file.endsWith(".parquet") ? `read_parquet('FILE')` : csv;
    const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
    await connection.run("SET TimeZone = 'UTC'");
    // The CSV's keys stay encoded; that "+" would have to become %20 is left out, in DuckDB's favour.
    await connection.run(
        `COPY (
            SELECT bucket, key, COALESCE(version_id, 'null') AS version_id, tier FROM (
                SELECT *, CASE ${tiers.map((tier, index) => `WHEN ${tier} THEN '${tierNames[index] ?? ""}'`).join(" ")} END AS tier
                FROM ${source.replace("FILE", file)}
                WHERE is_latest AND NOT is_delete_marker
            ) WHERE tier IS NOT NULL
        ) TO '${out}' (FORMAT csv, HEADER false, PARTITION_BY (tier), OVERWRITE_OR_IGNORE)`,
    );
    console.log(JSON.stringify({ partitioned: true }));
}

void main();
