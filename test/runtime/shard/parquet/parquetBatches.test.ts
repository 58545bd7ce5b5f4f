import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { columnDefinitions } from "../../../../model/inventory/columnDefinitions";
import { csvRowDecoder } from "../../../../model/inventory/csvRowDecoder";
import { DataFileRefused } from "../../../../runtime/shard/dataFileRefused";
import { parquetBatches } from "../../../../runtime/shard/parquet/parquetBatches";
import { bytesFile } from "./bytesFile";
import { realColumns, reference } from "./listedRows";
import type { ListedRow } from "./listedRows";
import { plainRow, plainRows } from "./plainRows";

const folder = path.join(__dirname, "../../../fixtures/inventory");
const sourceBucket = "acme-fixtures";

/** One size is beyond 2^53. */
function exactly(this: unknown, _name: string, value: unknown, at?: { source?: string }): unknown {
    return typeof value === "number" && !Number.isSafeInteger(value)
        ? BigInt(at?.source ?? "")
        : value;
}

interface FixtureFile {
    readonly file: string;
    readonly format: string;
    readonly rows: number;
    readonly columns?: readonly string[] | undefined;
}

const index = JSON.parse(readFileSync(path.join(folder, "files.json"), "utf8")) as FixtureFile[];
const truth = readFileSync(path.join(folder, "rows.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line, exactly) as ListedRow);

const nameOf = (snakeName: string): string =>
    columnDefinitions.find((column) => column.snakeName === snakeName)?.name ?? snakeName;

const refusals: Readonly<Record<string, RegExp>> = {
    "parquet-pyarrow/local-millis.parquet":
        /^data file f: column "last_modified_date" must be a TIMESTAMP adjusted to UTC, is one of local time$/,
    "parquet-pyarrow/byte-stream-split.parquet":
        /^data file f: column "\w+", row group 1: numbers must be PLAIN, of a dictionary or DELTA, are BYTE_STREAM_SPLIT$/,
};

/** Files of their own rows, tested below. */
const isOfTruth = (file: string): boolean => /^parquet-(java|pyarrow)\//.test(file);

describe("Parquet batches of files by other writers", () => {
    const files = index.filter(({ format, file }) => format === "Parquet" && isOfTruth(file));

    it("are tested with files of both writers", () => {
        assert.deepEqual(
            files.map(({ file }) => file),
            ["parquet-java", "parquet-pyarrow"].flatMap((writer) =>
                readdirSync(path.join(folder, writer))
                    .filter((name) => name.endsWith(".parquet"))
                    .map((name) => `${writer}/${name}`),
            ),
        );
        assert.ok(files.length >= 21);
    });

    for (const { file, rows, columns } of files) {
        const context = {
            fileKey: "f",
            columns: columns?.map(nameOf) ?? realColumns,
            sourceBucket,
        };
        const read = (): unknown[] => {
            const bytes = readFileSync(path.join(folder, file));
            return [...plainRows(parquetBatches(bytesFile(bytes), context), sourceBucket)];
        };
        const refusal = refusals[file];
        if (refusal !== undefined)
            it(`refuse ${file} by name`, () => {
                assert.throws(read, (error) => {
                    assert.ok(error instanceof DataFileRefused);
                    assert.match(error.message, refusal);
                    return true;
                });
            });
        else
            it(`have the rows of ${file}`, () => {
                const listed = Array.from({ length: rows }, (_, row) => truth[row % truth.length]);
                assert.deepEqual(
                    read(),
                    reference(listed as ListedRow[], context.columns, sourceBucket),
                );
            });
    }
});

describe("Parquet batches of Amazon's own delivery", () => {
    it("have the rows of the CSV delivery of the same bucket", () => {
        const bucket = "filemanager-inventory-test";
        const decode = csvRowDecoder(realColumns);
        const csv = gunzipSync(readFileSync(path.join(folder, "realAllVersions.csv.gz")));
        const records: string[][] = parse(csv);
        const expected = records.map((fields) => plainRow(decode(fields), bucket));
        const bytes = readFileSync(path.join(folder, "realAllVersions.parquet"));
        const batches = parquetBatches(bytesFile(bytes), {
            fileKey: "f",
            columns: realColumns,
            sourceBucket: bucket,
        });
        assert.equal(expected.length, 5);
        assert.deepEqual([...plainRows(batches, bucket)], expected);
    });
});
