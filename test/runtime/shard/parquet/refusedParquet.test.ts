import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { snappyCompress } from "hysnappy";
import { DataFileRefused } from "../../../../runtime/shard/dataFileRefused";
import { parquetBatches } from "../../../../runtime/shard/parquet/parquetBatches";
import { bytesFile } from "./bytesFile";
import {
    binary,
    craftedParquet,
    flag,
    i32,
    i64,
    levels,
    list,
    pageBytes,
    plainLongs,
    plainTexts,
    struct,
    varint,
} from "./craftedParquet";
import type { CraftedColumn, CraftedFile, CraftedPage } from "./craftedParquet";
import { realColumns } from "./listedRows";
import { plainRows } from "./plainRows";

const bucket: CraftedColumn = {
    name: "bucket",
    pages: [{ body: plainTexts("b", "b"), values: 2 }],
};
const key: CraftedColumn = { name: "key", pages: [{ body: plainTexts("k1", "k2"), values: 2 }] };
const size: CraftedColumn = {
    name: "size",
    type: 2,
    pages: [{ body: plainLongs(1, 2), values: 2 }],
};
const keyOf = (...pages: readonly CraftedPage[]): CraftedColumn => ({ ...key, pages });

function read(bytes: Uint8Array, columns: readonly string[]): unknown[] {
    const context = { fileKey: "inv/data.parquet", columns, sourceBucket: "b" };
    return [...plainRows(parquetBatches(bytesFile(bytes), context), "b")];
}

function refused(bytes: Uint8Array, columns: readonly string[], message: string | RegExp): void {
    assert.throws(
        () => read(bytes, columns),
        (error) => {
            assert.ok(error instanceof DataFileRefused, String((error as Error).stack));
            const said = error.message.replace(/^data file inv\/data\.parquet: /, "");
            assert.notEqual(said, error.message);
            if (typeof message === "string") assert.equal(said, message);
            else assert.match(said, message);
            return true;
        },
    );
}

const both = ["Bucket", "Key"];
const good: CraftedFile = { columns: [bucket, key], rows: 2 };
const crafted = (changes: Partial<CraftedFile>): Uint8Array =>
    craftedParquet({ ...good, ...changes });
const withKey = (...pages: readonly CraftedPage[]): Uint8Array =>
    crafted({ columns: [bucket, keyOf(...pages)] });
const withSize = (changes: Partial<CraftedColumn>): Uint8Array =>
    crafted({ columns: [bucket, key, { ...size, ...changes }] });
const three = [...both, "Size"];
const dated = [...both, "LastModifiedDate"];
const withDate = (changes: Partial<CraftedColumn>): Uint8Array =>
    crafted({ columns: [bucket, key, { ...size, name: "last_modified_date", ...changes }] });

describe("a Parquet file", () => {
    it("is read when it is put together well", () => {
        assert.equal(read(crafted({}), both).length, 2);
        assert.equal(read(withSize({}), three).length, 2);
    });

    const cases: readonly (readonly [string, Uint8Array, readonly string[], string | RegExp])[] = [
        ["of no bytes", new Uint8Array(0), both, "is too short for a Parquet file: 0 bytes"],
        [
            "of another format",
            Buffer.alloc(64, "x"),
            both,
            /^must begin and end with "PAR1", got "xxxx" and "xxxx"$/,
        ],
        [
            "with an encrypted footer",
            crafted({ magic: "PARE" }),
            both,
            "is encrypted, which cannot be read",
        ],
        [
            "with a signed footer of encrypted columns",
            crafted({ footer: { 8: struct({}) } }),
            both,
            "is encrypted, which cannot be read",
        ],
        [
            "with a footer longer than itself",
            crafted({ footerLength: 0xffffffff }),
            both,
            /^footer must have at most \d+ bytes, says 4294967295$/,
        ],
        [
            "with a footer that is cut off",
            crafted({ footerLength: 9 }),
            both,
            /^metadata|^the schema|missing/,
        ],
        ["without a schema", crafted({ footer: { 2: undefined } }), both, "the schema is empty"],
        [
            "with a schema shorter than it says",
            crafted({ footer: { 2: list(12, [struct({ 4: binary("r"), 5: i32(3) })]) } }),
            both,
            "num_children must be 0 to 1, got 3",
        ],
        [
            "with a schema longer than it says",
            crafted({
                footer: {
                    2: list(12, [
                        struct({ 4: binary("r"), 5: i32(0) }),
                        struct({ 1: i32(6), 4: binary("x") }),
                    ]),
                },
            }),
            both,
            "the schema describes more columns than it names",
        ],
        [
            "with rows that its row groups do not have",
            crafted({ footer: { 3: i64(3) } }),
            both,
            "says it has 3 rows, its row groups have 2",
        ],
        [
            "with rows below 0",
            crafted({ footer: { 3: i64(-1) } }),
            both,
            /^num_rows must be 0 to \d+, got -1$/,
        ],
        [
            "with a number beyond 2^53",
            crafted({ footer: { 3: i64(2n ** 60n) } }),
            both,
            /^num_rows must be 0 to \d+, got NaN$/,
        ],
        [
            "with metadata nested without end",
            crafted({ footer: { 99: deep(40) } }),
            both,
            "metadata is nested too deeply",
        ],
        [
            "with metadata of too many values",
            crafted({
                footer: {
                    99: list(
                        3,
                        Array.from({ length: 1_100_000 }, () => ({ type: 3, bytes: [0] })),
                    ),
                },
            }),
            both,
            "metadata has more than 1000000 values",
        ],
        [
            "with a list longer than the file",
            crafted({ footer: { 99: { type: 9, bytes: [0xfc, ...varint(2 ** 31)] } } }),
            both,
            /^metadata says a list has 2147483648 elements and ends before$/,
        ],
        [
            "with a column too few",
            crafted({ columns: [bucket, key] }),
            [...both, "Size"],
            'has no column "size", which manifest.json lists',
        ],
        [
            "without keys",
            crafted({ columns: [bucket] }),
            ["Bucket"],
            'has no column "key", which manifest.json lists',
        ],
        [
            "with a column that decides and is not listed",
            withSize({}),
            both,
            'has a column "size", which manifest.json does not list',
        ],
        [
            "with a column twice",
            crafted({ columns: [bucket, key, key] }),
            both,
            'column "key" is there twice',
        ],
        [
            "with a nested column",
            crafted({ columns: [bucket, { ...key, children: [size] }] }),
            both,
            'column "key" must not be nested',
        ],
        [
            "with a repeated column",
            crafted({ columns: [bucket, { ...key, repetition: 2 }] }),
            both,
            'column "key" must be required or optional, is repeated',
        ],
        [
            "with keys of another type",
            crafted({ columns: [bucket, { ...key, type: 2 }] }),
            both,
            'column "key" must be BYTE_ARRAY, got INT64',
        ],
        [
            "with sizes of another type",
            withSize({ type: 5 }),
            three,
            'column "size" must be INT64 or INT32, got DOUBLE',
        ],
        [
            "with decimal sizes",
            withSize({ convertedType: 5 }),
            three,
            'column "size" must be a whole number, has another type',
        ],
        [
            "with dates without a unit",
            withDate({}),
            dated,
            'column "last_modified_date" must be a TIMESTAMP, is an integer of an unsaid unit',
        ],
        [
            "with times of the day",
            withDate({ convertedType: 7 }),
            dated,
            'column "last_modified_date" must be a TIMESTAMP, is an integer of an unsaid unit',
        ],
        [
            "with local dates",
            withDate({
                convertedType: 9,
                logicalType: struct({
                    8: struct({ 1: flag(false), 2: struct({ 1: struct({}) }) }),
                }),
            }),
            dated,
            'column "last_modified_date" must be a TIMESTAMP adjusted to UTC, is one of local time',
        ],
        [
            "with dates of an unknown unit",
            withDate({
                logicalType: struct({ 8: struct({ 1: flag(true), 2: struct({ 4: struct({}) }) }) }),
            }),
            dated,
            'column "last_modified_date" is a TIMESTAMP of an unknown unit',
        ],
        [
            "with a chunk of another column",
            crafted({ columns: [bucket, { ...key, path: ["bucket"] }] }),
            both,
            'row group 1: column "key": its chunk is one of "bucket"',
        ],
        [
            "with a chunk of fewer values",
            crafted({ columns: [bucket, { ...key, rows: 1 }] }),
            both,
            'row group 1: column "key": has 1 values for 2 rows',
        ],
        [
            "with a chunk in another file",
            crafted({ columns: [bucket, { ...key, chunk: { 1: binary("other") } }] }),
            both,
            'row group 1: column "key": lies in another file',
        ],
        [
            "with an encrypted chunk",
            crafted({ columns: [bucket, { ...key, chunk: { 8: struct({}) } }] }),
            both,
            'row group 1: column "key": is encrypted, which cannot be read',
        ],
        [
            "with a chunk without metadata",
            crafted({ columns: [bucket, { ...key, chunk: { 3: undefined } }] }),
            both,
            'row group 1: column "key": has no metadata',
        ],
        [
            "with a chunk beyond its footer",
            crafted({ columns: [bucket, { ...key, longer: 1 }] }),
            both,
            /^row group 1: column "key": lies outside the file: bytes \d+ to \d+ of \d+$/,
        ],
        [
            "with a chunk in its magic",
            crafted({ columns: [{ ...bucket, shift: -4 }, key] }),
            both,
            /^row group 1: column "bucket": lies outside the file: bytes 0 to \d+ of \d+$/,
        ],
        [
            "with an unknown codec",
            crafted({ columns: [bucket, { ...key, codec: 3 }] }),
            both,
            'column "key", row group 1: codec must be UNCOMPRESSED, SNAPPY, GZIP or ZSTD, got LZO',
        ],
        [
            "with pages that end too soon",
            withKey({ body: plainTexts("k1"), values: 1 }),
            both,
            'column "key", row group 1: its pages end 1 rows before the row group',
        ],
        [
            "with pages that end too late",
            withKey({ body: plainTexts("k1", "k2", "k3"), values: 3 }),
            both,
            'column "key", row group 1: its last page has 1 rows too many',
        ],
        [
            "with bytes behind a page's values",
            withKey({ body: [...plainTexts("k1", "k2"), 0], values: 2 }),
            both,
            'column "key", row group 1: 1 bytes are left behind its last value',
        ],
        [
            "with a page of an unknown type",
            withKey({ body: [], type: 9, values: 2 }),
            both,
            /page at byte \d+: is of unknown type 9$/,
        ],
        [
            "with a page longer than its chunk",
            withKey({ body: plainTexts("k1", "k2"), storedSize: 900, values: 2 }),
            both,
            /page at byte \d+: compressed_page_size must be 0 to 12, got 900$/,
        ],
        [
            "with a page of another sum",
            withKey({ body: plainTexts("k1", "k2"), crc: 1, values: 2 }),
            both,
            /page at byte \d+: its CRC must be 00000001 as its header says, got [0-9a-f]{8}$/,
        ],
        [
            "with a page of another size",
            withKey({ body: plainTexts("k1", "k2"), size: 11, values: 2 }),
            both,
            /page at byte \d+: says it has 11 bytes uncompressed, has 12$/,
        ],
        [
            "with a page beyond all memory",
            withKey({ body: plainTexts("k1", "k2"), size: 0x7fffffff, values: 2 }),
            both,
            /page at byte \d+: pages held at a time must have at most 50331648 bytes uncompressed, got \d+$/,
        ],
        [
            "with a text longer than its page",
            withKey({ body: [...plainTexts("k1"), 3, 0, 0, 0, 65], values: 2 }),
            both,
            'column "key", row group 1: text 2 must have 0 to 1 bytes, says 3',
        ],
        [
            "with a text of negative length",
            withKey({ body: [...plainTexts("k1"), 255, 255, 255, 255, 65], values: 2 }),
            both,
            'column "key", row group 1: text 2 must have 0 to 1 bytes, says 4294967295',
        ],
        [
            "with a page that ends inside a length",
            withKey({ body: [...plainTexts("k1"), 0, 0], values: 2 }),
            both,
            'column "key", row group 1: text 2 must have 0 to 0 bytes, says nothing',
        ],
        [
            "with an unknown encoding",
            withKey({ body: [], encoding: 9, values: 2 }),
            both,
            'column "key", row group 1: texts must be PLAIN, of a dictionary or DELTA, are BYTE_STREAM_SPLIT',
        ],
        [
            "with indices and no dictionary",
            withKey({ body: [0], encoding: 8, values: 2 }),
            both,
            'column "key", row group 1: names entry 0 of a dictionary of 0',
        ],
        [
            "with an index beyond its dictionary",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: [1, 3, 0b10], encoding: 8, values: 2 },
            ),
            both,
            'column "key", row group 1: names entry 1 of a dictionary of 1',
        ],
        [
            "with a run beyond its dictionary",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: [3, 4, 7], encoding: 8, values: 2 },
            ),
            both,
            'column "key", row group 1: names entry 7 of a dictionary of 1',
        ],
        [
            "with a run of a value wider than it may be",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: [1, 4, 7], encoding: 8, values: 2 },
            ),
            both,
            'column "key", row group 1: a value must have 1 bits, got 7',
        ],
        [
            "with indices of 33 bits",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: [33, 4, 0, 0, 0, 0, 0], encoding: 8, values: 2 },
            ),
            both,
            'column "key", row group 1: values must have 0 to 32 bits, have 33',
        ],
        [
            "with too few runs",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: [1, 2, 0], encoding: 8, values: 2 },
            ),
            both,
            'column "key", row group 1: runs of values end before the page\'s last value',
        ],
        [
            "with an endless run header",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: [1, 255, 255, 255, 255, 255, 255, 1], encoding: 8, values: 2 },
            ),
            both,
            'column "key", row group 1: runs of values end before the page\'s last value',
        ],
        [
            "with packed values that are cut off",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: [8, 3, 0], encoding: 8, values: 2 },
            ),
            both,
            'column "key", row group 1: packed values end before the page\'s last value',
        ],
        [
            "with a dictionary of more texts than bytes",
            withKey({ body: plainTexts("k1"), type: 2, values: 100_000_000 }),
            both,
            'column "key", row group 1: dictionary says it has 100000000 texts in 6 bytes',
        ],
        [
            "with a dictionary of another encoding",
            withKey({ body: [], type: 2, values: 0, encoding: 6 }),
            both,
            /page at byte \d+: dictionary must be PLAIN, is DELTA_LENGTH_BYTE_ARRAY$/,
        ],
        [
            "with two dictionaries",
            withKey(
                { body: plainTexts("k1"), type: 2, values: 1 },
                { body: plainTexts("k1"), type: 2, values: 1 },
            ),
            both,
            'column "key", row group 1: has two dictionaries',
        ],
        [
            "with bit-packed levels",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        repetition: 1,
                        pages: [
                            { body: [3, ...plainTexts("k1", "k2")], levelEncoding: 4, values: 2 },
                        ],
                    },
                ],
            }),
            both,
            /page at byte \d+: definition levels must be RLE, are BIT_PACKED$/,
        ],
        [
            "with levels longer than their page",
            crafted({
                columns: [
                    bucket,
                    { ...key, repetition: 1, pages: [{ body: [99, 0, 0, 0, 4, 1], values: 2 }] },
                ],
            }),
            both,
            /page at byte \d+: levels must have 0 to 2 bytes, say 99$/,
        ],
        [
            "with a page without room for levels",
            crafted({
                columns: [bucket, { ...key, repetition: 1, pages: [{ body: [1], values: 2 }] }],
            }),
            both,
            /page at byte \d+: levels must have 0 to -3 bytes, say -1$/,
        ],
        [
            "with levels beyond 1",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        repetition: 1,
                        pages: [{ body: [...levels(4, 2), ...plainTexts("k1", "k2")], values: 2 }],
                    },
                ],
            }),
            both,
            'column "key", row group 1: a value must have 1 bits, got 2',
        ],
        [
            "with other nulls than a page says",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        repetition: 1,
                        pages: [
                            {
                                body: [3, 1, ...plainTexts("k1")],
                                type: 3,
                                levelBytes: 2,
                                nulls: 0,
                                values: 2,
                            },
                        ],
                    },
                ],
            }),
            both,
            'column "key", row group 1: says a page has 0 nulls, has 1',
        ],
        [
            "with more values than rows on a page",
            withKey({ body: plainTexts("k1", "k2"), type: 3, rows: 1, values: 2 }),
            both,
            /page at byte \d+: has 2 values for 1 rows, in a flat column$/,
        ],
        [
            "with levels that are not there",
            withKey({ body: plainTexts("k1", "k2"), type: 3, levelBytes: 13, values: 2 }),
            both,
            /page at byte \d+: definition_levels_byte_length must be 0 to 12, got 13$/,
        ],
        [
            "with numbers that are cut off",
            withSize({ pages: [{ body: plainLongs(1), values: 2 }] }),
            three,
            'column "size", row group 1: numbers end before the page\'s last value',
        ],
        [
            "with numbers too many",
            withSize({ pages: [{ body: plainLongs(1, 2, 3), values: 2 }] }),
            three,
            'column "size", row group 1: 8 bytes are left behind its last value',
        ],
        [
            "with a number beyond its dictionary",
            withSize({
                pages: [
                    { body: plainLongs(1), type: 2, values: 1 },
                    { body: [1, 3, 0b10], encoding: 2, values: 2 },
                ],
            }),
            three,
            'column "size", row group 1: names entry 1 of a dictionary of 1',
        ],
        [
            "with a dictionary of half a number",
            withSize({ pages: [{ body: [1, 2, 3], type: 2, values: 1 }] }),
            three,
            'column "size", row group 1: dictionary says it has 1 values of 8 bytes, has 3 bytes',
        ],
        [
            "with numbers as booleans",
            withSize({ pages: [{ body: [], encoding: 3, values: 2 }] }),
            three,
            'column "size", row group 1: numbers must be PLAIN, of a dictionary or DELTA, are RLE',
        ],
        [
            "with deltas of uneven blocks",
            withSize({
                pages: [{ body: [...varint(128), ...varint(5), 2, 2], encoding: 5, values: 2 }],
            }),
            three,
            'column "size", row group 1: delta blocks must divide into miniblocks of 8n values, got 128 by 5',
        ],
        [
            "with deltas without miniblocks",
            withSize({ pages: [{ body: [...varint(128), 0, 2, 2], encoding: 5, values: 2 }] }),
            three,
            'column "size", row group 1: delta blocks must divide into miniblocks of 8n values, got 128 by 0',
        ],
        [
            "with more deltas than rows",
            withSize({
                pages: [
                    {
                        body: [...varint(128), 4, ...varint(4_000_000_000), 2],
                        encoding: 5,
                        values: 2,
                    },
                ],
            }),
            three,
            'column "size", row group 1: delta blocks: a count must be at most 2, got 4000000000',
        ],
        [
            "with deltas wider than 64 bits",
            withSize({
                pages: [
                    { body: [...varint(128), 4, 2, 2, 2, 65, 0, 0, 0], encoding: 5, values: 2 },
                ],
            }),
            three,
            'column "size", row group 1: delta values must have 0 to 64 bits, have 65',
        ],
        [
            "with deltas that are cut off",
            withSize({
                pages: [
                    { body: [...varint(128), 4, 2, 2, 2, 8, 0, 0, 0, 1], encoding: 5, values: 2 },
                ],
            }),
            three,
            'column "size", row group 1: delta values end before the last',
        ],
        [
            "with fewer deltas than rows",
            withSize({ pages: [{ body: [...varint(128), 4, 1, 2], encoding: 5, values: 2 }] }),
            three,
            'column "size", row group 1: numbers end before the page\'s last value',
        ],
        [
            "with a dictionary of booleans",
            crafted({
                columns: [
                    bucket,
                    key,
                    { name: "is_latest", type: 0, pages: [{ body: [1], type: 2, values: 1 }] },
                ],
            }),
            [...both, "IsLatest"],
            'column "is_latest", row group 1: booleans must not have a dictionary',
        ],
        [
            "with booleans that are cut off",
            crafted({
                columns: [
                    bucket,
                    key,
                    { name: "is_latest", type: 0, pages: [{ body: [], values: 2 }] },
                ],
            }),
            [...both, "IsLatest"],
            'column "is_latest", row group 1: booleans end before the page\'s last value',
        ],
        [
            "with bytes behind its booleans",
            crafted({
                columns: [
                    bucket,
                    key,
                    { name: "is_latest", type: 0, pages: [{ body: [3, 0], values: 2 }] },
                ],
            }),
            [...both, "IsLatest"],
            'column "is_latest", row group 1: bytes are left behind its last value',
        ],
        [
            "with damaged gzip",
            crafted({
                columns: [
                    bucket,
                    { ...key, codec: 2, pages: [{ body: [1, 2, 3], size: 12, values: 2 }] },
                ],
            }),
            both,
            /page at byte \d+: is not sound GZIP: incorrect header check$/,
        ],
        [
            "with a gzip bomb",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        codec: 2,
                        pages: [{ body: gzipSync(Buffer.alloc(10_000_000)), size: 12, values: 2 }],
                    },
                ],
            }),
            both,
            /page at byte \d+: is not sound GZIP: Cannot create a Buffer larger than 12 bytes$/,
        ],
        [
            "with gzip of fewer bytes",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        codec: 2,
                        pages: [{ body: gzipSync(Buffer.alloc(5)), size: 12, values: 2 }],
                    },
                ],
            }),
            both,
            /page at byte \d+: says it has 12 bytes uncompressed, has 5$/,
        ],
        [
            "with Snappy of another size",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        codec: 1,
                        pages: [{ body: snappyCompress(Buffer.alloc(500)), size: 12, values: 2 }],
                    },
                ],
            }),
            both,
            /page at byte \d+: says it has 12 bytes uncompressed, its Snappy says 500$/,
        ],
        [
            "with Snappy of less than it says",
            crafted({
                columns: [
                    bucket,
                    { ...key, codec: 1, pages: [{ body: [12, 0, 65], size: 12, values: 2 }] },
                ],
            }),
            both,
            /page at byte \d+: is not sound SNAPPY: /,
        ],
        [
            "with Snappy that copies from before its beginning",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        codec: 1,
                        pages: [{ body: [12, 0, 65, 0b11101, 200], size: 12, values: 2 }],
                    },
                ],
            }),
            both,
            /page at byte \d+: is not sound SNAPPY: /,
        ],
        [
            "with Snappy without a length",
            crafted({
                columns: [
                    bucket,
                    {
                        ...key,
                        codec: 1,
                        pages: [{ body: [255, 255, 255, 255, 255, 255], size: 12, values: 2 }],
                    },
                ],
            }),
            both,
            /page at byte \d+: is not sound SNAPPY: it does not begin with a length$/,
        ],
    ];

    for (const [what, bytes, columns, message] of cases)
        it(`${what} is refused`, () => {
            refused(bytes, columns, message);
        });

    it("with a page header that never ends is refused", () => {
        const page = { body: plainTexts("k1", "k2"), values: 2 };
        const length = pageBytes(page).length;
        const bytes = withKey(page);
        const start = Buffer.from(bytes).indexOf(Buffer.from(pageBytes(page)));
        bytes.fill(0x88, start, start + length);
        refused(bytes, both, /page at byte \d+: metadata holds a number of more than 10 bytes$/);
    });
});

describe("a damaged Parquet file", () => {
    const folder = path.join(__dirname, "../../../fixtures/inventory");
    const real = readFileSync(path.join(folder, "realAllVersions.parquet"));
    const rowsOf = (bytes: Uint8Array): unknown[] | undefined => {
        try {
            return read(bytes, realColumns);
        } catch (error) {
            assert.ok(error instanceof DataFileRefused, String((error as Error).stack));
            return undefined;
        }
    };
    const whole = rowsOf(real);

    it("is refused wherever it is cut off", () => {
        for (let length = 0; length < real.length; length += 3)
            assert.equal(rowsOf(real.subarray(0, length)), undefined, `cut off at ${length}`);
    });

    it("is refused or has its rows, whichever byte is another: its pages have sums", () => {
        let refusals = 0;
        const footer = real.length - 8 - real.readUInt32LE(real.length - 8);
        for (let at = 0; at < real.length; at++) {
            const damaged = Uint8Array.from(real);
            damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
            const rows = rowsOf(damaged);
            if (rows === undefined) refusals++;
            // What is said in the footer has no sum of its own: there the file's MD5 speaks.
            else if (at < footer) assert.deepEqual(rows, whole, `byte ${at}`);
        }
        assert.ok(refusals > real.length / 3, `${refusals} refusals`);
    });
});

function deep(levels: number): ReturnType<typeof struct> {
    let value = struct({});
    for (let level = 0; level < levels; level++) value = struct({ 1: value });
    return value;
}
