import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { RandomAccessFile } from "../../../../runtime/shard/batchSource";
import { DataFileRefused } from "../../../../runtime/shard/dataFileRefused";
import { orcBatches } from "../../../../runtime/shard/orc/orcBatches";
import { bytesFile } from "../parquet/bytesFile";
import { realColumns } from "../parquet/listedRows";
import { builtFile } from "./builtColumns";

const fixture = (name: string): Buffer =>
    readFileSync(path.join(__dirname, "../../../fixtures/inventory", name));

/** A file that no reader may ask for many times over. */
function countedFile(bytes: Uint8Array): RandomAccessFile {
    const file = bytesFile(bytes);
    let allowed = 8 * bytes.length + 100_000;
    return {
        size: file.size,
        read(offset, length) {
            allowed -= length;
            if (allowed < 0) throw new Error("the file is read over and over");
            return file.read(offset, length);
        },
    };
}

/** Rows, or undefined when the file is refused. Anything else is an error of ours. */
function rowsOf(bytes: Uint8Array, columns: readonly string[]): number | undefined {
    const context = { fileKey: "f", columns, sourceBucket: "acme-fixtures" };
    let rows = 0;
    try {
        for (const batch of orcBatches(countedFile(bytes), context)) {
            rows += batch.rows + (batch.odd === undefined ? 0 : 1);
            for (let row = 0; row < batch.rows; row++) {
                const start = batch.keyStart[row] ?? -1;
                const end = batch.keyEnd[row] ?? -1;
                assert.ok(start >= 0 && start < end && end <= batch.keyBytes.length);
            }
        }
    } catch (error) {
        if (error instanceof DataFileRefused) return undefined;
        throw error;
    }
    return rows;
}

const small = (zlibBlocks: number | undefined): Buffer =>
    builtFile(
        [
            { name: "bucket", kind: "string", values: ["b", "b", "c"], isDictionary: true },
            { name: "key", kind: "string", values: ["one", "two/three", null] },
            { name: "size", kind: "bigint", values: [1, null, 2 ** 40] },
            { name: "is_latest", kind: "boolean", values: [true, false, null] },
            { name: "last_modified_date", kind: "timestamp", values: [1.7e12, 1, null] },
        ],
        { zlibBlocks },
    );
const smallColumns = ["Bucket", "Key", "Size", "IsLatest", "LastModifiedDate"];

describe("damaged ORC files", () => {
    const files: readonly (readonly [string, Buffer, readonly string[], number, number])[] = [
        ["a small stored file", small(undefined), smallColumns, 3, 1],
        ["a small file in blocks", small(16), smallColumns, 3, 1],
        ["a file in SNAPPY", fixture("orc-java/snappy.orc"), realColumns, 20, 11],
        ["a file in ZLIB", fixture("orc-java/default-zlib.orc"), realColumns, 367, 101],
        ["a file of many stripes", fixture("orc-java/small-stripes.orc"), realColumns, 0, 499],
        [
            "a stored file of version 0.11",
            fixture("orc-pyarrow/version-0.11.orc"),
            realColumns,
            367,
            211,
        ],
    ];
    for (const [name, bytes, columns, listed, stride] of files) {
        const expected = rowsOf(bytes, columns) ?? -1;

        it(`are refused wherever ${name} is cut off`, () => {
            assert.ok(expected > 0 && (listed === 0 || expected === listed), `${expected} rows`);
            for (let length = 0; length < bytes.length; length += stride)
                assert.equal(
                    rowsOf(bytes.subarray(0, length), columns),
                    undefined,
                    `${length} bytes`,
                );
        });

        it(`are refused or have all rows, whatever byte of ${name} is another`, () => {
            let refused = 0;
            let read = 0;
            for (let at = 0; at < bytes.length; at += stride)
                for (const change of stride === 1 ? [1, 2, 4, 16, 64, 128, 255] : [1, 0x90]) {
                    const damaged = Buffer.from(bytes);
                    damaged[at] = (damaged[at] ?? 0) ^ change;
                    const rows = rowsOf(damaged, columns);
                    if (rows === undefined) refused++;
                    else read++;
                    assert.ok(rows === undefined || rows === expected, `byte ${at} ^ ${change}`);
                }
            assert.ok(refused > 0 && read > 0, `${refused} refused, ${read} read`);
        });
    }
});
