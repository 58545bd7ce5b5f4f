/** Opens the streams that a column of a stripe has for its type and encoding. All throw OrcProblem. */
import { BooleanColumn } from "./booleanColumn";
import { BooleanRuns } from "./booleanRuns";
import { ByteRuns } from "./byteRuns";
import { InstantColumn } from "./instantColumn";
import { NumberColumn } from "./numberColumn";
import type { OrcColumn } from "./orcColumns";
import { OrcProblem } from "./orcProblem";
import { Presence } from "./presence";
import type { StripeStreams } from "./stripeStreams";
import type { TextCodes } from "./textCodes";
import { DictionaryText, DirectText, type TextColumn } from "./textColumn";
import { textDictionary } from "./textDictionary";
import { baseSecondsIn, baseSecondsUtc } from "./writerTimeZone";

const presence = ({ id }: OrcColumn, streams: StripeStreams): Presence =>
    new Presence(streams.optional(id, "PRESENT"));

export function textColumn(
    column: OrcColumn,
    streams: StripeStreams,
    codes?: TextCodes,
): TextColumn {
    const { id } = column;
    const use = { codes, isPadded: column.type === "char" };
    const { isDictionary, runs, dictionarySize } = streams.encoding(id);
    if (!isDictionary)
        return new DirectText(
            presence(column, streams),
            streams.integers(id, "LENGTH", runs, false),
            streams.stream(id, "DATA"),
            use,
        );
    const dictionary = textDictionary(
        streams.integers(id, "LENGTH", runs, false),
        streams.stream(id, "DICTIONARY_DATA"),
        dictionarySize,
    );
    return new DictionaryText(
        presence(column, streams),
        streams.integers(id, "DATA", runs, false),
        dictionary,
        use,
    );
}

export function numberColumn(column: OrcColumn, streams: StripeStreams): NumberColumn {
    const encoding = plainEncoding(column, streams);
    const runs =
        column.type === "tinyint"
            ? new ByteRuns(streams.stream(column.id, "DATA"))
            : streams.integers(column.id, "DATA", encoding, true);
    return new NumberColumn(presence(column, streams), runs);
}

export function booleanColumn(column: OrcColumn, streams: StripeStreams): BooleanColumn {
    plainEncoding(column, streams);
    const runs = new BooleanRuns(streams.stream(column.id, "DATA"));
    return new BooleanColumn(presence(column, streams), runs);
}

export function instantColumn(column: OrcColumn, streams: StripeStreams): InstantColumn {
    const encoding = plainEncoding(column, streams);
    const base = column.type === "timestamp" ? baseSecondsIn(streams.timeZone) : baseSecondsUtc;
    return new InstantColumn(
        presence(column, streams),
        streams.integers(column.id, "DATA", encoding, true),
        streams.integers(column.id, "SECONDARY", encoding, false),
        base,
    );
}

/** Version of the column's runs. */
function plainEncoding({ id }: OrcColumn, streams: StripeStreams): 1 | 2 {
    const { isDictionary, runs } = streams.encoding(id);
    if (isDictionary)
        throw new OrcProblem("encoding must be one of DIRECT, DIRECT_V2, got a dictionary");
    return runs;
}
