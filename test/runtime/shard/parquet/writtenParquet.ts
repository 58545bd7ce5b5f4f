/** Parquet files by hyparquet-writer, with whatever it can vary: types, nulls, encodings, codecs, pages, row groups. */
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import * as fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import type { CompressionCodec, Encoding, SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { columnNamed } from "../../../../model/inventory/columnDefinitions";
import type { ColumnDefinition } from "../../../../model/inventory/columnDefinitions";
import type { ListedRow } from "./listedRows";

export interface WrittenColumn {
    readonly name: string;
    readonly isRequired?: boolean | undefined;
    readonly type?: "INT32" | undefined;
    /** Units per millisecond. */
    readonly unit?: 1 | 1_000 | 1_000_000 | undefined;
    readonly isLogical?: boolean | undefined;
    readonly encoding?: Encoding | undefined;
}

export interface WrittenFile {
    readonly columns: readonly WrittenColumn[];
    readonly codec?: CompressionCodec | undefined;
    readonly pageSize?: number | undefined;
    readonly rowGroupSize?: number | undefined;
    readonly statistics?: boolean | undefined;
}

const definitionOf = (name: string): ColumnDefinition => {
    const definition = columnNamed(name);
    if (definition === undefined) throw new Error(`no column ${name}`);
    return definition;
};

const unitNames = { 1: "MILLIS", 1_000: "MICROS", 1_000_000: "NANOS" } as const;

function schemaOf(column: WrittenColumn): SchemaElement {
    const { snakeName: name, kind } = definitionOf(column.name);
    const repetition_type = column.isRequired === true ? "REQUIRED" : "OPTIONAL";
    switch (kind) {
        case "text":
            return {
                name,
                type: "BYTE_ARRAY",
                repetition_type,
                converted_type: "UTF8",
                ...(column.isLogical === true ? { logical_type: { type: "STRING" } } : {}),
            };
        case "boolean":
            return { name, type: "BOOLEAN", repetition_type };
        case "bytes":
            return { name, type: column.type ?? "INT64", repetition_type };
        case "instant": {
            const unit = column.unit ?? 1;
            const said = {
                logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: unitNames[unit] },
            } as const;
            if (unit === 1_000_000) return { name, type: "INT64", repetition_type, ...said };
            return {
                name,
                type: "INT64",
                repetition_type,
                converted_type: unit === 1 ? "TIMESTAMP_MILLIS" : "TIMESTAMP_MICROS",
                ...(column.isLogical === true ? said : {}),
            };
        }
    }
}

function storedOf(column: WrittenColumn, value: ListedRow[string] | undefined): unknown {
    if (value === null || value === undefined) return undefined;
    const { kind } = definitionOf(column.name);
    if (kind === "bytes") return column.type === "INT32" ? Number(value) : BigInt(value);
    return kind === "instant" ? BigInt(value) * BigInt(column.unit ?? 1) : value;
}

/** Members that no column of the file holds are left out. */
export function writeParquet(rows: readonly ListedRow[], file: WrittenFile): Uint8Array {
    const buffer = parquetWriteBuffer({
        schema: [
            { name: "s3.inventory", num_children: file.columns.length },
            ...file.columns.map(schemaOf),
        ],
        columnData: file.columns.map((column) => ({
            name: definitionOf(column.name).snakeName,
            data: rows.map((row) => storedOf(column, row[definitionOf(column.name).snakeName])),
            ...(column.encoding === undefined ? {} : { encoding: column.encoding }),
        })),
        codec: file.codec ?? "SNAPPY",
        compressors: {
            GZIP: (bytes) => gzipSync(bytes),
            ZSTD: (bytes) => zstdCompressSync(bytes),
        },
        statistics: file.statistics ?? true,
        pageSize: file.pageSize ?? 1_048_576,
        rowGroupSize: file.rowGroupSize ?? 100_000,
    });
    return new Uint8Array(buffer);
}

/** The rows as hyparquet reads them; instants as whole milliseconds. */
export async function hyparquetRows(bytes: Uint8Array): Promise<ListedRow[]> {
    const rows = await parquetReadObjects({
        file: {
            byteLength: bytes.length,
            slice: (start, end) => new Uint8Array(bytes.slice(start, end)).buffer,
        },
        compressors: {
            GZIP: (input) => gunzipSync(input),
            ZSTD: (input) => zstdDecompressSync(input),
        },
        parsers: {
            timestampFromMilliseconds: (value) => value,
            timestampFromMicroseconds: (value) => floored(value, 1_000n),
            timestampFromNanoseconds: (value) => floored(value, 1_000_000n),
        },
    });
    return rows as ListedRow[];
}

const floored = (value: bigint, by: bigint): bigint => value / by - (value % by < 0n ? 1n : 0n);

const textEncodings: readonly Encoding[] = ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"];
const numberEncodings: readonly Encoding[] = ["PLAIN", "DELTA_BINARY_PACKED"];
const flagEncodings: readonly Encoding[] = ["PLAIN", "RLE"];

function columnArbitrary(name: string, isRequired: boolean): fc.Arbitrary<WrittenColumn> {
    const { kind } = definitionOf(name);
    const encodings =
        kind === "text" ? textEncodings : kind === "boolean" ? flagEncodings : numberEncodings;
    return fc.record({
        name: fc.constant(name),
        isRequired: fc.constant(isRequired),
        unit: fc.constantFrom(1 as const, 1_000 as const, 1_000_000 as const),
        isLogical: fc.boolean(),
        encoding: fc.option(fc.constantFrom(...encodings), { nil: undefined }),
    });
}

/** Files of the columns, of which some may be required. */
export function fileArbitrary(
    names: readonly string[],
    required: readonly string[],
): fc.Arbitrary<WrittenFile> {
    return fc.record({
        columns: fc.tuple(...names.map((name) => columnArbitrary(name, required.includes(name)))),
        codec: fc.constantFrom<CompressionCodec>("UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"),
        pageSize: fc.constantFrom(1, 40, 300, 4_000, 1_048_576),
        rowGroupSize: fc.constantFrom(1, 7, 64, 100_000),
        statistics: fc.boolean(),
    });
}
