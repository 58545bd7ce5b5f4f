import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { ReadContext } from "../../../../runtime/shard/batchSource";
import {
    csvBatchesWith,
    inventoryCsvBatches,
} from "../../../../runtime/shard/csv/inventoryCsvBatches";
import { tsBlockScanner } from "../../../../runtime/shard/csv/tsBlockScanner";
import { benchBucket, benchColumns, generateRows } from "../../../../bench/generate/benchRows";
import { benchLine } from "../../../../bench/generate/csvFile";
import { parsedRows, rowsOfBatch, type RowText } from "./scannedRows";

const context: ReadContext = {
    fileKey: "f.csv.gz",
    columns: benchColumns,
    sourceBucket: benchBucket,
};
const lines = [...generateRows(5, 40)].map(benchLine);
const text = lines.join("");
const expected = parsedRows(Buffer.from(text), context);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function rowsOf(bytes: AsyncIterable<Buffer>): Promise<RowText[]> {
    const rows: RowText[] = [];
    for await (const batch of inventoryCsvBatches(bytes, context))
        rows.push(...rowsOfBatch(batch, context));
    return rows;
}

const refused = (got: string) => ({
    name: "DataFileRefused",
    message: `data file f.csv.gz: must be gzip as S3 wrote it, got ${got}`,
});

describe("inventoryCsvBatches", () => {
    it("reads gzip in pieces of any size", async () => {
        for (const size of [1, 7, 4096, 1024 * 1024])
            assert.deepEqual(await rowsOf(inPieces(gzipSync(text), size)), expected);
    });

    it("reads files of several gzip members, cut anywhere in a row", async () => {
        for (const cut of [0, 1, 100, text.length - 1, text.length]) {
            const members = [text.slice(0, cut), text.slice(cut)].map((part) => gzipSync(part));
            assert.deepEqual(await rowsOf(inPieces(Buffer.concat(members), 11)), expected);
        }
    });

    it("has no rows in an empty gzip file and refuses one without bytes", async () => {
        assert.deepEqual(await rowsOf(inPieces(gzipSync(""), 5)), []);
        await assert.rejects(
            () => rowsOf(inPieces(Buffer.alloc(0), 1)),
            refused("unexpected end of file"),
        );
    });

    it("refuses a file cut off at any byte", async () => {
        const whole = gzipSync(lines.slice(0, 2).join(""));
        for (let length = 1; length < whole.length; length++)
            await assert.rejects(
                () => rowsOf(inPieces(whole.subarray(0, length), 64)),
                refused("unexpected end of file"),
                `cut at ${length}`,
            );
    });

    it("refuses a flipped bit anywhere in the data, or answers the rows unharmed", async () => {
        const whole = gzipSync(lines.slice(0, 2).join(""));
        let refusals = 0;
        for (let at = 0; at < whole.length; at++) {
            const flipped = Buffer.from(whole);
            flipped[at] = (whole[at] as number) ^ (1 << (at % 8));
            try {
                assert.deepEqual(await rowsOf(inPieces(flipped, 64)), expected.slice(0, 2));
            } catch (error) {
                assert.equal((error as Error).name, "DataFileRefused", `flipped at ${at}`);
                refusals++;
            }
        }
        // All but the header's time, flags for extra speed and system.
        assert.ok(refusals >= whole.length - 7, `${refusals} of ${whole.length}`);
    });

    it("refuses what is no gzip at all", async () => {
        await assert.rejects(
            () => rowsOf(inPieces(Buffer.from(text), 100)),
            refused("incorrect header check"),
        );
    });

    it("refuses bytes behind the last member", async () => {
        const whole = gzipSync(text);
        for (const [behind, got] of [
            [Buffer.alloc(1), "bytes behind its end"],
            [Buffer.concat([Buffer.alloc(1), whole]), "bytes behind its end"],
            [Buffer.from("no gzip member"), "incorrect header check"],
        ] as const)
            for (const size of [1, 7, 1024 * 1024])
                await assert.rejects(
                    () => rowsOf(inPieces(Buffer.concat([whole, behind]), size)),
                    refused(got),
                );
    });

    it("passes an error of the source on as it is", async () => {
        const broken = new Error("connection reset");
        async function* failing(): AsyncGenerator<Buffer> {
            yield gzipSync(text).subarray(0, 50);
            throw broken;
        }
        await assert.rejects(
            () => rowsOf(failing()),
            (error) => error === broken,
        );
    });

    it("closes the source when the consumer has had enough", async () => {
        const closed = Promise.withResolvers<undefined>();
        async function* source(): AsyncGenerator<Buffer> {
            try {
                for (;;) yield gzipSync(text);
            } finally {
                closed.resolve(undefined);
            }
        }
        for await (const batch of inventoryCsvBatches(source(), context)) {
            assert.equal(batch.rows, 40);
            break;
        }
        await closed.promise;
    });

    it("does not take an error of the scanner for a corrupt file", async () => {
        const bug = new TypeError("bug");
        const read = csvBatchesWith((given) => ({
            ...tsBlockScanner(given),
            *push() {
                yield* [];
                throw bug;
            },
        }));
        const reading = async (): Promise<void> => {
            for await (const _ of read(inPieces(gzipSync(text), 100), context)) assert.fail();
        };
        await assert.rejects(reading, (error) => error === bug);
    });
});
