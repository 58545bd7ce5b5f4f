import * as assert from "node:assert/strict";
import { columnNamed } from "../../../../model/inventory/columnDefinitions";
import { batchCapacity } from "../../../../model/inventory/rowBatch";
import { DataFileRefused } from "../../../../runtime/shard/dataFileRefused";
import { orcBatches } from "../../../../runtime/shard/orc/orcBatches";
import { bytesFile } from "../parquet/bytesFile";
import { allColumns, reference, type ListedRow } from "../parquet/listedRows";
import { plainRows } from "../parquet/plainRows";
import { builtFile, type BuiltColumn } from "./builtColumns";
import { orcFile, streamKind, typeKind } from "./orcFile";
import { literalBits, literalsV1 } from "./plainRuns";
import { message, varint } from "./protobufMessage";

const sourceBucket = "b";

const read = (bytes: Uint8Array, columns: readonly string[]): unknown[] => [
    ...plainRows(
        orcBatches(bytesFile(bytes), { fileKey: "inventory/1.orc", columns, sourceBucket }),
        sourceBucket,
    ),
];

const refusal = (bytes: Uint8Array, columns: readonly string[]): string => {
    try {
        const rows = read(bytes, columns);
        return `no refusal but ${rows.length} rows`;
    } catch (error) {
        assert.ok(error instanceof DataFileRefused, String(error));
        return error.message.replace(/^data file inventory\/1\.orc: /, "");
    }
};

const bucket = (rows: number): BuiltColumn => ({
    name: "bucket",
    kind: "string",
    values: Array<string>(rows).fill("b"),
});
const keys = (...values: (string | Uint8Array | null)[]): BuiltColumn => ({
    name: "key",
    kind: "string",
    values,
});
const columnsOf = (columns: readonly BuiltColumn[]): string[] =>
    columns.map(
        ({ name }) => allColumns.find((known) => columnNamed(known)?.snakeName === name) ?? name,
    );
/** What the reference makes of the same values. */
const referenceOf = (columns: readonly BuiltColumn[]): unknown[] => {
    const rows = columns[0]?.values.map((_, row): ListedRow =>
        Object.fromEntries(
            columns.map(({ name, values }) => [name, values[row] as ListedRow[string]]),
        ),
    );
    return reference(rows ?? [], columnsOf(columns), sourceBucket);
};
const ofReference = (columns: readonly BuiltColumn[]): void => {
    assert.deepEqual(read(builtFile(columns), columnsOf(columns)), referenceOf(columns));
};

describe("ORC batches", () => {
    it("have the reference's values of every column, and its problems", () => {
        const hold = ["On", "Off", "ON", "OFF", "on", "Maybe", "", null];
        const columns: BuiltColumn[] = [
            { name: "bucket", kind: "string", values: ["b", "c", "", "b", "b", "bb", "b", "b"] },
            keys("a", "é+ %", "日本", "😀", "a/b", " ", "\uFEFFx", "z".repeat(1024)),
            {
                name: "version_id",
                kind: "string",
                values: ["", "null", null, "v".repeat(32), "v", "v", "v", "v"],
            },
            {
                name: "is_latest",
                kind: "boolean",
                values: [true, false, null, true, true, false, null, false],
            },
            {
                name: "is_delete_marker",
                kind: "boolean",
                values: [false, true, null, true, false, false, null, false],
            },
            {
                name: "size",
                kind: "bigint",
                values: [0, 1, null, 2n ** 53n - 1n, 2 ** 32 + 1, 7, 7, 7],
            },
            {
                name: "last_modified_date",
                kind: "timestamp",
                values: [0, -2000, null, 1e12 + 1, 1.7e12 + 999, -1000, 253402300799000, 1],
            },
            {
                name: "storage_class",
                kind: "string",
                values: [
                    "STANDARD",
                    "GLACIER",
                    "",
                    null,
                    "GLACIERS",
                    "SNOW",
                    "glacier",
                    "STANDARE",
                ],
            },
            {
                name: "replication_status",
                kind: "string",
                values: ["COMPLETED", "REPLICA", "", null, "PENDING", "FAILED", "NONE", "X"],
            },
            {
                name: "encryption_status",
                kind: "string",
                values: ["SSE-C", "SSE-S3", "", null, "SSE-K", "NOT-SSE", "sse-c", "SSE-C "],
            },
            {
                name: "object_lock_retain_until_date",
                kind: "instant",
                values: [null, 1.8e12, null, 1.8e12 + 5, null, null, null, 1],
            },
            { name: "object_lock_legal_hold_status", kind: "string", values: hold },
            { name: "object_lock_event_hold_status", kind: "string", values: hold.toReversed() },
            {
                name: "intelligent_tiering_access_tier",
                kind: "string",
                values: ["ARCHIVE", "FREQUENT", "", null, "DEEP_ARCHIVE", "X", "INFREQUENT", "x"],
            },
        ];
        ofReference(columns);
        const texts: readonly string[] = ["string"];
        ofReference(
            columns.map((column) => ({ ...column, isDictionary: texts.includes(column.kind) })),
        );
        ofReference(columns.toReversed());
    });

    it("end at each row that is not for their arrays, and go on after it", () => {
        const rows = 3 * batchCapacity;
        const isOdd = (row: number): boolean => row % 1000 === 0 || row === batchCapacity + 1;
        ofReference([
            keys(...Array.from({ length: rows }, (_, row) => (isOdd(row) ? null : `k${row}`))),
            bucket(rows),
            {
                name: "size",
                kind: "bigint",
                values: Array.from({ length: rows }, (_, row) => (row % 1001 === 0 ? -1 : row)),
            },
        ]);
    });

    it("name the size of an odd row in its own digits, batch after batch", () => {
        const rows = batchCapacity + 3;
        const large = new Map<number, number | bigint | null>([
            [2, 2n ** 63n - 1n],
            [batchCapacity + 1, -1],
            [batchCapacity + 2, -2],
        ]);
        ofReference([
            keys(...Array.from({ length: rows }, (_, row) => `k${row}`)),
            bucket(rows),
            {
                name: "size",
                kind: "bigint",
                values: Array.from(
                    { length: rows },
                    (_, row) => large.get(row) ?? (row === 0 ? null : 5),
                ),
            },
        ]);
    });

    it("leave the bytes of a key alone, and show them when a row is odd", () => {
        const broken = Buffer.of(0x61, 0xff);
        const columns = [
            keys(broken, broken),
            bucket(2),
            { name: "size", kind: "bigint", values: [1, -1] } as const,
        ];
        const bytes = builtFile(columns);
        const context = { fileKey: "f", columns: columnsOf(columns), sourceBucket };
        const [batch] = [...orcBatches(bytesFile(bytes), context)];
        assert.ok(batch);
        assert.deepEqual(
            batch.keyBytes.subarray(batch.keyStart[0], batch.keyEnd[0]),
            new Uint8Array(broken),
        );
        assert.deepEqual(batch.odd, { problem: 'Key: must be UTF-8, got "a\ufffd"' });
    });

    it("take all widths of integers for a size, and refuse the rest by name", () => {
        for (const kind of ["tinyint", "smallint", "int", "bigint"] as const)
            ofReference([
                keys("a", "b", "c", "d"),
                bucket(4),
                { name: "size", kind, values: [0, 127, null, 5] },
            ]);
        const date = builtFile([
            keys("a"),
            bucket(1),
            { name: "last_modified_date", kind: "date", values: [1] },
        ]);
        assert.equal(
            refusal(date, ["Key", "Bucket", "LastModifiedDate"]),
            "column LastModifiedDate: type must be one of timestamp, timestamp with local time zone, got date",
        );
    });

    it("take a retain-until date in milliseconds, but not what can only be seconds", () => {
        const columns: BuiltColumn[] = [
            keys("a", "b", "c", "d"),
            bucket(4),
            {
                name: "object_lock_retain_until_date",
                kind: "bigint",
                values: [1.8e12, 1.8e9, null, 1.8e15],
            },
        ];
        const problem = (digits: string) => ({
            problem: `ObjectLockRetainUntilDate must be an instant as "2026-01-31T23:59:59.000Z", got "${digits}"`,
        });
        const found = read(builtFile(columns), columnsOf(columns)) as { lockedUntil?: number }[];
        assert.equal(found[0]?.lockedUntil, 1.8e12);
        assert.deepEqual(found[1], problem("1800000000"));
        assert.equal(found[2]?.lockedUntil, undefined);
        assert.deepEqual(found[3], problem("1800000000000000"));
    });

    it("take instants before the year 0 and after 9999 for unreadable", () => {
        const columns: BuiltColumn[] = [
            keys("a", "b", "c"),
            bucket(3),
            {
                name: "last_modified_date",
                kind: "timestamp",
                values: [253402300800000, -62167219201000, 9e15],
            },
        ];
        const expected = 'LastModifiedDate must be an instant as "2026-01-31T23:59:59.000Z", got ';
        assert.deepEqual(read(builtFile(columns), columnsOf(columns)), [
            { problem: `${expected}"+010000-01-01T00:00:00.000Z"` },
            { problem: `${expected}"-000001-12-31T23:59:59.000Z"` },
            { problem: `${expected}"9000000000000000 ms from 1970"` },
        ]);
    });

    it("leave out the spaces that fill up a char, but take no char for a key", () => {
        const char: BuiltColumn = {
            name: "storage_class",
            kind: "char",
            values: ["GLACIER   ", "STANDARD  ", "          "],
        };
        for (const isDictionary of [false, true]) {
            const columns = [keys("a ", "b", "c"), bucket(3), { ...char, isDictionary }];
            assert.deepEqual(
                read(builtFile(columns), columnsOf(columns)),
                referenceOf([
                    keys("a ", "b", "c"),
                    bucket(3),
                    { ...char, values: ["GLACIER", "STANDARD", ""] },
                ]),
            );
        }
        assert.equal(
            refusal(builtFile([{ ...keys("a"), kind: "char" }, bucket(1)]), ["Key", "Bucket"]),
            "column Key: type must be one of string, varchar, binary, got char",
        );
    });

    it("add the first of January 2015 in the writer's zone to a timestamp, and UTC's to an instant", () => {
        const winter = Date.UTC(2026, 0, 1);
        // The hour that New York's clocks show twice.
        const autumn = Date.UTC(2026, 10, 1, 6, 30);
        const of = (kind: "timestamp" | "instant", timeZone: string): unknown[] => {
            const columns: BuiltColumn[] = [
                keys("a", "b"),
                bucket(2),
                { name: "last_modified_date", kind, values: [winter, autumn] },
            ];
            const bytes = builtFile(columns, { stripeFooter: { 3: timeZone } });
            return read(bytes, columnsOf(columns)).map(
                (row) => (row as { lastModified: number }).lastModified,
            );
        };
        const hour = 3_600_000;
        assert.deepEqual(of("timestamp", "UTC"), [winter, autumn]);
        assert.deepEqual(of("timestamp", "America/New_York"), [
            winter + 5 * hour,
            autumn + 5 * hour,
        ]);
        assert.deepEqual(of("instant", "America/New_York"), [winter, autumn]);
        assert.throws(
            () => of("timestamp", "Mars/Olympus"),
            /: stripe 1 of 1: column LastModifiedDate: the writer's time zone must be one of the IANA database, got "Mars\/Olympus"$/,
        );
        assert.deepEqual(of("instant", "Mars/Olympus"), [winter, autumn]);
    });

    it("take columns without names by their position, as Hive writes them", () => {
        const columns = [keys("a", "b"), bucket(2)];
        const names = columns.map((column, index) => ({ ...column, name: `_col${index}` }));
        assert.deepEqual(read(builtFile(names), ["Key", "Bucket"]), referenceOf(columns));
        assert.equal(
            refusal(builtFile(names), ["Key", "Bucket", "Size"]),
            "columns without names must be the 3 of fileSchema in its order, got 2",
        );
    });

    it("read past columns that nobody needs, lists and maps included", () => {
        const columns = [keys("a"), bucket(1)];
        const bytes = builtFile([
            ...columns,
            { name: "e_tag", kind: "string", values: ["x"] },
            { name: "new_column", kind: "struct", values: ["?"] },
        ]);
        assert.deepEqual(read(bytes, ["Key", "Bucket", "ETag"]), referenceOf(columns));
    });

    const lists: readonly (readonly [string, readonly BuiltColumn[], readonly string[], string])[] =
        [
            [
                "a column that is missing",
                [keys("a"), bucket(1)],
                ["Bucket", "Key", "Size"],
                "must have the column Size that fileSchema lists, got key, bucket",
            ],
            [
                "a column that comes twice",
                [keys("a"), bucket(1), keys("b")],
                ["Bucket", "Key"],
                "must have the column Key once, got it again",
            ],
            [
                "a column that fileSchema does not list",
                [keys("a"), bucket(1), { name: "version_id", kind: "string", values: ["v"] }],
                ["Bucket", "Key"],
                "columns must be those of fileSchema, got VersionId besides",
            ],
            [
                "a column of another type",
                [
                    { ...keys("a"), kind: "string" },
                    { ...bucket(1), kind: "bigint", values: [1] },
                ],
                ["Bucket", "Key"],
                "column Bucket: type must be one of string, varchar, char, binary, got bigint",
            ],
        ];
    for (const [name, columns, listed, expected] of lists)
        it(`refuse ${name}`, () => {
            assert.equal(refusal(builtFile(columns), listed), expected);
        });

    const sound = [keys("a", "b"), bucket(2)];
    const listed = ["Key", "Bucket"];
    const tails: readonly (readonly [string, Uint8Array, string | RegExp])[] = [
        ["nothing", Buffer.alloc(0), /^must be an ORC file, got 0 bytes; it is empty or cut off$/],
        ["another format", Buffer.from("PAR1....PAR1"), /^must be an ORC file, which begins with/],
        ["LZ4", builtFile(sound, { postscript: { 2: 4 } }), /got LZ4$/],
        ["LZO", builtFile(sound, { postscript: { 2: 3 } }), /got LZO$/],
        ["a codec of the future", builtFile(sound, { postscript: { 2: 9 } }), /got number 9$/],
        [
            "blocks of a gibibyte",
            builtFile(sound, { postscript: { 2: 1, 3: 2 ** 30 } }),
            "file tail: postscript: compression blocks must have 1 to 8388608 bytes, got 1073741824",
        ],
        [
            "version 2",
            builtFile(sound, { postscript: { 4: [1, 9999] } }),
            "file tail: postscript: version must be one of 0.11, 0.12, got 1.9999",
        ],
        [
            "encrypted columns",
            builtFile(sound, { footer: { 10: Buffer.alloc(0) } }),
            "file tail: columns must not be encrypted; S3 Inventory encrypts whole files",
        ],
        [
            "a footer that is longer than the file",
            builtFile(sound, { postscript: { 1: 100_000 } }),
            /^file tail: postscript: footer and metadata must have 1 to \d+ bytes, got 100000; is the file cut off\?$/,
        ],
        [
            "rows that its stripes do not have",
            builtFile(sound, { footer: { 6: 3 } }),
            "file tail: footer: stripes must have the file's 3 rows together, got 2",
        ],
        [
            "a stripe beyond the file",
            builtFile(sound, { stripe: { 3: 1_000_000 } }),
            /^file tail: footer: stripe 1 must lie in bytes 3 to \d+, got 3 to \d+$/,
        ],
        [
            "counts of 64 bits",
            builtFile(sound, { footer: { 6: 2n ** 63n } }),
            "file tail: must be a protobuf message, got field 6, which must be a number",
        ],
        [
            "no struct",
            builtFile(sound, { footer: { 4: [message({ 1: 7 })] } }),
            "rows must be a struct of columns, got string",
        ],
        [
            "columns without types",
            builtFile(sound, {
                footer: { 4: [message({ 1: 12, 2: [1, 9], 3: ["bucket", "key"] })] },
                stripeFooter: { 2: [message({})] },
            }),
            /^column Key: type must be one of string, varchar, binary, got type 9 of 1$/,
        ],
        [
            "an encoding of the future",
            builtFile(sound, { stripeFooter: { 2: [0, 1, 2].map(() => message({ 1: 4 })) } }),
            "stripe 1 of 1: column Key: encoding must be one of DIRECT, DICTIONARY, DIRECT_V2, DICTIONARY_V2, got number 4",
        ],
        [
            "fewer encodings than columns",
            builtFile(sound, { stripeFooter: { 2: [message({})] } }),
            "stripe 1 of 1: must have an encoding for each of 3 types, got 1",
        ],
        [
            "more rows than values",
            builtFile(sound, { footer: { 6: 3 }, stripe: { 5: 3 } }),
            "stripe 1 of 1: column Key: LENGTH stream must have a value for every row, got fewer",
        ],
        [
            "more values than rows",
            builtFile(sound, { footer: { 6: 1 }, stripe: { 5: 1 } }),
            "stripe 1 of 1: column Key: must have as many values as the stripe has rows, got more",
        ],
    ];
    for (const [name, bytes, expected] of tails)
        it(`refuse ${name}`, () => {
            if (typeof expected === "string") assert.equal(refusal(bytes, listed), expected);
            else assert.match(refusal(bytes, listed), expected);
        });

    const stripe = (
        streams: readonly (readonly [kind: number, bytes: Uint8Array])[],
        encoding: readonly [number, number?],
        rows = 1,
    ): Buffer =>
        orcFile({
            columns: [
                ["key", typeKind.string],
                ["bucket", typeKind.string],
            ],
            stripes: [
                {
                    rows,
                    streams: streams.map(([kind, bytes]) => ({ column: 1, kind, bytes })),
                    encodings: { 1: encoding },
                },
            ],
        });
    const lengths = (...values: (number | bigint)[]): Buffer => literalsV1(values, false);
    const hostile: readonly (readonly [string, Uint8Array, string])[] = [
        [
            "a dictionary of more entries than rows",
            stripe([], [1, 2 ** 31]),
            "dictionary must have at most as many entries as the stripe has rows, 1, and 67108864, got 2147483648",
        ],
        [
            "a dictionary of a quadrillion entries",
            stripe([], [1, 2 ** 50], 2 ** 51),
            "dictionary must have at most as many entries as the stripe has rows, 2251799813685248, and 67108864, got 1125899906842624",
        ],
        [
            "an entry that the dictionary does not have",
            stripe(
                [
                    [streamKind.data, lengths(1)],
                    [streamKind.length, lengths(1)],
                    [streamKind.dictionary, Buffer.from("a")],
                ],
                [1, 1],
            ),
            "DATA stream must name one of 1 dictionary entries, got number 1",
        ],
        [
            "more dictionary than entries",
            stripe(
                [
                    [streamKind.data, lengths(0)],
                    [streamKind.length, lengths(1)],
                    [streamKind.dictionary, Buffer.from("ab")],
                ],
                [1, 1],
            ),
            "dictionary must have 1 entries, got more",
        ],
        [
            "a value of 3 GB",
            stripe([[streamKind.length, lengths(3e9)]], [0]),
            "LENGTH stream must have lengths of 0 to 65536 bytes, got 3000000000",
        ],
        [
            "a length below zero",
            stripe([[streamKind.length, lengths(2n ** 64n - 5n)]], [0]),
            "LENGTH stream must have lengths of 0 to 65536 bytes, got -5",
        ],
        [
            "long values in every row",
            stripe([[streamKind.length, lengths(...Array<number>(4096).fill(65536))]], [0], 4096),
            "LENGTH stream must have at most 16777216 bytes in 4096 rows, got 268435456",
        ],
        [
            "a value that the data does not have",
            stripe([[streamKind.length, lengths(9)]], [0]),
            "DATA stream must have all bytes of its values, got its end; it is cut off",
        ],
        [
            "a number without an end",
            stripe([[streamKind.length, Buffer.alloc(100, 0xff)]], [0]),
            "LENGTH stream must have numbers of at most 10 bytes, got a longer one",
        ],
    ];
    for (const [name, bytes, expected] of hostile)
        it(`refuse ${name}`, () => {
            assert.equal(refusal(bytes, listed), `stripe 1 of 1: column Key: ${expected}`);
        });

    it("refuse a stream twice, and streams that are longer than the stripe", () => {
        const twice = stripe(
            [
                [streamKind.length, lengths(1)],
                [streamKind.length, lengths(1)],
            ],
            [0],
        );
        assert.equal(
            refusal(twice, listed),
            "stripe 1 of 1: stream 2 of type 1 must come once, got it again",
        );
        const long = builtFile(sound, { stripeFooter: { 1: [message({ 1: 1, 2: 1, 3: 9e9 })] } });
        assert.match(
            refusal(long, listed),
            /^stripe 1 of 1: stream 1 of type 1 must end at byte \d+, got 9000000003$/,
        );
        const short = builtFile(sound, { stripeFooter: { 1: [] } });
        assert.match(
            refusal(short, listed),
            /^stripe 1 of 1: streams must have the stripe's \d+ bytes together, got 0$/,
        );
    });

    it("refuse a row that is null as a whole", () => {
        const columns = [keys("a", "b"), bucket(2)];
        const root = (bits: readonly boolean[]): Buffer => {
            const bytes = literalBits(bits);
            return orcFile({
                columns: [
                    ["key", typeKind.string],
                    ["bucket", typeKind.string],
                ],
                stripes: [
                    {
                        rows: 2,
                        streams: [
                            { column: 0, kind: streamKind.present, bytes },
                            ...[1, 2].flatMap((column) => [
                                { column, kind: streamKind.length, bytes: lengths(1, 1) },
                                {
                                    column,
                                    kind: streamKind.data,
                                    bytes: Buffer.from(column === 1 ? "ab" : "bb"),
                                },
                            ]),
                        ],
                    },
                ],
            });
        };
        assert.deepEqual(read(root([true, true]), listed), referenceOf(columns));
        assert.equal(
            refusal(root([true, false]), listed),
            "stripe 1 of 1: rows must not be null as a whole, got one that is",
        );
    });

    it("read zlib in blocks of any size, and refuse blocks that are larger than the file says", () => {
        const columns = [
            keys(...Array.from({ length: 60 }, (_, row) => `some/key/${"x".repeat(row * 9)}`)),
            bucket(60),
        ];
        for (const zlibBlocks of [5, 7, 64, 1000, 100_000])
            assert.deepEqual(
                read(builtFile(columns, { zlibBlocks }), listed),
                referenceOf(columns),
            );
        assert.match(
            refusal(builtFile(columns, { zlibBlocks: 10_000, postscript: { 3: 500 } }), listed),
            /: must be ZLIB blocks of at most 500 bytes, got Cannot create a Buffer larger than 500 bytes$/,
        );
    });

    it("say nothing of rows in an empty file", () => {
        assert.deepEqual(read(builtFile([keys(), bucket(0)], { stripes: [] }), listed), []);
        assert.deepEqual(read(builtFile([keys(), bucket(0)]), listed), []);
    });

    it("leave errors of the disk as they are", () => {
        const broken = new Error("EIO");
        const file = {
            size: 100,
            read(): Buffer {
                throw broken;
            },
        };
        const context = { fileKey: "f", columns: listed, sourceBucket };
        assert.throws(
            () => [...orcBatches(file, context)],
            (error) => error === broken,
        );
    });

    it("refuse numbers of protobuf without an end", () => {
        assert.deepEqual([...varint(300)], [0xac, 0x02]);
        const endless = builtFile(sound, { postscript: { 8001: Buffer.alloc(0) } });
        endless.fill(0xff, endless.length - 12, endless.length - 1);
        assert.match(refusal(endless, listed), /^file tail: must be a protobuf message, got /);
    });
});
