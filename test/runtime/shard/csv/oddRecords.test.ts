import assert from "node:assert/strict";
import fc from "fast-check";
import type { ReadContext } from "../../../../runtime/shard/batchSource";
import { maxRecordBytes } from "../../../../runtime/shard/csv/canonicalRows";
import { tsBlockScanner } from "../../../../runtime/shard/csv/tsBlockScanner";
import { chunkSizes } from "./hostileCsv";
import { scannedRows, type RowText } from "./scannedRows";

const context: ReadContext = {
    fileKey: "f",
    columns: ["Bucket", "Key", "ETag"],
    sourceBucket: "b",
};

const good = (key: string): string => `"b","${key}","e"\n`;
const goodRow = (key: string): RowText =>
    JSON.stringify({ bucket: "b", key, isDeleteMarker: false, legalHold: false, eventHold: false });
const bad = (problem: string): RowText => JSON.stringify({ problem });

const sizes = [1, 2, 3, 7, 64, 4096, 1024 * 1024];

function answers(text: string, expected: readonly RowText[], chunkSizesToTry = sizes): void {
    for (const size of chunkSizesToTry) {
        const rows = scannedRows(tsBlockScanner(context), context, Buffer.from(text), size);
        assert.deepEqual(rows, expected, `in pieces of ${size}`);
    }
}

const textBehind = bad("a closing quote must end its field, got text behind it");
const openQuote = bad("every quote must close, got one that does not");
const quoteInside = bad("quotes must enclose whole fields, got one inside a field");
const tooLong = bad("must have at most 65536 bytes, got more");
const fewFields = bad("must have 3 fields, got 1");

describe("records that are not as S3 writes them", () => {
    it("takes CRLF, missing quotes, doubled quotes, quoted commas and line ends, empty lines", () => {
        answers(
            `${good("a")}"b","c","e"\r\nb,d,e\nb,e,e\r\n\n\r\n"b","f""g","e"\n"b","h,i","e"\n"b","j\nk","e"\n${good("l")}`,
            ["a", "c", "d", "e", 'f"g', "h,i", "j\nk", "l"].map(goodRow),
        );
    });

    it("takes a last row without a line end, in either style", () => {
        answers(`${good("a")}"b","c","e"`, [goodRow("a"), goodRow("c")]);
        answers(`${good("a")}b,c,`, [goodRow("a"), goodRow("c")]);
    });

    it("loses one line to text behind a quote, a quote inside a field, a quote that never closes", () => {
        answers(`${good("a")}"b"x,"k","e"\n${good("c")}`, [goodRow("a"), textBehind, goodRow("c")]);
        answers(`${good("a")}"b"\rx\n${good("c")}`, [goodRow("a"), textBehind, goodRow("c")]);
        answers(`${good("a")}b"x,k,e\n${good("c")}`, [goodRow("a"), quoteInside, goodRow("c")]);
        answers(`${good("a")}"b","k\n${good("c")}`, [goodRow("a"), textBehind, goodRow("c")]);
        answers(`${good("a")}"b","k\nx\n`, [goodRow("a"), openQuote, fewFields]);
        answers(`${good("a")}"b","k`, [goodRow("a"), openQuote]);
        answers(`${good("a")}"b"\r`, [goodRow("a"), textBehind]);
    });

    it("takes a record of 65,536 bytes with its line end and drops a longer one, in flat memory", () => {
        const keyBytes = maxRecordBytes - good("").length;
        const some = [1, 4096, 65_535, 65_536, 65_537, 1024 * 1024];
        const key = "k".repeat(keyBytes);
        answers(good("a") + good(key) + good("c"), ["a", key, "c"].map(goodRow), some);
        answers(
            `${good("a")}${good(`${key}k`)}${good("c")}`,
            [goodRow("a"), tooLong, goodRow("c")],
            some,
        );
        const endless = "k".repeat(3 * 1024 * 1024);
        answers(
            `${good("a")}${good(endless)}${good("c")}`,
            [goodRow("a"), tooLong, goodRow("c")],
            some.slice(1),
        );
        answers(`${good("a")}"b","${endless}`, [goodRow("a"), tooLong], some.slice(1));
    });

    it("takes a record of the longest size whose quotes are at the limit", () => {
        const padding = "k".repeat(maxRecordBytes - '"b","",\n'.length);
        answers(`"b","${padding}",\n${good("c")}`, [goodRow(padding), goodRow("c")], [1, 65_536]);
        const quoted = "k".repeat(maxRecordBytes - '"b","",""\n'.length);
        answers(`"b","${quoted}",""`, [goodRow(quoted)], [1, 65_535]);
    });

    it("names a key that is no UTF-8, on the fast path and on the slow one", () => {
        const line = (end: string): Buffer =>
            Buffer.concat([
                Buffer.from('"b","'),
                Buffer.from([0x6b, 0xff]),
                Buffer.from(`","e"${end}`),
            ]);
        const problem = bad('Key: inventory key: must be UTF-8, got "k\uFFFD"');
        const bytes = Buffer.concat([line("\n"), line("\r\n"), Buffer.from(good("c"))]);
        for (const size of sizes)
            assert.deepEqual(scannedRows(tsBlockScanner(context), context, bytes, size), [
                problem,
                problem,
                goodRow("c"),
            ]);
    });

    it("never loses more than one line to one broken line", () => {
        const garbage = fc.string({
            unit: fc.constantFrom('"', '""', ",", '","', "\r", "x", "é"),
            minLength: 1,
            maxLength: 12,
        });
        const keys = fc.array(fc.stringMatching(/^[a-z]{1,40}$/), { maxLength: 5 });
        fc.assert(
            fc.property(keys, garbage, keys, chunkSizes, (before, broken, after, size) => {
                const text = [...before.map(good), `${broken}\n`, ...after.map(good)].join("");
                const rows = scannedRows(tsBlockScanner(context), context, Buffer.from(text), size);
                assert.deepEqual(rows.slice(0, before.length), before.map(goodRow));
                if (after.length > 0)
                    assert.deepEqual(rows.slice(-after.length), after.map(goodRow));
                assert.ok(rows.length <= before.length + 1 + after.length);
            }),
            { numRuns: 500 },
        );
    });
});
