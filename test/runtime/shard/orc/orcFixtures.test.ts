import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { columnDefinitions } from "../../../../model/inventory/columnDefinitions";
import { orcBatches } from "../../../../runtime/shard/orc/orcBatches";
import { bytesFile } from "../parquet/bytesFile";
import { realColumns, reference, type ListedRow } from "../parquet/listedRows";
import { plainRows } from "../parquet/plainRows";

const folder = path.join(__dirname, "../../../fixtures/inventory");
const sourceBucket = "acme-fixtures";

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
    // JSON.parse would round the largest sizes.
    .map((line) => JSON.parse(line.replace(/"size":(\d{16,})/, '"size":"$1"')) as ListedRow);

const nameOf = (snakeName: string): string =>
    columnDefinitions.find((column) => column.snakeName === snakeName)?.name ?? snakeName;

/** Java stores the last second before 1970 as the first one after it. */
const asJavaStores = (row: ListedRow): ListedRow =>
    row["last_modified_date"] === -1 ? { ...row, last_modified_date: 999 } : row;

describe("ORC batches of files by other writers", () => {
    const files = index.filter(({ file }) => /^orc-(java|pyarrow)\//.test(file));

    it("are tested with files of both writers", () => {
        assert.deepEqual(
            files.map(({ file }) => file),
            ["orc-java", "orc-pyarrow"].flatMap((writer) =>
                readdirSync(path.join(folder, writer))
                    .filter((name) => name.endsWith(".orc"))
                    .map((name) => `${writer}/${name}`),
            ),
        );
        assert.ok(files.length >= 27);
    });

    for (const { file, rows, columns } of files)
        it(`have the rows of ${file}`, () => {
            const context = {
                fileKey: "f",
                columns: columns?.map(nameOf) ?? realColumns,
                sourceBucket,
            };
            const bytes = readFileSync(path.join(folder, file));
            const read = [...plainRows(orcBatches(bytesFile(bytes), context), sourceBucket)];
            const listed = Array.from(
                { length: rows },
                (_, row) => truth[row % truth.length] as ListedRow,
            );
            const expected = file.startsWith("orc-java/") ? listed.map(asJavaStores) : listed;
            assert.deepEqual(read, reference(expected, context.columns, sourceBucket));
        });
});
