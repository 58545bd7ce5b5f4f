/**
 * An ORC file as Apache's writers make them (specification v1, file version 0.12, ZLIB): stripes of compressed streams, then
 * footer and postscript. Left out is what is optional: row indexes, bloom filters, statistics of values.
 */
import { deflateRawSync } from "node:zlib";
import type { ColumnKind } from "../../../model/inventory/columnDefinitions";
import type { ColumnValues } from "../columnValues";
import { columnEncoding, columnStreams } from "./columnStreams";
import { ProtobufMessage } from "./protobufMessage";

const magic = "ORC";
const zlibCompression = 1;
/** Bytes before compression in one chunk; the default of both writers of Apache's. */
const chunkBytes = 262_144;
const defaultRowsPerStripe = 50_000;
/** Timestamps are stored as since ORC-135. */
const writerVersion = 6;
const structType = 12;
/** Types by their numbers in orc_proto. */
const types: Readonly<Record<ColumnKind, number>> = { boolean: 0, bytes: 4, text: 7, instant: 9 };

interface Stripe {
    readonly rows: number;
    readonly data: Buffer;
    readonly footer: Buffer;
}

/** @param rowsPerStripe Real writers go by bytes. */
export function orcFile(
    columns: readonly ColumnValues[],
    rowsPerStripe = defaultRowsPerStripe,
): Buffer {
    const rows = columns[0]?.values.length ?? 0;
    const parts: Buffer[] = [Buffer.from(magic)];
    const footer = new ProtobufMessage().number(1, magic.length);
    const stripes = new Array<ProtobufMessage>();
    let offset = magic.length;
    for (let start = 0; start < rows; start += rowsPerStripe) {
        const {
            rows: stripeRows,
            data,
            footer: stripeFooter,
        } = stripe(columns, start, rowsPerStripe);
        parts.push(data, stripeFooter);
        stripes.push(
            new ProtobufMessage()
                .number(1, offset)
                .number(2, 0)
                .number(3, data.length)
                .number(4, stripeFooter.length)
                .number(5, stripeRows),
        );
        offset += data.length + stripeFooter.length;
    }
    footer.number(2, offset);
    for (const each of stripes) footer.bytes(3, each);
    for (const each of schema(columns)) footer.bytes(4, each);
    footer.number(6, rows);
    for (const each of statistics(columns, rows)) footer.bytes(7, each);
    // No row indexes.
    footer.number(8, 0);
    const footerBytes = compressed(footer.encoded());
    const postscript = new ProtobufMessage()
        .number(1, footerBytes.length)
        .number(2, zlibCompression)
        .number(3, chunkBytes)
        .packed(4, [0, 12])
        .number(5, 0)
        .number(6, writerVersion)
        .bytes(8000, magic)
        .encoded();
    return Buffer.concat([...parts, footerBytes, postscript, Buffer.from([postscript.length])]);
}

function stripe(columns: readonly ColumnValues[], start: number, length: number): Stripe {
    const streams: ProtobufMessage[] = [];
    const encodings = [new ProtobufMessage().number(1, columnEncoding.direct)];
    const data: Buffer[] = [];
    let rows = 0;
    for (const [index, { definition, values }] of columns.entries()) {
        const some = values.slice(start, start + length);
        rows = some.length;
        const column = columnStreams(definition.kind, some);
        for (const { kind, bytes } of column.streams) {
            const stored = compressed(bytes);
            data.push(stored);
            streams.push(
                new ProtobufMessage()
                    .number(1, kind)
                    .number(2, index + 1)
                    .number(3, stored.length),
            );
        }
        const encoding = new ProtobufMessage().number(1, column.encoding);
        if (column.dictionarySize !== undefined) encoding.number(2, column.dictionarySize);
        encodings.push(encoding);
    }
    const footer = new ProtobufMessage();
    for (const each of streams) footer.bytes(1, each);
    for (const each of encodings) footer.bytes(2, each);
    footer.bytes(3, "UTC");
    return { rows, data: Buffer.concat(data), footer: compressed(footer.encoded()) };
}

function schema(columns: readonly ColumnValues[]): ProtobufMessage[] {
    const root = new ProtobufMessage().number(1, structType).packed(
        2,
        columns.map((_, index) => index + 1),
    );
    for (const { definition } of columns) root.bytes(3, definition.snakeName);
    return [
        root,
        ...columns.map(({ definition }) => new ProtobufMessage().number(1, types[definition.kind])),
    ];
}

/** How many values are not null: the least that readers may ask for. */
function statistics(columns: readonly ColumnValues[], rows: number): ProtobufMessage[] {
    const counts = columns.map(
        ({ values }) => values.filter((value) => value !== undefined).length,
    );
    return [rows, ...counts].map((count) =>
        new ProtobufMessage().number(1, count).flag(10, count < rows),
    );
}

/** In chunks with a three-byte head: the length, and in the lowest bit whether the chunk is stored as it is. */
function compressed(bytes: Buffer): Buffer {
    const out: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += chunkBytes) {
        const chunk = bytes.subarray(start, start + chunkBytes);
        const deflated = deflateRawSync(chunk);
        const isOriginal = deflated.length >= chunk.length;
        const stored = isOriginal ? chunk : deflated;
        const head = Buffer.alloc(3);
        head.writeUIntLE(stored.length * 2 + (isOriginal ? 1 : 0), 0, 3);
        out.push(head, stored);
    }
    return Buffer.concat(out);
}
