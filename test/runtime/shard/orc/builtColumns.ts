/** Columns of values as the streams of an ORC stripe, in the plainest encodings (all of version 1). */
import { orcFile, streamKind, typeKind, type BuiltFile, type BuiltStream } from "./orcFile";
import { literalBits, literalBytes, literalsV1 } from "./plainRuns";

type Value = string | Uint8Array | number | bigint | boolean | null;

export interface BuiltColumn {
    readonly name: string;
    readonly kind: keyof typeof typeKind;
    /** Timestamps are milliseconds since 1970. */
    readonly values: readonly Value[];
    readonly isDictionary?: boolean;
}

const base2015 = Date.UTC(2015, 0, 1);

/** Nanoseconds with the zeros at their end left out. */
function codedNanos(milliseconds: number): number {
    if (milliseconds === 0) return 0;
    let digits = milliseconds * 10_000;
    let zeros = 1;
    while (digits % 10 === 0) {
        digits /= 10;
        zeros++;
    }
    return digits * 8 + zeros;
}

function textStreams(column: number, values: readonly Uint8Array[], isDictionary: boolean) {
    if (!isDictionary)
        return [
            { column, kind: streamKind.data, bytes: Buffer.concat(values) },
            {
                column,
                kind: streamKind.length,
                bytes: literalsV1(
                    values.map(({ length }) => length),
                    false,
                ),
            },
        ];
    const entries = [...new Set(values.map((value) => Buffer.from(value).toString("latin1")))];
    const indexes = values.map((value) => entries.indexOf(Buffer.from(value).toString("latin1")));
    return [
        { column, kind: streamKind.data, bytes: literalsV1(indexes, false) },
        {
            column,
            kind: streamKind.length,
            bytes: literalsV1(
                entries.map(({ length }) => length),
                false,
            ),
        },
        {
            column,
            kind: streamKind.dictionary,
            bytes: Buffer.from(entries.join(""), "latin1"),
        },
    ];
}

function valueStreams(
    { kind, isDictionary = false }: BuiltColumn,
    column: number,
    values: Value[],
) {
    const data = streamKind.data;
    switch (kind) {
        case "boolean":
            return [{ column, kind: data, bytes: literalBits(values as boolean[]) }];
        case "tinyint":
            return [
                { column, kind: data, bytes: literalBytes(Uint8Array.from(values as number[])) },
            ];
        case "smallint":
        case "int":
        case "bigint":
        case "date":
            return [{ column, kind: data, bytes: literalsV1(values as number[], true) }];
        case "timestamp":
        case "instant": {
            const times = (values as number[]).map((time) => time - base2015);
            const fractions = times.map((time) => ((time % 1000) + 1000) % 1000);
            const seconds = times.map((time, index) => (time - (fractions[index] ?? 0)) / 1000);
            return [
                { column, kind: data, bytes: literalsV1(seconds, true) },
                {
                    column,
                    kind: streamKind.secondary,
                    bytes: literalsV1(fractions.map(codedNanos), false),
                },
            ];
        }
        default:
            return textStreams(
                column,
                values.map((value) => Buffer.from(value as string)),
                isDictionary,
            );
    }
}

const dictionarySize = ({ values }: BuiltColumn): number =>
    new Set(values.filter((value) => value !== null)).size;

/** A file of one stripe. `more` replaces what it says of itself. */
export function builtFile(columns: readonly BuiltColumn[], more: Partial<BuiltFile> = {}): Buffer {
    const rows = columns[0]?.values.length ?? 0;
    const streams = columns.flatMap((column, index): BuiltStream[] => {
        const present = column.values.filter((value) => value !== null);
        const made = valueStreams(column, index + 1, present);
        if (present.length === rows) return made;
        const bytes = literalBits(column.values.map((value) => value !== null));
        return [{ column: index + 1, kind: streamKind.present, bytes }, ...made];
    });
    const encodings = Object.fromEntries(
        columns.flatMap((column, index) =>
            column.isDictionary === true ? [[index + 1, [1, dictionarySize(column)] as const]] : [],
        ),
    );
    return orcFile({
        columns: columns.map(({ name, kind }) => [name, typeKind[kind]]),
        stripes: [{ rows, streams, encodings, timeZone: "UTC" }],
        ...more,
    });
}
