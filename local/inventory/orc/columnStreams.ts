/** One column of one stripe as ORC's streams. */
import type { ColumnKind } from "../../../model/inventory/columnDefinitions";
import type { CellValue } from "../columnValues";
import { booleanRuns } from "./booleanRuns";
import { signedRuns, unsignedRuns } from "./integerRuns";

/** Stream kinds by their numbers in orc_proto. */
export const streamKind = {
    present: 0,
    data: 1,
    length: 2,
    dictionaryData: 3,
    secondary: 5,
} as const;

/** Column encodings by their numbers in orc_proto. */
export const columnEncoding = { direct: 0, directV2: 2, dictionaryV2: 3 } as const;

export interface ColumnStreams {
    readonly encoding: number;
    /** Of a dictionary. */
    readonly dictionarySize?: number | undefined;
    /** In file order, not compressed. */
    readonly streams: readonly { readonly kind: number; readonly bytes: Buffer }[];
}

/** Java's writer keeps a dictionary up to this many distinct values per value. */
const dictionaryThreshold = 0.8;
/** Timestamps are stored as seconds from here, in the writer's time zone: ours is UTC. */
const timestampBase = Date.UTC(2015, 0, 1) / 1000;

export function columnStreams(kind: ColumnKind, values: readonly CellValue[]): ColumnStreams {
    const present = values.map((value) => value !== undefined);
    const given = values.filter((value) => value !== undefined);
    const encoded = encoders[kind](given);
    const nulls =
        given.length < values.length
            ? [{ kind: streamKind.present, bytes: booleanRuns(present) }]
            : [];
    return { ...encoded, streams: [...nulls, ...encoded.streams] };
}

type Given = readonly Exclude<CellValue, undefined>[];

const encoders: Readonly<Record<ColumnKind, (values: Given) => ColumnStreams>> = {
    boolean: (values) => ({
        encoding: columnEncoding.direct,
        streams: [
            { kind: streamKind.data, bytes: booleanRuns(values.map((value) => value === true)) },
        ],
    }),
    bytes: (values) => ({
        encoding: columnEncoding.directV2,
        streams: [{ kind: streamKind.data, bytes: signedRuns(values.map(Number)) }],
    }),
    instant: (values) => {
        const times = values.map(Number);
        return {
            encoding: columnEncoding.directV2,
            streams: [
                { kind: streamKind.data, bytes: signedRuns(times.map(storedSeconds)) },
                { kind: streamKind.secondary, bytes: unsignedRuns(times.map(storedNanoseconds)) },
            ],
        };
    },
    text: (values) => {
        const texts = values.map(String);
        const distinct = [...new Set(texts)].sort();
        return distinct.length <= texts.length * dictionaryThreshold
            ? dictionaryText(texts, distinct)
            : directText(texts);
    },
};

function directText(texts: readonly string[]): ColumnStreams {
    const bytes = texts.map((text) => Buffer.from(text));
    return {
        encoding: columnEncoding.directV2,
        streams: [
            { kind: streamKind.data, bytes: Buffer.concat(bytes) },
            { kind: streamKind.length, bytes: unsignedRuns(bytes.map(({ length }) => length)) },
        ],
    };
}

function dictionaryText(texts: readonly string[], distinct: readonly string[]): ColumnStreams {
    const position = new Map(distinct.map((text, index) => [text, index]));
    const entries = distinct.map((text) => Buffer.from(text));
    return {
        encoding: columnEncoding.dictionaryV2,
        dictionarySize: distinct.length,
        streams: [
            {
                kind: streamKind.data,
                bytes: unsignedRuns(texts.map((text) => position.get(text) ?? 0)),
            },
            { kind: streamKind.length, bytes: unsignedRuns(entries.map(({ length }) => length)) },
            { kind: streamKind.dictionaryData, bytes: Buffer.concat(entries) },
        ],
    };
}

/** The format cannot store every instant before 1970 (ORC-763), and S3 has none. */
function storedSeconds(milliseconds: number): number {
    if (milliseconds < 0) {
        throw new RangeError(`ORC timestamp: must not be before 1970, got ${milliseconds} ms`);
    }
    return Math.floor(milliseconds / 1000) - timestampBase;
}

/** The fraction without its trailing zeros, and in the low three bits how many more than one were left out. */
function storedNanoseconds(milliseconds: number): number {
    let digits = (milliseconds % 1000) * 1_000_000;
    if (digits === 0) return 0;
    let zeros = 0;
    while (digits % 10 === 0) {
        digits /= 10;
        zeros++;
    }
    return digits * 8 + (zeros - 1);
}
