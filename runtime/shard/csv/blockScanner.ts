/**
 * What every fast CSV scanner shares: the window its engine reads (a started record and the newest bytes in one piece),
 * and the slow way for records the engine does not take.
 */
import { csvRowDecoder } from "../../../model/inventory/csvRowDecoder";
import { batchCapacity, type RowBatch } from "../../../model/inventory/rowBatch";
import type { CsvBlockScanner, ReadContext, ScannedBatch } from "../batchSource";
import {
    maxRecordBytes,
    windowPaddingBytes,
    windowSliceBytes,
    type CanonicalRows,
} from "./canonicalRows";
import { csvRecord } from "./csvRecord";

const quote = 0x22;
const lineFeed = 0x0a;

/** Memory stays that of the window, whatever comes: a record that is too long is dropped as it streams in. */
export function blockScanner(
    context: Pick<ReadContext, "columns">,
    engine: CanonicalRows,
): CsvBlockScanner {
    const { window, batch } = engine;
    const decode = csvRowDecoder(context.columns);
    const keyColumn = context.columns.indexOf("Key");
    /** The window holds bytes [0, filled), of which the first are the start of a record. */
    let filled = 0;
    /** Behind an unreadable record whose first line end has not come yet. */
    let isSkippingLine = false;

    /** The place behind the first line end, or undefined when there is none yet. */
    const lineEndAfter = (at: number): number | undefined => {
        const found = window.subarray(at, filled).indexOf(lineFeed);
        return found < 0 ? undefined : at + found + 1;
    };

    /** Reads one record into batch.odd; answers where the next one starts, undefined when it is not all there. */
    const readOdd = (at: number, isLast: boolean): number | undefined => {
        // Every window ends in half a record. No record ends without a line end, and that is sooner found missing.
        const mayBeLonger = !isLast && filled - at <= maxRecordBytes;
        if (mayBeLonger && lineEndAfter(at) === undefined) return undefined;
        const record = csvRecord(window, at, filled, isLast);
        if (record === undefined) return undefined;
        if ("problem" in record) {
            batch.odd = record;
            const next = lineEndAfter(at);
            isSkippingLine = next === undefined;
            return next ?? filled;
        }
        if (record.garbled.includes(keyColumn))
            batch.odd = {
                problem: `Key: inventory key: must be UTF-8, got ${JSON.stringify(record.fields[keyColumn])}`,
            };
        else if (record.fields.length > 0) batch.odd = decode(record.fields);
        return record.next;
    };

    function* readWindow(isLast: boolean): Generator<ScannedBatch> {
        window.fill(quote, filled, filled + windowPaddingBytes);
        let at = 0;
        for (let isComplete = true; isComplete && at < filled;) {
            if (isSkippingLine) {
                const next = lineEndAfter(at);
                isSkippingLine = next === undefined;
                at = next ?? filled;
                continue;
            }
            batch.odd = undefined;
            at = engine.scan(at, filled);
            if (at < filled && batch.rows < batchCapacity) {
                const next = readOdd(at, isLast);
                isComplete = next !== undefined;
                at = next ?? at;
            }
            if (hasRows(batch)) yield batch;
        }
        window.copyWithin(0, at, filled);
        filled -= at;
    }

    return {
        *push(chunk) {
            for (let from = 0; from < chunk.length; from += windowSliceBytes) {
                const slice = chunk.subarray(from, from + windowSliceBytes);
                window.set(slice, filled);
                filled += slice.length;
                // No record ends without one; looking at a long record again for every small chunk would be quadratic.
                if (filled <= maxRecordBytes && !slice.includes(lineFeed)) continue;
                yield* readWindow(false);
            }
        },
        *end() {
            yield* readWindow(true);
        },
    };
}

const hasRows = (batch: RowBatch): boolean => batch.rows > 0 || batch.odd !== undefined;
