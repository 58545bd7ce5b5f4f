/**
 * The rows of manifests and completion reports. Lines without a quote, nearly all, are cut at their commas where they
 * lie; a quoted line is read by `quotedFields`; whatever is stranger goes to csv-parse, and every row means what it
 * means to csv-parse.
 */
import { parse } from "csv-parse/sync";
import { csvDialect, csvRecords } from "./csvRecords";
import { quotedFields } from "./quotedFields";

export interface CsvRowSink {
    /**
     * A row of ASCII without quotes: bytes `start` to `end` - 1, a comma at each of the first `count` of `commas`. All
     * of it is used again after the call.
     */
    line(bytes: Buffer, start: number, end: number, commas: Int32Array, count: number): void;
    /** Any other row. */
    record(fields: readonly string[]): void;
}

const comma = 0x2c;
const newline = 0x0a;
const quote = 0x22;
const carriageReturn = 0x0d;
/** More columns than any row of ours has; rows with more are records. */
const maxCommas = 15;
/** From then on a record that does not end is left to csv-parse, and so is the rest of the text. */
const maxLinesTried = 16;
const maxCarriedBytes = 1024 * 1024;

/** Shows every row of the text to the sink, in order. Throws csv-parse's errors. */
export async function readCsvRows(chunks: AsyncIterable<Buffer>, sink: CsvRowSink): Promise<void> {
    const steps = csvRows(chunks, sink);
    let step = await steps.next();
    while (step.done !== true) step = await steps.next();
}

/** The same step by step: shows every row of the text to the sink, yielding whenever a chunk is through. */
export async function* csvRows(
    chunks: AsyncIterable<Buffer>,
    sink: CsvRowSink,
): AsyncGenerator<void> {
    const iterator = chunks[Symbol.asyncIterator]();
    try {
        const scan = new LineScan(sink);
        let carried: Buffer = Buffer.alloc(0);
        for (;;) {
            const next = await iterator.next();
            if (next.done === true) {
                carried = carried.subarray(scan.read(carried, true));
                if (scan.isStrange) yield* strangeRows(rest(carried, iterator), scan, sink);
                yield;
                return;
            }
            const bytes = withCarried(carried, next.value, scan);
            carried = bytes.subarray(scan.read(bytes, false));
            if (scan.isStrange || carried.length > maxCarriedBytes) {
                yield* strangeRows(rest(carried, iterator), scan, sink);
                return;
            }
            yield;
        }
    } finally {
        await iterator.return?.();
    }
}

/** What is left to be read of both; a line that began in one chunk is read alone, so that the next is not copied. */
function withCarried(carried: Buffer, chunk: Buffer, scan: LineScan): Buffer {
    if (carried.length === 0) return chunk;
    const border = chunk.indexOf(newline) + 1;
    if (border === 0) return Buffer.concat([carried, chunk]);
    const line = Buffer.concat([carried, chunk.subarray(0, border)]);
    const stopped = scan.read(line, false);
    const behind = chunk.subarray(border);
    return stopped === line.length ? behind : Buffer.concat([line.subarray(stopped), behind]);
}

class LineScan {
    /** Whether what comes next must be read by csv-parse, from a record's beginning. */
    isStrange = false;
    /** Whether a newline has ended a record; csv-parse takes the first end of a record for all of them. */
    endsAreKnown = false;
    /** Lines that are read. */
    lines = 0;
    readonly #sink: CsvRowSink;
    readonly #commas = new Int32Array(maxCommas);

    constructor(sink: CsvRowSink) {
        this.#sink = sink;
    }

    /** Where it stopped: before a row that is not whole, or is strange. */
    read(bytes: Buffer, isEnd: boolean): number {
        const commas = this.#commas;
        const { length } = bytes;
        let start = 0;
        while (start < length) {
            let end = start;
            let count = 0;
            let high = 0;
            let isPlain = true;
            for (; end < length; end++) {
                const byte = bytes[end] as number;
                if (byte > comma) high |= byte;
                else if (byte === comma) {
                    if (count < maxCommas) commas[count] = end;
                    count++;
                } else if (byte === newline) break;
                else if (byte === quote || byte === carriageReturn) isPlain = false;
            }
            if (end === length && !isEnd) return start;
            if (!isPlain) {
                const next = this.#unusual(bytes, start, isEnd);
                if (next === undefined) return start;
                start = next;
                continue;
            }
            if (end > start) {
                if (high < 0x80 && count <= maxCommas)
                    this.#sink.line(bytes, start, end, commas, count);
                else this.#sink.record(bytes.toString("utf8", start, end).split(","));
            }
            this.endsAreKnown = true;
            this.lines++;
            start = end + 1;
        }
        return length;
    }

    /** Reads a row with quotes or carriage returns; where the next begins, or undefined when it is not to be had. */
    #unusual(bytes: Buffer, start: number, isEnd: boolean): number | undefined {
        let from = start;
        for (let tried = 1; tried <= maxLinesTried; tried++) {
            const found = bytes.indexOf(newline, from);
            if (found < 0 && !isEnd) return undefined;
            const end = found < 0 ? bytes.length : found;
            // Unless newlines are known to end records, the carriage return may be what does.
            if (!this.endsAreKnown && bytes.subarray(from, end).includes(carriageReturn)) break;
            const records = recordsOf(bytes.toString("utf8", start, end));
            if (records !== undefined) {
                for (const record of records) this.#sink.record(record);
                this.endsAreKnown = true;
                this.lines += tried;
                return end + 1;
            }
            if (found < 0) break;
            from = end + 1;
        }
        this.isStrange = true;
        return undefined;
    }
}

/** Undefined when the text ends inside quotes. */
function recordsOf(text: string): readonly (readonly string[])[] | undefined {
    const fields = quotedFields(text);
    if (fields !== undefined) return [fields];
    try {
        return parse(text, { ...csvDialect, record_delimiter: "\n" });
    } catch (error) {
        if (isUnclosed(error)) return undefined;
        throw error;
    }
}

async function* strangeRows(
    chunks: AsyncIterable<Buffer>,
    { endsAreKnown, lines }: LineScan,
    sink: CsvRowSink,
): AsyncGenerator<void> {
    try {
        for await (const record of csvRecords(chunks, endsAreKnown ? "\n" : undefined)) {
            sink.record(record);
            yield;
        }
    } catch (error) {
        if (isUnclosed(error))
            // csv-parse counts from where it began.
            error.message = error.message.replace(
                /at line (\d+)/,
                (_, line: string) => `at line ${Number(line) + lines}`,
            );
        throw error;
    }
}

async function* rest(carried: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
    yield carried;
    for (;;) {
        const next = await iterator.next();
        if (next.done === true) return;
        yield next.value;
    }
}

const isUnclosed = (error: unknown): error is Error =>
    error instanceof Error && "code" in error && error.code === "CSV_QUOTE_NOT_CLOSED";
