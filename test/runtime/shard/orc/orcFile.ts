/**
 * Builds ORC files from streams as bytes, sound ones and unsound ones: what no writer writes can be written too. Each
 * part of the tail can be replaced by fields of the caller's own.
 */
import { deflateRawSync } from "node:zlib";
import { message, type FieldValue } from "./protobufMessage";

export interface BuiltStream {
    readonly column: number;
    /** Stream.Kind of orc_proto.proto. */
    readonly kind: number;
    readonly bytes: Uint8Array;
}

export interface BuiltStripe {
    readonly rows: number;
    readonly streams: readonly BuiltStream[];
    /** By column: ColumnEncoding.Kind and the dictionary's size. 0 when not given. */
    readonly encodings?: Readonly<Record<number, readonly [kind: number, size?: number]>>;
    readonly timeZone?: string | undefined;
}

type Fields = Readonly<Record<number, FieldValue | undefined>>;

export interface BuiltFile {
    /** Name and Type.Kind of each column of the rows' struct. */
    readonly columns: readonly (readonly [name: string, kind: number])[];
    readonly stripes: readonly BuiltStripe[];
    /** Block bytes; undefined is no compression. */
    readonly zlibBlocks?: number | undefined;
    readonly postscript?: Fields;
    readonly footer?: Fields;
    /** Of every stripe, in the file's footer. */
    readonly stripe?: Fields;
    readonly stripeFooter?: Fields;
}

export const streamKind = { present: 0, data: 1, length: 2, dictionary: 3, secondary: 5 } as const;
export const typeKind = {
    boolean: 0,
    tinyint: 1,
    smallint: 2,
    int: 3,
    bigint: 4,
    string: 7,
    binary: 8,
    timestamp: 9,
    struct: 12,
    date: 15,
    varchar: 16,
    char: 17,
    instant: 18,
} as const;

export function orcFile(file: BuiltFile): Buffer {
    const parts: Buffer[] = [Buffer.from("ORC")];
    let size = 3;
    const add = (bytes: Buffer): number => {
        parts.push(bytes);
        size += bytes.length;
        return bytes.length;
    };
    const { zlibBlocks } = file;
    const packed = (bytes: Uint8Array): Buffer => blocks(bytes, zlibBlocks);
    const stripes = file.stripes.map((stripe) => {
        const offset = size;
        const listed = stripe.streams.map(({ column, kind, bytes }) =>
            message({ 1: kind, 2: column, 3: add(packed(bytes)) }),
        );
        const dataLength = size - offset;
        const encodings = Array.from({ length: file.columns.length + 1 }, (_, column) => {
            const [kind = 0, dictionarySize] = stripe.encodings?.[column] ?? [];
            return message({ 1: kind, 2: dictionarySize });
        });
        const footer = { 1: listed, 2: encodings, 3: stripe.timeZone, ...file.stripeFooter };
        const footerLength = add(packed(message(footer)));
        return message({
            ...{ 1: offset, 2: 0, 3: dataLength, 4: footerLength, 5: stripe.rows },
            ...file.stripe,
        });
    });
    const root = message({
        1: typeKind.struct,
        2: file.columns.map((_, index) => index + 1),
        3: file.columns.map(([name]) => name),
    });
    const footerLength = add(
        packed(
            message({
                1: 3,
                2: size - 3,
                3: stripes,
                4: [root, ...file.columns.map(([, kind]) => message({ 1: kind }))],
                6: file.stripes.reduce((sum, { rows }) => sum + rows, 0),
                ...file.footer,
            }),
        ),
    );
    const postscript = message({
        1: footerLength,
        2: zlibBlocks === undefined ? 0 : 1,
        3: zlibBlocks,
        4: [0, 12],
        5: 0,
        8000: "ORC",
        ...file.postscript,
    });
    add(postscript);
    add(Buffer.of(postscript.length));
    return Buffer.concat(parts);
}

/** Blocks that deflate makes no smaller are stored, as writers do. */
function blocks(bytes: Uint8Array, blockBytes: number | undefined): Buffer {
    if (blockBytes === undefined) return Buffer.from(bytes);
    const parts: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += blockBytes) {
        const plain = bytes.subarray(at, at + blockBytes);
        const small = deflateRawSync(plain);
        const isStored = small.length >= plain.length;
        const block = isStored ? plain : small;
        const header = block.length * 2 + (isStored ? 1 : 0);
        parts.push(Buffer.of(header & 255, (header >> 8) & 255, header >> 16), block);
    }
    return Buffer.concat(parts);
}
