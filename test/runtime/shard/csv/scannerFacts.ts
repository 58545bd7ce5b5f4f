/** What every CSV scanner must do, whatever it is made of. Each engine's test file runs these. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { adversarialRows } from "../../../../bench/generate/adversarialRows";
import { benchBucket, benchColumns, generateRows } from "../../../../bench/generate/benchRows";
import { benchLine, quotedLine } from "../../../../bench/generate/csvFile";
import { newRowBatch } from "../../../../model/inventory/rowBatch";
import type { CsvBlockScanner, ReadContext } from "../../../../runtime/shard/batchSource";
import { blockScanner } from "../../../../runtime/shard/csv/blockScanner";
import { windowBytes } from "../../../../runtime/shard/csv/canonicalRows";
import {
    brokenCsv,
    chunkSizes,
    columnNames,
    hostileBucket,
    knownValues,
    soundCsv,
} from "./hostileCsv";
import { parsedRows, scannedRows, type RowText } from "./scannedRows";

const mebibyte = 1024 * 1024;
const benchContext: ReadContext = {
    fileKey: "f",
    columns: benchColumns,
    sourceBucket: benchBucket,
};

/** The slow way alone. */
function slowScanner(context: ReadContext): CsvBlockScanner {
    const batch = newRowBatch(true, context.columns.includes("VersionId"));
    const window = new Uint8Array(windowBytes);
    return blockScanner(context, { window, batch, scan: (from) => from });
}

function assertSameRows(actual: readonly RowText[], expected: readonly RowText[]): void {
    const place = expected.findIndex((row, index) => row !== actual[index]);
    if (place >= 0) assert.equal(actual[place], expected[place], `row ${place}`);
    assert.equal(actual.length, expected.length);
}

/** Answers a function that tells how many rows have been compared. */
export function scannerFacts(scannerOf: (context: ReadContext) => CsvBlockScanner): () => number {
    let compared = 0;
    const agrees = (
        context: ReadContext,
        bytes: Uint8Array,
        chunkBytes: number,
        expected: RowText[],
    ) => {
        const rows = scannedRows(scannerOf(context), context, bytes, chunkBytes);
        assertSameRows(rows, expected);
        compared += expected.length;
    };
    const context = (columns: readonly string[]): ReadContext => ({
        fileKey: "f",
        columns,
        sourceBucket: hostileBucket,
    });

    for (const commas of [false, true])
        describe(`on hostile fields ${commas ? "with" : "without"} raw commas`, () => {
            const lines = [...adversarialRows(commas ? 7 : 8, 30_000, { commas })].map(quotedLine);
            const bytes = Buffer.from(lines.join(""));
            const expected = parsedRows(bytes, benchContext);
            for (const [chunkBytes, rows] of [
                [mebibyte, 30_000],
                [4096, 30_000],
                [64, 20_000],
                [7, 8000],
                [3, 4000],
                [2, 3000],
                [1, 2000],
            ] as const)
                it(`answers the rows of csv-parse, ${chunkBytes} bytes at a time`, () => {
                    const length = lines.slice(0, rows).join("").length;
                    agrees(
                        benchContext,
                        bytes.subarray(0, length),
                        chunkBytes,
                        expected.slice(0, rows),
                    );
                });
        });

    it("answers the rows of csv-parse on the bench's inventory, all of them on the fast path", () => {
        const bytes = Buffer.from([...generateRows(3, 40_000)].map(benchLine).join(""));
        agrees(benchContext, bytes, mebibyte, parsedRows(bytes, benchContext));
        const scanner = scannerOf(benchContext);
        let fast = 0;
        for (const batch of scanner.push(bytes)) fast += batch.rows;
        assert.equal(fast, 40_000);
    });

    it("never takes two fields for one, whatever their lengths", () => {
        const lengths = Array.from({ length: 41 }, (_, length) => "x".repeat(length));
        const lines = lengths.flatMap((one) =>
            lengths.flatMap((two) => [
                quotedLine([hostileBucket, "k", one, two, "e"]),
                quotedLine([hostileBucket, `k${one}`, two, "v", "e"]),
                quotedLine([hostileBucket, "k", "v", one, two]),
                quotedLine([hostileBucket, `k${one}`, "v", two]),
            ]),
        );
        const bytes = Buffer.from(lines.join(""));
        const four = context(["Bucket", "Key", "VersionId", "ETag"]);
        agrees(four, bytes, mebibyte, parsedRows(bytes, four));
    });

    it("reads or refuses each value of each column as csvRowDecoder does", () => {
        for (const column of columnNames.filter((name) => name !== "Key"))
            for (const columns of [
                ["Key", column],
                [column, "Key"],
            ]) {
                const lines = ["", ...knownValues(column)].flatMap((value) => [
                    quotedLine(columns.map((name) => (name === column ? value : "k"))),
                    quotedLine(columns.map((name) => (name === column ? "" : "k"))),
                ]);
                const bytes = Buffer.from(lines.join(""));
                agrees(context(columns), bytes, mebibyte, parsedRows(bytes, context(columns)));
            }
    });

    it("answers the rows of csv-parse for sound CSV of any columns, style and pieces", () => {
        fc.assert(
            fc.property(soundCsv, chunkSizes, ({ columns, text }, chunkBytes) => {
                const bytes = Buffer.from(text);
                agrees(context(columns), bytes, chunkBytes, parsedRows(bytes, context(columns)));
            }),
            { numRuns: 500 },
        );
    });

    it("answers the rows of the slow way for broken CSV, whatever the pieces", () => {
        fc.assert(
            fc.property(brokenCsv, chunkSizes, ({ columns, bytes }, chunkBytes) => {
                const slow = slowScanner(context(columns));
                const expected = scannedRows(slow, context(columns), bytes, mebibyte);
                agrees(context(columns), bytes, chunkBytes, expected);
            }),
            { numRuns: 500 },
        );
    });

    return () => compared;
}
