/** The streams of one stripe, from its footer (ORC specification v1, "Stripes"). Index streams are passed over. */
import type { RandomAccessFile } from "../batchSource";
import { IntegerRuns } from "./integerRuns";
import { OrcProblem } from "./orcProblem";
import { maxFooterBytes, type OrcTail, type StripePlace } from "./orcTail";
import { bytesFields, numberField, protobufFields, type ProtobufField } from "./protobufFields";
import { StreamBytes, wholeStream } from "./streamBytes";

/** Stream.Kind of orc_proto.proto: those that hold values. */
const streamKinds = { PRESENT: 0, DATA: 1, LENGTH: 2, DICTIONARY_DATA: 3, SECONDARY: 5 } as const;
export type StreamKind = keyof typeof streamKinds;

/** ColumnEncoding.Kind of orc_proto.proto. */
const encodings = ["DIRECT", "DICTIONARY", "DIRECT_V2", "DICTIONARY_V2"] as const;

export interface ColumnEncoding {
    readonly isDictionary: boolean;
    /** Of the column's integers. */
    readonly runs: 1 | 2;
    readonly dictionarySize: number;
}

interface StreamPlace {
    readonly offset: number;
    readonly length: number;
}

export class StripeStreams {
    /** As the writer named it; "" when it did not. */
    readonly timeZone: string;
    readonly #file: RandomAccessFile;
    readonly #tail: OrcTail;
    readonly #places = new Map<string, StreamPlace>();
    readonly #encodings: readonly Uint8Array[];
    readonly #rows: number;

    /** Throws OrcProblem when the footer is not sound. */
    constructor(file: RandomAccessFile, tail: OrcTail, stripe: StripePlace) {
        this.#file = file;
        this.#tail = tail;
        this.#rows = stripe.rows;
        const data = stripe.indexLength + stripe.dataLength;
        const footer = protobufFields(
            wholeStream(
                new StreamBytes(
                    "stripe footer",
                    file,
                    tail.codec,
                    stripe.offset + data,
                    stripe.footerLength,
                ),
                maxFooterBytes,
            ),
        );
        let offset = stripe.offset;
        for (const message of bytesFields(footer, 1)) {
            const stream = protobufFields(message);
            offset = this.#place(stream, offset, stripe.offset + data);
        }
        if (offset !== stripe.offset + data)
            throw new OrcProblem(
                `streams must have the stripe's ${data} bytes together, got ${offset - stripe.offset}`,
            );
        this.#encodings = bytesFields(footer, 2);
        if (this.#encodings.length !== tail.types.length)
            throw new OrcProblem(
                `must have an encoding for each of ${tail.types.length} types, got ${this.#encodings.length}`,
            );
        const [zone] = bytesFields(footer, 3);
        this.timeZone = zone === undefined ? "" : Buffer.from(zone).toString("utf8");
    }

    encoding(column: number): ColumnEncoding {
        const fields = protobufFields(this.#encodings[column] ?? new Uint8Array(0));
        const kind = numberField(fields, 1) ?? 0;
        const name = encodings[kind];
        if (name === undefined)
            throw new OrcProblem(
                `encoding must be one of ${encodings.join(", ")}, got number ${kind}`,
            );
        const dictionarySize = numberField(fields, 2) ?? 0;
        const isDictionary = name === "DICTIONARY" || name === "DICTIONARY_V2";
        if (isDictionary && dictionarySize > Math.min(this.#rows, maxDictionaryEntries))
            throw new OrcProblem(
                `dictionary must have at most as many entries as the stripe has rows, ${this.#rows}, ` +
                    `and ${maxDictionaryEntries}, got ${dictionarySize}`,
            );
        return { isDictionary, dictionarySize, runs: name.endsWith("_V2") ? 2 : 1 };
    }

    /** Undefined when the column has no such stream. */
    optional(column: number, kind: StreamKind): StreamBytes | undefined {
        const place = this.#places.get(`${column} ${streamKinds[kind]}`);
        if (place === undefined) return undefined;
        return new StreamBytes(
            `${kind} stream`,
            this.#file,
            this.#tail.codec,
            place.offset,
            place.length,
        );
    }

    /** Empty when the column has no such stream: writers leave it out when every row is null. */
    stream(column: number, kind: StreamKind): StreamBytes {
        return (
            this.optional(column, kind) ??
            new StreamBytes(`${kind} stream`, this.#file, this.#tail.codec, 0, 0)
        );
    }

    integers(column: number, kind: StreamKind, runs: 1 | 2, signed: boolean): IntegerRuns {
        return new IntegerRuns(this.stream(column, kind), runs, signed);
    }

    #place(stream: readonly ProtobufField[], offset: number, end: number): number {
        const kind = numberField(stream, 1) ?? 0;
        const column = numberField(stream, 2) ?? 0;
        const length = numberField(stream, 3) ?? 0;
        if (offset + length > end)
            throw new OrcProblem(
                `stream ${kind} of type ${column} must end at byte ${end}, got ${offset + length}`,
            );
        const name = `${column} ${kind}`;
        const isValue = Object.values(streamKinds).some((known) => known === kind);
        if (isValue && this.#places.has(name))
            throw new OrcProblem(`stream ${kind} of type ${column} must come once, got it again`);
        this.#places.set(name, { offset, length });
        return offset + length;
    }
}

/** For a dictionary of that many entries, a quarter of a gibibyte of offsets. */
const maxDictionaryEntries = 2 ** 26;
