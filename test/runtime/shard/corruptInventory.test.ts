import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { csvFile } from "../../../local/inventory/csvFile";
import type { CellValue, ColumnValues } from "../../../local/inventory/columnValues";
import { orcFile } from "../../../local/inventory/orc/orcFile";
import { parquetFile } from "../../../local/inventory/parquetFile";
import { columnDefinitions } from "../../../model/inventory/columnDefinitions";
import type { InventoryFormat } from "../../../model/inventory/inventoryManifest";
import { DataFileRefused } from "../../../runtime/shard/dataFileRefused";
import { readersOf } from "../../differential/readRows";
import { fixtureBucket, scanFixture, type FixtureFile } from "./fixtureScan";

const folder = join(__dirname, "../../fixtures/inventory");
const definitions = columnDefinitions.slice(0, 18);
const columns = definitions.map(({ name }) => name);

/** Of the small files. */
const fewDefinitions = definitions.slice(0, 9);
const fewColumns = fewDefinitions.map(({ name }) => name);

/** Small files with few rows and columns, so that every byte of them can be flipped. */
function smallFiles(): Readonly<Record<InventoryFormat, Buffer>> {
    const rows = readFileSync(join(folder, "rows.jsonl"), "utf8")
        .split("\n")
        .slice(0, 20)
        .map((line) => JSON.parse(line) as Record<string, CellValue>)
        // The last sizes are larger than our ORC writer takes.
        .filter(({ size }) => Number(size ?? 0) < 2 ** 52)
        .slice(0, 5);
    const values = fewDefinitions.map((definition): ColumnValues => ({
        definition,
        values: rows.map((row) => row[definition.snakeName]),
    }));
    return { CSV: csvFile(values), ORC: orcFile(values, 3), Parquet: parquetFile(values) };
}

/** Files of real writers with all rows. */
const largeFiles: Readonly<Record<InventoryFormat, readonly string[]>> = {
    CSV: ["csv/rows.csv.gz"],
    ORC: ["orc-java/small-stripes.orc", "orc-pyarrow/default-zlib.orc"],
    Parquet: ["parquet-java/row-groups.parquet", "parquet-pyarrow/v2-pages-gzip.parquet"],
};

const flipped = (bytes: Buffer, at: number): Buffer => {
    const wrong = Buffer.from(bytes);
    wrong[at] = (wrong[at] ?? 0) ^ (1 << (at % 8));
    return wrong;
};

const every = (length: number, step: number): number[] =>
    Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);

async function isRefused(file: FixtureFile): Promise<boolean> {
    try {
        await scanFixture(file);
        return false;
    } catch (error) {
        if (error instanceof DataFileRefused) return true;
        throw error;
    }
}

describe("a data file that is not the one S3 wrote", () => {
    const small = smallFiles();
    for (const format of ["CSV", "ORC", "Parquet"] as const) {
        it(`is refused for a flipped bit anywhere and for every lost end, in ${format}`, async () => {
            const places: (readonly [Buffer, readonly string[], number])[] = [
                [small[format], fewColumns, 1],
                ...largeFiles[format].map(
                    (name) => [readFileSync(join(folder, name)), columns, 499] as const,
                ),
            ];
            for (const [listed, names, step] of places) {
                const scan = { format, columns: names, listed };
                assert.equal(await isRefused({ ...scan, bytes: listed }), false);
                const last = listed.length - 1;
                for (const at of [...every(listed.length, step), last]) {
                    assert.ok(
                        await isRefused({ ...scan, bytes: flipped(listed, at) }),
                        `bit ${at}`,
                    );
                    const cut = listed.subarray(0, at);
                    assert.ok(await isRefused({ ...scan, bytes: cut }), `${at} bytes`);
                }
                const longer = Buffer.concat([listed, Buffer.from([0])]);
                assert.ok(await isRefused({ ...scan, bytes: longer }), "a byte too many");
                assert.ok(await isRefused({ ...scan, bytes: Buffer.concat([listed, listed]) }));
            }
        });

        // A sum that fits says that S3 wrote these bytes; then a reader must still end, and blame the file.
        it(`never ends a reader but in rows or in a refusal, its sum fitting, in ${format}`, async () => {
            for (const [name, read] of Object.entries(readersOf[format])) {
                const tried = async (
                    bytes: Buffer,
                    names: readonly string[],
                ): Promise<"rows" | "refused"> => {
                    const context = {
                        fileKey: "f",
                        columns: names,
                        sourceBucket: fixtureBucket,
                    };
                    try {
                        await read(bytes, context);
                        return "rows";
                    } catch (error) {
                        if (!(error instanceof DataFileRefused)) throw error;
                        assert.match(error.message, /^data file f: /);
                        return "refused";
                    }
                };
                const places: (readonly [
                    Buffer,
                    readonly string[],
                    flips: number,
                    cuts: number,
                ])[] = [
                    [small[format], fewColumns, 1, 3],
                    ...largeFiles[format].map(
                        (file) => [readFileSync(join(folder, file)), columns, 499, 1999] as const,
                    ),
                ];
                for (const [bytes, names, flips, cuts] of places) {
                    assert.equal(await tried(bytes, names), "rows");
                    for (const at of every(bytes.length, flips))
                        await tried(flipped(bytes, at), names);
                    for (const at of [...every(bytes.length, cuts), bytes.length - 1])
                        assert.equal(
                            await tried(bytes.subarray(0, at), names),
                            "refused",
                            `${name} ${at}`,
                        );
                }
            }
        });
    }

    it("gives other rows for no flipped bit in CSV, its sum fitting: gzip has a sum of its own", async () => {
        const read = readersOf.CSV["CSV in TypeScript"];
        assert.ok(read !== undefined);
        const context = { fileKey: "f", columns: fewColumns, sourceBucket: fixtureBucket };
        const rows = await read(small.CSV, context);
        let same = 0;
        for (const at of every(small.CSV.length, 1)) {
            try {
                assert.deepEqual(await read(flipped(small.CSV, at), context), rows);
                same++;
            } catch (error) {
                if (!(error instanceof DataFileRefused)) throw error;
            }
        }
        // Bits that mean nothing: in the head of gzip (10 bytes) and behind the last block's end.
        assert.ok(same <= 10, `${same} flipped bits change nothing`);
    });

    it("is refused when none of its rows can be read", async () => {
        const rows: string[][] = parse(gunzipSync(small.CSV));
        const shifted = rows.map(
            (row) =>
                `${row
                    .slice(1)
                    .map((cell) => `"${cell}"`)
                    .join(",")}\n`,
        );
        const bytes = gzipSync(shifted.join(""));
        assert.ok(await isRefused({ format: "CSV", columns: fewColumns, bytes }));
    });
});
