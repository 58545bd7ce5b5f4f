/** Parquet files put together byte by byte, for what no writer writes. */
import { crc32 } from "node:zlib";

/** A value in Thrift's compact protocol. */
export interface Thrift {
    readonly type: number;
    readonly bytes: readonly number[];
}

type Bytes = readonly number[] | Uint8Array;

export function varint(value: number | bigint): number[] {
    const bytes: number[] = [];
    let rest = BigInt(value);
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    return [...bytes, Number(rest)];
}

const zigzag = (value: number | bigint): number[] => {
    const whole = BigInt(value);
    return varint(whole < 0n ? -2n * whole - 1n : 2n * whole);
};

export const i32 = (value: number): Thrift => ({ type: 5, bytes: zigzag(value) });
export const i64 = (value: number | bigint): Thrift => ({ type: 6, bytes: zigzag(value) });
export const flag = (value: boolean): Thrift => ({ type: value ? 1 : 2, bytes: [] });
export const binary = (value: string | Bytes): Thrift => {
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    return { type: 8, bytes: [...varint(bytes.length), ...bytes] };
};
export const list = (type: number, values: readonly Thrift[]): Thrift => ({
    type: 9,
    bytes: [0xf0 | type, ...varint(values.length), ...values.flatMap(({ bytes }) => bytes)],
});
/** Fields by number; undefined ones are left out. */
export const struct = (fields: Readonly<Record<number, Thrift | undefined>>): Thrift => ({
    type: 12,
    bytes: [
        ...Object.entries(fields).flatMap(([id, value]) =>
            value === undefined ? [] : [value.type, ...zigzag(Number(id)), ...value.bytes],
        ),
        0,
    ],
});

export interface CraftedPage {
    readonly body: Bytes;
    /** Page type; 0 is a data page of version 1. */
    readonly type?: number | undefined;
    readonly values: number;
    readonly encoding?: number | undefined;
    readonly levelEncoding?: number | undefined;
    readonly size?: number | undefined;
    readonly storedSize?: number | undefined;
    readonly crc?: number | "right" | undefined;
    /** Of version 2. */
    readonly nulls?: number | undefined;
    readonly rows?: number | undefined;
    readonly levelBytes?: number | undefined;
    readonly isCompressed?: boolean | undefined;
}

export function pageBytes(page: CraftedPage): number[] {
    const { body, type = 0, values, encoding = 0 } = page;
    const header = struct({
        1: i32(type),
        2: i32(page.size ?? body.length),
        3: i32(page.storedSize ?? body.length),
        4:
            page.crc === undefined
                ? undefined
                : i32(page.crc === "right" ? crc32(Uint8Array.from(body)) | 0 : page.crc),
        5:
            type === 0
                ? struct({
                      1: i32(values),
                      2: i32(encoding),
                      3: i32(page.levelEncoding ?? 3),
                      4: i32(3),
                  })
                : undefined,
        7: type === 2 ? struct({ 1: i32(values), 2: i32(encoding) }) : undefined,
        8:
            type === 3
                ? struct({
                      1: i32(values),
                      2: i32(page.nulls ?? 0),
                      3: i32(page.rows ?? values),
                      4: i32(encoding),
                      5: i32(page.levelBytes ?? 0),
                      6: i32(0),
                      7: page.isCompressed === undefined ? undefined : flag(page.isCompressed),
                  })
                : undefined,
    });
    return [...header.bytes, ...body];
}

export interface CraftedColumn {
    readonly name: string;
    /** Physical type as numbered in parquet.thrift; 6 is BYTE_ARRAY. */
    readonly type?: number | undefined;
    /** 0 required, 1 optional, 2 repeated. */
    readonly repetition?: number | undefined;
    readonly convertedType?: number | undefined;
    readonly logicalType?: Thrift | undefined;
    /** In the schema alone. */
    readonly children?: readonly CraftedColumn[] | undefined;
    readonly pages: readonly CraftedPage[];
    readonly codec?: number | undefined;
    readonly rows?: number | undefined;
    readonly path?: readonly string[] | undefined;
    /** Added to where the chunk is said to begin and how long. */
    readonly shift?: number | undefined;
    readonly longer?: number | undefined;
    /** Fields of ColumnChunk, in place of its own. */
    readonly chunk?: Readonly<Record<number, Thrift | undefined>> | undefined;
}

export interface CraftedFile {
    readonly columns: readonly CraftedColumn[];
    readonly rows: number;
    readonly magic?: string | undefined;
    readonly footerLength?: number | undefined;
    /** Fields of FileMetaData, in place of its own. */
    readonly footer?: Readonly<Record<number, Thrift | undefined>> | undefined;
}

const elements = (column: CraftedColumn): Thrift[] => [
    struct({
        1: column.children === undefined ? i32(column.type ?? 6) : undefined,
        3: i32(column.repetition ?? 0),
        4: binary(column.name),
        5: column.children === undefined ? undefined : i32(column.children.length),
        6: column.convertedType === undefined ? undefined : i32(column.convertedType),
        10: column.logicalType,
    }),
    ...(column.children ?? []).flatMap(elements),
];

/** One row group. */
export function craftedParquet(file: CraftedFile): Uint8Array {
    const bytes = [...Buffer.from("PAR1")];
    const chunks = file.columns
        .filter(({ children }) => children === undefined)
        .map((column) => {
            const start = bytes.length;
            for (const page of column.pages) for (const byte of pageBytes(page)) bytes.push(byte);
            const isDictionary = column.pages[0]?.type === 2;
            const said = start + (column.shift ?? 0);
            return struct({
                2: i64(0),
                3: struct({
                    1: i32(column.type ?? 6),
                    2: list(5, []),
                    3: list(8, (column.path ?? [column.name]).map(binary)),
                    4: i32(column.codec ?? 0),
                    5: i64(column.rows ?? file.rows),
                    6: i64(0),
                    7: i64(bytes.length - start + (column.longer ?? 0)),
                    9: i64(isDictionary ? said + 1 : said),
                    11: isDictionary ? i64(said) : undefined,
                }),
                ...column.chunk,
            });
        });
    const footer = struct({
        1: i32(1),
        2: list(12, [
            struct({ 4: binary("s3.inventory"), 5: i32(file.columns.length) }),
            ...file.columns.flatMap(elements),
        ]),
        3: i64(file.rows),
        4: list(12, [struct({ 1: list(12, chunks), 2: i64(0), 3: i64(file.rows) })]),
        ...file.footer,
    }).bytes;
    const length = Buffer.alloc(4);
    length.writeUInt32LE(file.footerLength ?? footer.length);
    return Uint8Array.from([...bytes, ...footer, ...length, ...Buffer.from(file.magic ?? "PAR1")]);
}

/** Texts, each behind its length. */
export const plainTexts = (...texts: readonly string[]): number[] =>
    texts.flatMap((text) => {
        const bytes = Buffer.from(text);
        const length = Buffer.alloc(4);
        length.writeUInt32LE(bytes.length);
        return [...length, ...bytes];
    });

export const plainLongs = (...values: readonly (number | bigint)[]): number[] =>
    values.flatMap((value) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(BigInt(value));
        return [...bytes];
    });

/** Definition levels of version 1: the runs behind their length. */
export const levels = (...runs: readonly number[]): number[] => [runs.length, 0, 0, 0, ...runs];
