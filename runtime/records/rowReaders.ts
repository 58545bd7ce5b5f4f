/** Rows as csvRows shows them, for a join: from their bytes where those say everything, as text where not. */
import { type ManifestField, type ManifestRow, manifestRow } from "../../model/jobs/manifestRow";
import type { ReportJoin, RowPlace } from "../../model/jobs/reportJoin";
import { reportColumns, reportRow } from "../../model/jobs/reportRow";
import type { CsvRowSink } from "./csvRows";
import { soundly } from "./reportUnsound";

/** Whole numbers of so many digits are exact. */
const maxDigits = 15;
const zero = 0x30;

const nowhere = (): RowPlace => ({
    bytes: new Uint8Array(0),
    bucketStart: 0,
    bucketEnd: 0,
    keyStart: 0,
    keyEnd: 0,
    versionStart: 0,
    versionEnd: 0,
});

/** What a manifest's rows are for: joining them, or finding them again. */
export interface ManifestUse {
    /** False for a row that must come as text. */
    at(place: RowPlace, sizeBytes: number, text: () => ManifestRow): boolean;
    row(row: ManifestRow): void;
}

/** Throws ReportUnsound, naming `key` and the row, for one that does not fit the declared fields. */
export function manifestRows(
    key: string,
    declared: readonly ManifestField[],
    use: ManifestUse,
): CsvRowSink {
    const place = nowhere();
    const last = declared.length - 1;
    const bucketAt = declared.indexOf("Bucket");
    const keyAt = declared.indexOf("Key");
    const versionAt = declared.indexOf("VersionId");
    const sizeAt = declared.indexOf("Ignore");
    let rows = 0;
    const asText = (fields: readonly string[]): ManifestRow =>
        soundly(() => manifestRow(fields, declared, `${key} row ${rows}`));
    return {
        line(bytes, start, end, commas, count) {
            rows++;
            const fields = (): string[] => bytes.toString("latin1", start, end).split(",");
            if (count !== last || bucketAt < 0 || keyAt < 0) {
                use.row(asText(fields()));
                return;
            }
            const startOf = (column: number): number =>
                column === 0 ? start : (commas[column - 1] as number) + 1;
            const endOf = (column: number): number =>
                column === last ? end : (commas[column] as number);
            place.bytes = bytes;
            place.bucketStart = startOf(bucketAt);
            place.bucketEnd = endOf(bucketAt);
            place.keyStart = startOf(keyAt);
            place.keyEnd = endOf(keyAt);
            place.versionStart = versionAt < 0 ? 0 : startOf(versionAt);
            place.versionEnd = versionAt < 0 ? 0 : endOf(versionAt);
            const size = sizeAt < 0 ? 0 : numberAt(bytes, startOf(sizeAt), endOf(sizeAt));
            const isWhole =
                size >= 0 && place.bucketEnd > place.bucketStart && place.keyEnd > place.keyStart;
            if (!isWhole || !use.at(place, size, () => asText(fields()))) use.row(asText(fields()));
        },
        record(fields) {
            rows++;
            use.row(asText(fields));
        },
    };
}

/** Digits alone, few enough; -1 for anything else. */
function numberAt(bytes: Uint8Array, start: number, end: number): number {
    if (end === start || end - start > maxDigits) return -1;
    let value = 0;
    for (let at = start; at < end; at++) {
        const digit = (bytes[at] as number) - zero;
        if (digit < 0 || digit > 9) return -1;
        value = 10 * value + digit;
    }
    return value;
}

export function expectedRows(
    key: string,
    declared: readonly ManifestField[],
    join: ReportJoin,
): CsvRowSink {
    return manifestRows(key, declared, {
        at: (place, sizeBytes) => join.expectAt(place, sizeBytes),
        row: (row) => {
            join.expect(row);
        },
    });
}

const statusAt = reportColumns.indexOf("task_status");
const messageAt = reportColumns.indexOf("result_message");
const succeeded = Buffer.from("succeeded,");
/** What the message of a task that left its object alone begins with (model/jobs/taskResult.ts). */
const skipped = Buffer.from("skipped:");

/** Throws ReportUnsound, naming `key` and the row, for one that is no row of a report. */
export function answeredRows(
    key: string,
    listedAs: "succeeded" | "failed",
    join: ReportJoin,
): CsvRowSink {
    const place = nowhere();
    let rows = 0;
    const asText = (fields: readonly string[]): void => {
        const row = soundly(() => reportRow(fields, `${key} row ${rows}`));
        join.answer(row, listedAs);
    };
    return {
        line(bytes, start, end, commas, count) {
            rows++;
            const isPlain =
                listedAs === "succeeded" &&
                count === reportColumns.length - 1 &&
                standsAt(bytes, (commas[statusAt - 1] as number) + 1, end, succeeded) &&
                !standsAt(bytes, (commas[messageAt - 1] as number) + 1, end, skipped);
            if (isPlain) {
                place.bytes = bytes;
                place.bucketStart = start;
                place.bucketEnd = commas[0] as number;
                place.keyStart = place.bucketEnd + 1;
                place.keyEnd = commas[1] as number;
                place.versionStart = place.keyEnd + 1;
                place.versionEnd = commas[2] as number;
                if (join.answerSucceededAt(place)) return;
            }
            asText(bytes.toString("latin1", start, end).split(","));
        },
        record(fields) {
            rows++;
            asText(fields);
        },
    };
}

function standsAt(bytes: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
    if (end - start < expected.length) return false;
    for (let at = 0; at < expected.length; at++)
        if (bytes[start + at] !== expected[at]) return false;
    return true;
}
