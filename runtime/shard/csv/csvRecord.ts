/** The slow, general way to read a record of CSV: RFC 4180, with LF or CRLF, with and without quotes. */
import { isUtf8 } from "node:buffer";
import { maxRecordBytes } from "./canonicalRows";

const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export interface CsvRecord {
    /** None is an empty line. */
    readonly fields: readonly string[];
    /** Places of fields that are no UTF-8; their text has U+FFFD instead. */
    readonly garbled: readonly number[];
    /** Where the next record starts. */
    readonly next: number;
}

/** The record cannot be read; the next one starts behind the first line end after its start. */
export interface BrokenRecord {
    readonly problem: string;
}

/**
 * Reads the record that starts at `start` of bytes[start, end); undefined when more bytes must come before anything can
 * be said. The answer does not depend on how many of the file's bytes are there yet.
 * @param isLast Whether no bytes come after these.
 */
export function csvRecord(
    bytes: Uint8Array,
    start: number,
    end: number,
    isLast: boolean,
): CsvRecord | BrokenRecord | undefined {
    const limit = Math.min(end, start + maxRecordBytes);
    const cut = (ending: () => CsvRecord | BrokenRecord): CsvRecord | BrokenRecord | undefined => {
        if (end - start > maxRecordBytes)
            return { problem: `must have at most ${maxRecordBytes} bytes, got more` };
        return isLast ? ending() : undefined;
    };
    const fields: string[] = [];
    const garbled: number[] = [];
    const add = (from: number, to: number, isQuoted: boolean): void => {
        const field = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
        if (!isUtf8(field)) garbled.push(fields.length);
        const text = field.toString("utf8");
        fields.push(isQuoted ? text.replaceAll('""', '"') : text);
    };
    const finish = (next: number): CsvRecord => ({ fields, garbled, next });

    let at = start;
    for (;;) {
        if (at < limit && bytes[at] === quote) {
            const closing = closingQuote(bytes, at + 1, limit);
            if (closing === undefined)
                return cut(() => ({ problem: "every quote must close, got one that does not" }));
            add(at + 1, closing, true);
            at = closing + 1;
            if (at >= limit) return cut(() => finish(at));
            if (bytes[at] === carriageReturn) {
                at++;
                if (at >= limit) return cut(() => ({ problem: textAfterQuote }));
                if (bytes[at] !== lineFeed) return { problem: textAfterQuote };
            } else if (bytes[at] !== comma && bytes[at] !== lineFeed)
                return { problem: textAfterQuote };
        } else {
            const from = at;
            while (at < limit && bytes[at] !== comma && bytes[at] !== lineFeed) {
                if (bytes[at] === quote)
                    return { problem: "quotes must enclose whole fields, got one inside a field" };
                at++;
            }
            if (at >= limit)
                return cut(() => {
                    add(from, at, false);
                    return finish(at);
                });
            const isCrLf = bytes[at] === lineFeed && at > from && bytes[at - 1] === carriageReturn;
            const to = isCrLf ? at - 1 : at;
            const isEmptyLine = bytes[at] === lineFeed && to === start;
            if (isEmptyLine) return finish(at + 1);
            add(from, to, false);
        }
        if (bytes[at] === lineFeed) return finish(at + 1);
        at++;
    }
}

const textAfterQuote = "a closing quote must end its field, got text behind it";

/** The quote that is not doubled; undefined when it, or the byte that tells, is not before `limit`. */
function closingQuote(bytes: Uint8Array, start: number, limit: number): number | undefined {
    let at = start;
    for (;;) {
        while (at < limit && bytes[at] !== quote) at++;
        if (at >= limit) return undefined;
        if (at + 1 >= limit || bytes[at + 1] !== quote) return at;
        at += 2;
    }
}
