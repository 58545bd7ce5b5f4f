import assert from "node:assert/strict";
import fc from "fast-check";
import { manifestLine } from "../../../model/jobs/manifestRow";
import { csvRecords } from "../../../runtime/records/csvRecords";
import { readCsvRows } from "../../../runtime/records/csvRows";

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) {
        await Promise.resolve();
        yield bytes.subarray(at, at + size);
    }
}

type Reading = { readonly rows: string[][]; readonly error?: string };

async function reading(steps: (rows: string[][]) => Promise<void>): Promise<Reading> {
    const rows: string[][] = [];
    try {
        await steps(rows);
        return { rows };
    } catch (error) {
        return { rows, error: String(error) };
    }
}

/** What csvRows shows; `lines` counts those it did not need to copy. */
async function ours(bytes: Buffer, size: number): Promise<Reading & { lines: number }> {
    let lines = 0;
    const read = await reading(async (rows) => {
        const sink = {
            line(all: Buffer, start: number, end: number, commas: Int32Array, count: number) {
                lines++;
                const found = [...commas.subarray(0, count)];
                const borders = [start - 1, ...found, end];
                rows.push(
                    borders
                        .slice(1)
                        .map((border, index) =>
                            all.toString("latin1", (borders[index] as number) + 1, border),
                        ),
                );
            },
            record(fields: readonly string[]) {
                rows.push([...fields]);
            },
        };
        await readCsvRows(pieces(bytes, size), sink);
    });
    return { ...read, lines };
}

const csvParse = (bytes: Buffer): Promise<Reading> =>
    reading(async (rows) => {
        for await (const row of csvRecords(pieces(bytes, 1000))) rows.push([...row]);
    });

const hostile = fc
    .array(
        fc.oneof(
            { weight: 3, arbitrary: fc.constantFrom("a", "b,c", ",", "\n", "x,y\n", "é") },
            {
                weight: 1,
                arbitrary: fc.constantFrom('"', '""', '"q"', "\r", "\r\n", "\u0000", " ", "\n\n"),
            },
            {
                weight: 1,
                arbitrary: fc.constantFrom('"a,b"', '"a\nb"', '"a""b",', 'x"y', '"a"b', '"\r"'),
            },
        ),
        { maxLength: 30 },
    )
    .map((parts) => Buffer.from(parts.join("")));

/** csv-parse counts a carriage return inside a row for a line more. */
function sameError(found: string | undefined, expected: string, bytes: Buffer): void {
    const isExact = !bytes.includes("\r");
    const text = (error: string | undefined) =>
        isExact ? error : error?.replace(/at line \d+/, "at some line");
    assert.equal(text(found), text(expected));
}

describe("csvRows", () => {
    it("reads any text as csv-parse does, cut anywhere", async () => {
        await fc.assert(
            fc.asyncProperty(hostile, fc.integer({ min: 1, max: 40 }), async (bytes, size) => {
                const { lines, ...found } = await ours(bytes, size);
                assert.ok(lines <= found.rows.length);
                const expected = await csvParse(bytes);
                // A text that ends inside quotes is refused either way; how much is shown before is not told.
                if (expected.error !== undefined) sameError(found.error, expected.error, bytes);
                else assert.deepEqual(found, expected);
            }),
            { numRuns: 2000 },
        );
    });
    it("reads bytes that are no UTF-8 as csv-parse does", async () => {
        const byte = fc.constantFrom(
            0x61,
            0x2c,
            0x0a,
            0x22,
            0xc3,
            0xa9,
            0xff,
            0xe2,
            0x82,
            0xef,
            0xbb,
            0xbf,
        );
        await fc.assert(
            fc.asyncProperty(fc.array(byte), fc.integer({ min: 1, max: 9 }), async (all, size) => {
                const bytes = Buffer.from(all);
                const { lines, ...found } = await ours(bytes, size);
                assert.ok(lines <= found.rows.length);
                const expected = await csvParse(bytes);
                if (expected.error !== undefined) assert.equal(found.error, expected.error);
                else assert.deepEqual(found, expected);
            }),
            { numRuns: 500 },
        );
    });
    it("reads back what manifestLine wrote", async () => {
        const field = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.array(field, { minLength: 2, maxLength: 20 })),
                fc.integer({ min: 1, max: 9 }),
                async (rows, size) => {
                    const text = rows.map(manifestLine).join("");
                    // The first carriage return that stands alone would end the records.
                    fc.pre(!text.includes("\r"));
                    assert.deepEqual((await ours(Buffer.from(text), size)).rows, rows);
                },
            ),
        );
    });
    it("leaves lines without quotes where they are, also after one with", async () => {
        const text = 'src,a,,failed,503,SlowDown,"a, b"\nsrc,b\nsrc,"c\nd"\nsrc,e';
        const { rows, lines } = await ours(Buffer.from(text), 7);
        assert.equal(lines, 2);
        assert.deepEqual(rows, [
            ["src", "a", "", "failed", "503", "SlowDown", "a, b"],
            ["src", "b"],
            ["src", "c\nd"],
            ["src", "e"],
        ]);
    });
    it("takes a quote inside an unquoted message for what it is", async () => {
        const text = 'src,k,,failed,400,Bad,it said "no"\n';
        assert.deepEqual((await ours(Buffer.from(text), 5)).rows, [
            ["src", "k", "", "failed", "400", "Bad", 'it said "no"'],
        ]);
    });
    it("reads a record of many lines, and lines longer than any buffer", async () => {
        const long = `"${"line\n".repeat(100)}"`;
        const wide = "w".repeat(3 * 1024 * 1024);
        const text = Buffer.from(`a,b\n${long},c\n${wide},d\ne,f\n`);
        for (const size of [1000, 70_000, text.length])
            assert.deepEqual((await ours(text, size)).rows, [
                ["a", "b"],
                ["line\n".repeat(100), "c"],
                [wide, "d"],
                ["e", "f"],
            ]);
    });
    it("names the line of the whole text where a quote is left open", async () => {
        const text = Buffer.from(`${"a,b\n".repeat(50)}c,"d\n${"e,f\n".repeat(50)}`);
        const { error } = await ours(text, 64);
        assert.equal(error, (await csvParse(text)).error);
        assert.match(String(error), /Quote Not Closed/);
    });
    it("ends in the error of its source, and ends its source with an error of the sink", async () => {
        let isEnded = false;
        const broken = async function* (): AsyncGenerator<Buffer> {
            try {
                yield Buffer.from("a,b\n");
                await Promise.resolve();
                throw new Error("connection lost");
            } finally {
                isEnded = true;
            }
        };
        const sink = { line: () => undefined, record: () => undefined };
        await assert.rejects(async () => {
            await readCsvRows(broken(), sink);
        }, /connection lost/);
        isEnded = false;
        const refusing = {
            ...sink,
            line: () => {
                throw new Error("no row");
            },
        };
        await assert.rejects(async () => {
            await readCsvRows(broken(), refusing);
        }, /no row/);
        assert.ok(isEnded);
    });
});
