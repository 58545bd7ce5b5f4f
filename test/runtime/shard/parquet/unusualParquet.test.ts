import * as assert from "node:assert/strict";
import { snappyCompress } from "hysnappy";
import { rowState } from "../../../../model/inventory/rowBatch";
import type { RandomAccessFile } from "../../../../runtime/shard/batchSource";
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
    plainLongs,
    plainTexts,
    struct,
} from "./craftedParquet";
import type { CraftedColumn, CraftedPage } from "./craftedParquet";
import { plainRows } from "./plainRows";
import type { PlainRow } from "./plainRows";
import { writeParquet } from "./writtenParquet";

const bucket: CraftedColumn = {
    name: "bucket",
    pages: [{ body: plainTexts("b", "b"), values: 2 }],
};
const key: CraftedColumn = { name: "key", pages: [{ body: plainTexts("k1", "k2"), values: 2 }] };

function read(bytes: Uint8Array, columns: readonly string[]): unknown[] {
    const context = { fileKey: "f", columns, sourceBucket: "b" };
    return [...plainRows(parquetBatches(bytesFile(bytes), context), "b")];
}

/** The member of both rows when the file has one more column. */
function members(name: string, member: keyof PlainRow, column: Omit<CraftedColumn, "name">) {
    const snakeName = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    const file = { columns: [bucket, { name: snakeName, ...column }, key], rows: 2 };
    return read(craftedParquet(file), ["Key", name, "Bucket"]).map((row) =>
        row !== null && typeof row === "object" && "problem" in row
            ? row.problem
            : (row as PlainRow)[member],
    );
}

const keysOf = (...pages: readonly CraftedPage[]): unknown[] =>
    read(craftedParquet({ columns: [bucket, { ...key, pages }], rows: 2 }), ["Bucket", "Key"]).map(
        (row) => (row as PlainRow).key,
    );

const utcMillis = struct({ 8: struct({ 1: flag(true), 2: struct({ 1: struct({}) }) }) });
const utcMicros = struct({ 8: struct({ 1: flag(true), 2: struct({ 2: struct({}) }) }) });
const utcNanos = struct({ 8: struct({ 1: flag(true), 2: struct({ 3: struct({}) }) }) });

describe("an unusual Parquet file", () => {
    it("may say its dates in either spelling and in any unit, parts of a millisecond cut off", () => {
        const of = (stored: readonly bigint[], said: Partial<CraftedColumn>): unknown =>
            members("LastModifiedDate", "lastModified", {
                type: 2,
                pages: [{ body: plainLongs(...stored), values: 2 }],
                ...said,
            });
        const millis = [1_715_035_068_123n, -1n];
        const micros = [1_715_035_068_123_999n, -1n];
        const nanos = [1_715_035_068_123_999_999n, -1n];
        const expected = [1_715_035_068_123, -1];
        assert.deepEqual(of(millis, { convertedType: 9 }), expected);
        assert.deepEqual(of(micros, { convertedType: 10 }), expected);
        assert.deepEqual(of(millis, { logicalType: utcMillis }), expected);
        assert.deepEqual(of(micros, { logicalType: utcMicros, convertedType: 10 }), expected);
        assert.deepEqual(of(nanos, { logicalType: utcNanos }), expected);
        // Blocks of 128 values in 4 miniblocks, 2 values: -1 and the same again.
        const deltas = { body: [128, 1, 4, 2, 1, 0, 0, 0, 0, 0], encoding: 5, values: 2 };
        assert.deepEqual(of([], { convertedType: 10, pages: [deltas] }), [-1, -1]);
    });

    it("may have dates of 96 bits", () => {
        const day = (julian: number): number[] => [...Buffer.from(Int32Array.of(julian).buffer)];
        const body = [
            ...plainLongs(86_399_999_999_999n),
            ...day(2_440_588),
            ...plainLongs(0n),
            ...day(2_460_438),
        ];
        assert.deepEqual(
            members("LastModifiedDate", "lastModified", { type: 3, pages: [{ body, values: 2 }] }),
            [86_399_999, Date.UTC(2024, 4, 7)],
        );
    });

    it("has rows of their own for dates that CSV inventories could not say", () => {
        const limits = [253_402_300_799_999n, -62_167_219_200_000n];
        const dates = (...stored: readonly bigint[]): unknown =>
            members("LastModifiedDate", "lastModified", {
                type: 2,
                convertedType: 9,
                pages: [{ body: plainLongs(...stored), values: 2 }],
            });
        assert.deepEqual(dates(...limits), limits.map(Number));
        const problem = (got: string): string =>
            `LastModifiedDate must be an instant as "2026-01-31T23:59:59.000Z", got "${got}"`;
        assert.deepEqual(dates(253_402_300_800_000n, -62_167_219_200_001n), [
            problem("+010000-01-01T00:00:00.000Z"),
            problem("-000001-12-31T23:59:59.999Z"),
        ]);
        assert.deepEqual(dates(2n ** 63n - 1n, 0n), [problem("9223372036854776000 ms"), 0]);
    });

    it("has sizes up to 2^53 - 1", () => {
        const sizes = (...stored: readonly bigint[]): unknown =>
            members("Size", "size", {
                type: 2,
                pages: [{ body: plainLongs(...stored), values: 2 }],
            });
        assert.deepEqual(sizes(0n, 2n ** 53n - 1n), [0, Number.MAX_SAFE_INTEGER]);
        assert.deepEqual(sizes(-1n, 2n ** 53n), [
            'Size must be a number of bytes, got "-1"',
            'Size must be a number of bytes, got "9007199254740992"',
        ]);
    });

    it("may have sizes of 32 bits", () => {
        const bytes = writeParquet(
            [
                { bucket: "b", key: "k1", size: 2_147_483_647 },
                { bucket: "b", key: "k2", size: -5 },
                { bucket: "b", key: "k3", size: null },
            ],
            {
                columns: [{ name: "Size", type: "INT32" }, { name: "Bucket" }, { name: "Key" }],
            },
        );
        assert.deepEqual(
            read(bytes, ["Bucket", "Key", "Size"]).map((row) =>
                "problem" in (row as object)
                    ? (row as { problem: string }).problem
                    : (row as PlainRow).size,
            ),
            [2_147_483_647, 'Size must be a number of bytes, got "-5"', undefined],
        );
    });

    it("may have a page of nulls alone that names a dictionary it lacks", () => {
        const pages = [{ body: levels(4, 0), encoding: 2, values: 2 }];
        for (const body of [levels(4, 0), [...levels(4, 0), 0]])
            assert.deepEqual(
                members("StorageClass", "storageClass", {
                    repetition: 1,
                    pages: [{ ...pages[0], body, encoding: 2, values: 2 }],
                }),
                [0, 0],
            );
    });

    it("may have pages without rows, and index pages", () => {
        assert.deepEqual(
            keysOf(
                { body: [], values: 0 },
                { body: plainTexts("k1"), values: 1 },
                { body: [1, 2, 3], type: 1, values: 0 },
                { body: [], values: 0 },
                { body: plainTexts("k2"), values: 1 },
                { body: [], values: 0 },
            ),
            ["k1", "k2"],
        );
    });

    it("may go from the dictionary to plain texts and back", () => {
        assert.deepEqual(
            keysOf(
                { body: plainTexts("k1", "k2"), type: 2, encoding: 2, values: 2, crc: "right" },
                { body: [1, 2, 1], encoding: 2, values: 1, crc: "right" },
                { body: plainTexts("k9"), values: 1, crc: "right" },
            ),
            ["k2", "k9"],
        );
    });

    it("may have indices of up to 32 bits", () => {
        for (const width of [1, 7, 8, 9, 16, 17, 24, 25, 32]) {
            // Entry 1, then entry 0, then six to spare.
            const packed = Array.from({ length: width }, (_, at) => (at === 0 ? 1 : 0));
            assert.deepEqual(
                keysOf(
                    { body: plainTexts("k1", "k2"), type: 2, values: 2 },
                    { body: [width, 3, ...packed], encoding: 8, values: 2 },
                ),
                ["k2", "k1"],
                `${width} bits`,
            );
        }
    });

    it("may store pages of version 2 as they are in a compressed column", () => {
        const body = plainTexts("k1", "k2");
        const compressed = { body: [...snappyCompress(Uint8Array.from(body))], size: body.length };
        for (const page of [{ body, isCompressed: false }, compressed])
            assert.deepEqual(
                read(
                    craftedParquet({
                        columns: [
                            bucket,
                            { ...key, codec: 1, pages: [{ ...page, type: 3, values: 2 }] },
                        ],
                        rows: 2,
                    }),
                    ["Bucket", "Key"],
                ).map((row) => (row as PlainRow).key),
                ["k1", "k2"],
            );
    });

    it("may have columns that nobody asked for, nested ones too", () => {
        const nested: CraftedColumn = {
            name: "extra",
            children: [
                { name: "inner", children: [{ ...key, name: "leaf" }], pages: [] },
                { ...key, name: "other" },
            ],
            pages: [],
        };
        const columns = [nested, bucket, { ...key, name: "owner", repetition: 2 }, key];
        // The crafted file lists the chunks of top-level columns; the nested ones come first.
        const chunks = (file: Uint8Array): unknown[] => read(file, ["Bucket", "Key"]);
        const leaves = [
            { ...key, name: "leaf" },
            { ...key, name: "other" },
            bucket,
            { ...key, name: "owner" },
            key,
        ];
        const flat = craftedParquet({ columns: leaves, rows: 2 });
        assert.equal(chunks(flat).length, 2);
        assert.deepEqual(chunks(withSchemaOf(columns, leaves)), chunks(flat));
    });

    it("takes any word for a hold that CSV inventories take, and no other", () => {
        const holds = (...words: readonly string[]): unknown =>
            members("ObjectLockLegalHoldStatus", "state", {
                pages: [{ body: plainTexts(...words), values: 2 }],
            });
        assert.deepEqual(holds("On", "Off"), [rowState.legalHold, 0]);
        assert.deepEqual(holds("ON", ""), [rowState.legalHold, 0]);
        assert.deepEqual(holds("Maybe", "Off"), [
            'ObjectLockLegalHoldStatus must be "On" or "Off", got "Maybe"',
            0,
        ]);
    });

    it("keeps keys as they are, and says of an odd row whose key is no text that it is none", () => {
        const body = [2, 0, 0, 0, 0xff, 0xfe, ...plainTexts("k2")];
        const columns = ["Bucket", "Key", "Size"];
        const file = (size: bigint): Uint8Array =>
            craftedParquet({
                columns: [
                    bucket,
                    { ...key, pages: [{ body, values: 2 }] },
                    { name: "size", type: 2, pages: [{ body: plainLongs(size, 2n), values: 2 }] },
                ],
                rows: 2,
            });
        const [batch] = parquetBatches(bytesFile(file(1n)), {
            fileKey: "f",
            columns,
            sourceBucket: "b",
        });
        assert.deepEqual(
            [...(batch?.keyBytes.subarray(batch.keyStart[0], batch.keyEnd[0]) ?? [])],
            [0xff, 0xfe],
        );
        assert.deepEqual(read(file(-1n), columns)[0], { problem: "Key: must be UTF-8, is not" });
    });

    it("says nothing of columns that it lacks", () => {
        const [row] = read(craftedParquet({ columns: [key], rows: 2 }), ["Key"]);
        assert.deepEqual(row, {
            key: "k1",
            version: "",
            state: rowState.otherBucket,
            size: undefined,
            lastModified: undefined,
            lockedUntil: undefined,
            storageClass: 0,
            replication: 0,
            accessTier: 0,
        });
    });

    it("may have a footer longer than the first read", () => {
        const columns = [bucket, key];
        const footer = { 99: binary(Buffer.alloc(300_000)) };
        assert.equal(
            read(craftedParquet({ columns, rows: 2, footer }), ["Bucket", "Key"]).length,
            2,
        );
    });

    it("may have no rows, or row groups without any", () => {
        const empty = {
            columns: [
                { ...bucket, pages: [] },
                { ...key, pages: [] },
            ],
            rows: 0,
        };
        assert.deepEqual(read(craftedParquet(empty), ["Bucket", "Key"]), []);
        assert.deepEqual(
            read(craftedParquet({ ...empty, footer: { 4: list(12, []) } }), ["Bucket", "Key"]),
            [],
        );
    });

    it("is read in pieces: not the columns that decide nothing, and no page twice", () => {
        const rows = Array.from({ length: 20_000 }, (_, index) => ({
            bucket: "b",
            key: `${index}/`.padEnd(60, String(index * 7919)),
            e_tag: String(index * 104_729).padStart(32, "0"),
        }));
        const columns = [{ name: "Bucket" }, { name: "Key" }, { name: "ETag" }];
        const bytes = writeParquet(rows, {
            columns: columns.map((column) => ({ ...column, encoding: "PLAIN" })),
            codec: "UNCOMPRESSED",
            pageSize: 100_000,
        });
        const whole = bytesFile(bytes);
        let read = 0;
        let longest = 0;
        const file: RandomAccessFile = {
            size: whole.size,
            read(offset, length) {
                read += length;
                longest = Math.max(longest, length);
                return whole.read(offset, length);
            },
        };
        const context = { fileKey: "f", columns: ["Bucket", "Key", "ETag"], sourceBucket: "b" };
        let found = 0;
        for (const batch of parquetBatches(file, context)) found += batch.rows;
        assert.equal(found, 20_000);
        assert.ok(longest < 110_000, `${longest} bytes in one read`);
        // Without the 0.72 MB of ETags; 32 KiB of each page are read a second time, in search of its header.
        assert.ok(read < 1_900_000 && bytes.length > 2_100_000, `${read} of ${bytes.length} bytes`);
    });
});

/** A file with the chunks of `leaves` and the schema of `columns`. */
function withSchemaOf(
    columns: readonly CraftedColumn[],
    leaves: readonly CraftedColumn[],
): Uint8Array {
    const element = (column: CraftedColumn): ReturnType<typeof struct>[] => [
        struct({
            1: column.children === undefined ? i32(6) : undefined,
            3: i32(column.repetition ?? 0),
            4: binary(column.name),
            5: column.children === undefined ? undefined : i32(column.children.length),
        }),
        ...(column.children ?? []).flatMap(element),
    ];
    const schema = list(12, [
        struct({ 4: binary("s3.inventory"), 5: i32(columns.length) }),
        ...columns.flatMap(element),
    ]);
    return craftedParquet({ columns: leaves, rows: 2, footer: { 2: schema, 3: i64(2) } });
}
