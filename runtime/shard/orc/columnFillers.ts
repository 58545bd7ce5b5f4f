/** What each inventory column's values do to a batch. The same meaning as csvRowDecoder's setters and materialised rows. */
import {
    accessTierNames,
    otherCode,
    replicationNames,
    rowState,
    storageClassNames,
    type RowBatch,
} from "../../../model/inventory/rowBatch";
import type { NumberColumn } from "./numberColumn";
import { booleanColumn, instantColumn, numberColumn, textColumn } from "./openColumn";
import type { OrcColumn } from "./orcColumns";
import type { StripeStreams } from "./stripeStreams";
import { TextCodes } from "./textCodes";
import type { TextColumn } from "./textColumn";

export interface ColumnFiller {
    /** Decodes the next rows into the batch, and names those that its arrays have no place for. */
    fill(batch: RowBatch, rows: number, odd: (row: number) => void): void;
    /** The value of a row of the last fill as a CSV inventory has it (but a key not encoded); "" for null. */
    text(row: number): string;
    /** The bytes of a text. */
    value?(row: number): Uint8Array;
    /** Whether values are left that no row took. */
    hasMore(): boolean;
}

/** The years 0000 to 9999: what CSV can spell and csvRowDecoder reads. */
const earliest = Date.parse("0000-01-01T00:00:00.000Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");
/**
 * A bigint below it (March 1973) is no date of S3's in milliseconds. It may be one in seconds, and taking that for
 * milliseconds would show a lock as long over.
 */
const earliestMilliseconds = 1e11;

const classCodes = new TextCodes(storageClassNames);
/** Our word for the empty cell means that in a cell too, as csvRowDecoder and tierRule have it. */
const replicationCodes = new TextCodes(replicationNames, "NONE");
const accessTierCodes = new TextCodes(accessTierNames);
const encryptionCodes = new TextCodes(["SSE-C"]);
/** Spellings that need no second look, as in the CSV scanners; the first two mean a hold. */
const holdCodes = new TextCodes(["On", "ON", "Off", "OFF"]);

/** Opens the streams of one column of one stripe. Throws OrcProblem. */
export function columnFiller(
    column: OrcColumn,
    streams: StripeStreams,
    sourceBucket: string,
): ColumnFiller {
    switch (column.name) {
        case "Bucket": {
            const codes = new TextCodes([sourceBucket]);
            return stateOf(column, streams, codes, (code) =>
                code === 1 ? 0 : rowState.otherBucket,
            );
        }
        case "Key":
            return keys(textColumn(column, streams));
        case "VersionId":
            return versions(textColumn(column, streams));
        case "IsLatest":
            return flags(column, streams, rowState.latest, rowState.noncurrent);
        case "IsDeleteMarker":
            return flags(column, streams, rowState.deleteMarker, 0);
        case "Size":
            return sizes(numberColumn(column, streams));
        case "LastModifiedDate":
            return instants(column, streams, "lastModified");
        case "ObjectLockRetainUntilDate":
            return instants(column, streams, "lockedUntil");
        case "StorageClass":
            return codesInto(column, streams, classCodes, "storageClass");
        case "ReplicationStatus":
            return codesInto(column, streams, replicationCodes, "replication");
        case "IntelligentTieringAccessTier":
            return codesInto(column, streams, accessTierCodes, "accessTier");
        case "EncryptionStatus":
            return stateOf(column, streams, encryptionCodes, (code) =>
                code === 1 ? rowState.customerKey : 0,
            );
        case "ObjectLockLegalHoldStatus":
            return holds(column, streams, rowState.legalHold);
        case "ObjectLockEventHoldStatus":
            return holds(column, streams, rowState.eventHold);
    }
}

/** Text as it is shown to a person. */
const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

const ofText = (column: TextColumn) => ({
    text: (row: number) => utf8(column.value(row)),
    value: (row: number) => column.value(row),
    hasMore: () => column.hasMore(),
});

function keys(column: TextColumn): ColumnFiller {
    return {
        ...ofText(column),
        fill(batch, rows, odd) {
            column.read(rows);
            batch.keyBytes = column.bytes;
            const { keyStart, keyEnd } = batch;
            const { starts, ends } = column;
            for (let row = 0; row < rows; row++) {
                const start = starts[row] as number;
                const end = ends[row] as number;
                keyStart[row] = start;
                keyEnd[row] = end;
                if (start === end) odd(row);
            }
        },
    };
}

function versions(column: TextColumn): ColumnFiller {
    return {
        ...ofText(column),
        fill(batch, rows) {
            column.read(rows);
            batch.versionBytes = column.bytes;
            batch.versionStart.set(column.starts.subarray(0, rows));
            batch.versionEnd.set(column.ends.subarray(0, rows));
        },
    };
}

function codesInto(
    column: OrcColumn,
    streams: StripeStreams,
    codes: TextCodes,
    into: "storageClass" | "replication" | "accessTier",
): ColumnFiller {
    const text = textColumn(column, streams, codes);
    return {
        ...ofText(text),
        fill(batch, rows) {
            text.read(rows);
            batch[into].set(text.codes.subarray(0, rows));
        },
    };
}

/** A column that sets a bit by the text it has. */
function stateOf(
    column: OrcColumn,
    streams: StripeStreams,
    codes: TextCodes,
    bitsOf: (code: number) => number,
): ColumnFiller {
    const text = textColumn(column, streams, codes);
    const bits = Uint8Array.from({ length: 256 }, (_, code) => bitsOf(code));
    return {
        ...ofText(text),
        fill({ state }, rows) {
            text.read(rows);
            const found = text.codes;
            for (let row = 0; row < rows; row++)
                state[row] = (state[row] as number) | (bits[found[row] as number] as number);
        },
    };
}

function holds(column: OrcColumn, streams: StripeStreams, bit: number): ColumnFiller {
    const text = textColumn(column, streams, holdCodes);
    return {
        ...ofText(text),
        fill({ state }, rows, odd) {
            text.read(rows);
            for (let row = 0; row < rows; row++) {
                const code = text.codes[row] as number;
                if (code === otherCode) odd(row);
                else if (code === 1 || code === 2) state[row] = (state[row] as number) | bit;
            }
        },
    };
}

function flags(
    column: OrcColumn,
    streams: StripeStreams,
    whenTrue: number,
    whenFalse: number,
): ColumnFiller {
    const values = booleanColumn(column, streams);
    /** By value: false, true, null. */
    const bits = Uint8Array.of(whenFalse, whenTrue, 0);
    return {
        text: (row) => values.text(row),
        hasMore: () => values.hasMore(),
        fill({ state }, rows) {
            values.read(rows);
            const found = values.values;
            for (let row = 0; row < rows; row++)
                state[row] = (state[row] as number) | (bits[found[row] as number] as number);
        },
    };
}

function sizes(column: NumberColumn): ColumnFiller {
    return {
        text: (row) => column.text(row),
        hasMore: () => column.hasMore(),
        fill({ size }, rows, odd) {
            column.read(rows);
            put(column.values, size, rows, 0, Number.MAX_SAFE_INTEGER, odd);
        },
    };
}

function instants(
    column: OrcColumn,
    streams: StripeStreams,
    into: "lastModified" | "lockedUntil",
): ColumnFiller {
    const isNumber = column.type === "bigint";
    const values = isNumber ? numberColumn(column, streams) : instantColumn(column, streams);
    const first = isNumber ? earliestMilliseconds : earliest;
    return {
        text: (row) => {
            const value = values.values[row] as number;
            return value >= first && value <= latest
                ? new Date(value).toISOString()
                : values.text(row);
        },
        hasMore: () => values.hasMore(),
        fill(batch, rows, odd) {
            values.read(rows);
            put(values.values, batch[into], rows, first, latest, odd);
        },
    };
}

/** Rows with a value outside `least` to `most` are odd; those without one (NaN) are not. */
function put(
    values: Float64Array,
    into: Float64Array,
    rows: number,
    least: number,
    most: number,
    odd: (row: number) => void,
): void {
    for (let row = 0; row < rows; row++) {
        const value = values[row] as number;
        into[row] = value;
        if (value < least || value > most) odd(row);
    }
}
