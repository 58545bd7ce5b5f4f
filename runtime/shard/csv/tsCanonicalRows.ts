/**
 * The engine in TypeScript, the readable reference of the WASM one: rows become numbers and byte ranges without an
 * object or a string. Every width that is assumed is checked, and every byte of every field is looked at for quotes,
 * four at a time: a guess here lost rows once (reference/inventory-scan.md, section 4).
 */
import {
    accessTierNames,
    batchCapacity,
    newRowBatch,
    replicationNames,
    rowState,
    storageClassNames,
    type RowBatch,
} from "../../../model/inventory/rowBatch";
import type { ReadContext } from "../batchSource";
import { firstYear, lastYear, monthStarts } from "./calendarMonths";
import { maxRecordBytes, windowBytes, type CanonicalRows } from "./canonicalRows";
import { fieldKind, fieldPlan } from "./fieldPlan";
import { NameTable } from "./nameTable";

const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const point = 0x2e;
const zulu = 0x5a;
const zero = 0x30;
const letterC = 0x43;
const letterE = 0x65;

/** Four letters as getInt32 reads them, little end first. */
const letters = (text: string): number => Buffer.from(text, "latin1").readInt32LE();
const trueLetters = letters("true");
const falsLetters = letters("fals");
const noneLetters = letters("NONE");
const sseLetters = letters("SSE-");

/** By kind of field; of the columns with few values. */
const names: (NameTable | undefined)[] = [];
names[fieldKind.storageClass] = new NameTable(storageClassNames);
names[fieldKind.replication] = new NameTable(replicationNames);
names[fieldKind.accessTier] = new NameTable(accessTierNames);

/** What stands around two digits, with the digits masked out: "-..-" and "T..:". */
const dashesAround = letters("-\0\0-");
const hoursAround = letters("T\0\0:");
const colon = 0x3a;

/** Value of two digits as getUint16 reads them; 255 for any other two bytes. */
const digitPairs = new Uint8Array(65_536).fill(255);
for (let value = 0; value < 100; value++)
    digitPairs[Buffer.from(value.toString().padStart(2, "0")).readUInt16LE()] = value;

/** More digits go the slow way, which knows 2^53. */
const maxSizeDigits = 15;

export function tsCanonicalRows(context: ReadContext): CanonicalRows {
    const window = Buffer.allocUnsafeSlow(windowBytes);
    const batch = newRowBatch(true, context.columns.includes("VersionId"));
    batch.keyBytes = window;
    batch.versionBytes = window;
    for (const absent of [batch.size, batch.lastModified, batch.lockedUntil]) absent.fill(NaN);

    const plan = fieldPlan(context.columns);
    const bucket = Buffer.from(context.sourceBucket);
    // No bucket's name is like that; comparing with it could run past a field's end.
    const isBucketSound = !bucket.includes(quote) && bucket.length < 200;
    if (plan === undefined || !isBucketSound)
        return {
            window,
            batch,
            scan: (from) => {
                batch.rows = 0;
                return from;
            },
        };
    const scan = rowScan(window, batch, plan, bucket);
    rehearse(window, plan, context.sourceBucket, scan);
    batch.rows = 0;
    return { window, batch, scan };
}

/** By kind of field, values of every form that the scan tells apart; of any other kind, any text. */
const forms: (readonly string[])[] = [];
forms[fieldKind.isLatest] = forms[fieldKind.isDeleteMarker] = ["true", "false", ""];
forms[fieldKind.size] = ["1234567", "0", "123456789012345", ""];
forms[fieldKind.lastModified] = forms[fieldKind.lockedUntil] = [
    "2026-11-22T01:02:03.000Z",
    "2026-11-22T01:02:03Z",
    "2026-11-22T01:02:03.4Z",
    "",
];
forms[fieldKind.storageClass] = [...storageClassNames, "", "-"];
forms[fieldKind.replication] = [...replicationNames, "", "-"];
forms[fieldKind.accessTier] = [...accessTierNames, "", "-"];
forms[fieldKind.legalHold] = forms[fieldKind.eventHold] = ["On", "Off", "ON", "OFF", ""];
forms[fieldKind.encryption] = ["SSE-S3", "SSE-C", "SSE-KMS", ""];

const rehearsedRows = 24;
const rehearsals = 8;

/**
 * Scans rows with values of every form, so that V8 knows all of the loop before it compiles it. It does so while the
 * first rows are read; what has not run by then it leaves out, and compiles everything again when it does (measured:
 * four more times, a tenth of a second of CPU time).
 */
function rehearse(
    window: Buffer,
    plan: Uint8Array,
    sourceBucket: string,
    scan: CanonicalRows["scan"],
): void {
    const anyText = [sourceBucket, "any text"];
    const valueOf = (kind: number, row: number): string => {
        const values = forms[kind] ?? anyText;
        return values[row % values.length] ?? "";
    };
    const rows = Array.from(
        { length: rehearsedRows },
        (_, row) => `${Array.from(plan, (kind) => `"${valueOf(kind, row)}"`).join(",")}\n`,
    );
    const length = window.write(rows.join(""));
    for (let time = 0; time < rehearsals; time++) scan(0, length);
}

function rowScan(
    bytes: Buffer,
    batch: RowBatch,
    plan: Uint8Array,
    bucket: Buffer,
): CanonicalRows["scan"] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const { keyStart, keyEnd, versionStart, versionEnd, size, lastModified, lockedUntil } = batch;
    const { storageClass, replication, accessTier } = batch;
    const states = batch.state;
    const bucketView = new DataView(Uint8Array.from(bucket).buffer);
    const last = plan.length - 1;
    const stateWithoutBucket = plan.includes(fieldKind.bucket) ? 0 : rowState.otherBucket;

    return (from, to) => {
        let row = 0;
        let next = from;
        rows: while (row < batchCapacity && next < to) {
            let at = next;
            let state: number = stateWithoutBucket;
            for (let field = 0; field <= last; field++) {
                // `at` is the opening quote here and the closing one behind the switch.
                if (bytes[at] !== quote) break rows;
                at++;
                const kind = plan[field] as number;
                // One call of each reader for all its columns: V8 copies what it calls to every place that calls it,
                // and compiling costs as much time as it saves.
                switch (kind) {
                    case fieldKind.isLatest:
                    case fieldKind.isDeleteMarker: {
                        const word = view.getInt32(at, true);
                        if (word === trueLetters) {
                            state |=
                                kind === fieldKind.isLatest
                                    ? rowState.latest
                                    : rowState.deleteMarker;
                            at += 4;
                        } else if (word === falsLetters) {
                            if (bytes[at + 4] !== letterE) break rows;
                            if (kind === fieldKind.isLatest) state |= rowState.noncurrent;
                            at += 5;
                        }
                        break;
                    }
                    case fieldKind.size: {
                        const first = at;
                        let value = 0;
                        for (;;) {
                            const digit = (bytes[at] as number) - zero;
                            if (digit < 0 || digit > 9) break;
                            value = value * 10 + digit;
                            at++;
                        }
                        if (at - first > maxSizeDigits) break rows;
                        size[row] = at === first ? NaN : value;
                        break;
                    }
                    case fieldKind.lastModified:
                    case fieldKind.lockedUntil: {
                        const target = kind === fieldKind.lastModified ? lastModified : lockedUntil;
                        at = readInstant(bytes, view, at, target, row);
                        if (at < 0) break rows;
                        break;
                    }
                    case fieldKind.legalHold:
                    case fieldKind.eventHold: {
                        const length = holdLength(bytes, at);
                        if (length < 0) break rows;
                        if (length === onLength)
                            state |=
                                kind === fieldKind.legalHold
                                    ? rowState.legalHold
                                    : rowState.eventHold;
                        at += length;
                        break;
                    }
                    default: {
                        const start = at;
                        at = quoteFrom(view, at);
                        const length = at - start;
                        if (kind === fieldKind.skipped) break;
                        if (kind === fieldKind.key) {
                            if (length === 0) break rows;
                            keyStart[row] = start;
                            keyEnd[row] = at;
                        } else if (kind === fieldKind.versionId) {
                            versionStart[row] = start;
                            versionEnd[row] = at;
                        } else if (kind === fieldKind.bucket) {
                            if (length !== bucket.length || !isAt(view, start, bucketView))
                                state |= rowState.otherBucket;
                        } else if (kind === fieldKind.encryption) {
                            if (
                                length === 5 &&
                                view.getInt32(start, true) === sseLetters &&
                                bytes[start + 4] === letterC
                            )
                                state |= rowState.customerKey;
                        } else {
                            const isReplication = kind === fieldKind.replication;
                            if (
                                isReplication &&
                                length === 4 &&
                                view.getInt32(start, true) === noneLetters
                            )
                                break rows;
                            const code = (names[kind] as NameTable).codeOf(view, start, at);
                            if (isReplication) replication[row] = code;
                            else if (kind === fieldKind.storageClass) storageClass[row] = code;
                            else accessTier[row] = code;
                        }
                    }
                }
                // A value that does not end here was not one of the plain forms.
                if (bytes[at] !== quote) break rows;
                if (bytes[at + 1] !== (field === last ? lineFeed : comma)) break rows;
                at += 2;
            }
            if (at - next > maxRecordBytes) break;
            states[row] = state;
            row++;
            next = at;
        }
        batch.rows = row;
        return next;
    };
}

/** The first quote from `at` on. There is always one: the window's padding. */
function quoteFrom(view: DataView, at: number): number {
    for (;;) {
        const word = view.getInt32(at, true) ^ 0x22222222;
        // The lowest high bit that is set belongs to the first byte that is zero, which was a quote.
        const hit = (word - 0x01010101) & ~word & 0x80808080;
        if (hit !== 0) return at + ((31 - Math.clz32(hit & -hit)) >>> 3);
        at += 4;
    }
}

/** Compares with the letters of `expected`, four at a time and then one at a time. */
function isAt(view: DataView, start: number, expected: DataView): boolean {
    const length = expected.byteLength;
    let index = 0;
    for (; index + 4 <= length; index += 4)
        if (view.getInt32(start + index) !== expected.getInt32(index)) return false;
    for (; index < length; index++)
        if (view.getUint8(start + index) !== expected.getUint8(index)) return false;
    return true;
}

const onLength = 2;

/** Length of `On`, `Off` in S3's spelling or in capitals, 0 for an empty field, -1 for anything else. */
function holdLength(bytes: Buffer, at: number): number {
    if (bytes[at] === quote) return 0;
    if (bytes[at] !== 0x4f) return -1;
    const second = bytes[at + 1];
    const third = bytes[at + 2];
    const isLower = second === 0x6e || second === 0x66;
    if (second === 0x6e || second === 0x4e) return third === quote ? onLength : -1;
    const f = isLower ? 0x66 : 0x46;
    return second === f && third === f ? 3 : -1;
}

/**
 * Puts an instant into target[row], NaN for an empty field. Answers the place behind it, or -1 when it is not of the
 * plain form.
 */
function readInstant(
    bytes: Buffer,
    view: DataView,
    at: number,
    target: Float64Array,
    row: number,
): number {
    if (bytes[at] === quote) {
        target[row] = NaN;
        return at;
    }
    const century = digitPairs[view.getUint16(at, true)] as number;
    const yearOfCentury = digitPairs[view.getUint16(at + 2, true)] as number;
    const dashes = view.getInt32(at + 4, true);
    const month = digitPairs[(dashes >>> 8) & 0xffff] as number;
    const day = digitPairs[view.getUint16(at + 8, true)] as number;
    const hours = view.getInt32(at + 10, true);
    const hour = digitPairs[(hours >>> 8) & 0xffff] as number;
    const minute = digitPairs[view.getUint16(at + 14, true)] as number;
    const seconds = view.getInt32(at + 16, true);
    const second = digitPairs[(seconds >>> 8) & 0xffff] as number;

    if ((dashes & 0xff0000ff) !== dashesAround || (hours & 0xff0000ff) !== hoursAround) return -1;
    if ((seconds & 0xff) !== colon || hour > 23 || minute > 59 || second > 59) return -1;
    const year = century * 100 + yearOfCentury;
    if (yearOfCentury > 99 || year < firstYear || year > lastYear) return -1;
    if (month < 1 || month > 12) return -1;
    const monthIndex = (year - firstYear) * 12 + month - 1;
    const monthStart = monthStarts[monthIndex] as number;
    const date = monthStart + day - 1;
    if (day < 1 || date >= (monthStarts[monthIndex + 1] as number)) return -1;

    let end = at + 20;
    let milliseconds = 0;
    if (seconds >>> 24 === point) {
        const first = end;
        let digit = (bytes[end] as number) - zero;
        for (; digit >= 0 && digit <= 9; digit = (bytes[end] as number) - zero) {
            // Finer parts than milliseconds are cut off.
            if (end - first < 3) milliseconds = milliseconds * 10 + digit;
            end++;
        }
        const digits = end - first;
        if (digits < 1 || digits > 9 || bytes[end] !== zulu) return -1;
        if (digits < 3) milliseconds *= digits === 1 ? 100 : 10;
        end++;
    } else if (seconds >>> 24 !== zulu) return -1;
    target[row] = date * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
    return end;
}
