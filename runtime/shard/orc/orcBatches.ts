/**
 * Reader of ORC inventories. Keys are raw UTF-8. Stripe after stripe, column by column: only the streams of the columns
 * in use are read, a window at a time, so memory is flat whatever the file's size (but for dictionaries, which writers
 * keep in memory too). What of ORC this does not know ends in DataFileRefused, never in a wrong row.
 */
import { batchCapacity, newRowBatch, type RowBatch } from "../../../model/inventory/rowBatch";
import type { FileReader } from "../batchSource";
import { DataFileRefused } from "../dataFileRefused";
import { orcColumns } from "./orcColumns";
import { OrcProblem, placed } from "./orcProblem";
import { orcTail } from "./orcTail";
import { StripeRows } from "./stripeRows";
import { StripeStreams } from "./stripeStreams";

/** Throws DataFileRefused; errors of reading the file as they come. */
export const orcBatches: FileReader = function* (file, context) {
    try {
        const tail = orcTail(file);
        const columns = orcColumns(tail.types, context.columns);
        const arrays = new WideBatch(context.columns.includes("VersionId"));
        for (const [index, stripe] of tail.stripes.entries())
            try {
                const streams = new StripeStreams(file, tail, stripe);
                const rows = new StripeRows(streams, columns, context);
                yield* stripeBatches(rows, stripe.rows, arrays);
                rows.end();
            } catch (error) {
                throw placed(`stripe ${index + 1} of ${tail.stripes.length}`, error);
            }
    } catch (error) {
        if (error instanceof OrcProblem)
            throw new DataFileRefused(context.fileKey, error.message, error.cause ?? error);
        throw error;
    }
};

function* stripeBatches(rows: StripeRows, count: number, arrays: WideBatch): Generator<RowBatch> {
    for (let done = 0; done < count; done += batchCapacity) {
        const filled = Math.min(batchCapacity, count - done);
        const odd = rows.fill(arrays.whole, filled);
        let from = 0;
        for (const row of odd) {
            yield arrays.part(from, row, rows.row(row));
            from = row + 1;
        }
        if (from < filled) yield arrays.part(from, filled, undefined);
    }
}

/** The arrays of a batch, with as much room again behind them, so that a batch can begin at any of their rows. */
class WideBatch {
    readonly whole: RowBatch;
    /** The batch that begins at the first row: nearly all are this one. */
    readonly #first: RowBatch;

    constructor(listsVersions: boolean) {
        const room = 2 * batchCapacity;
        this.whole = {
            ...newRowBatch(false, listsVersions),
            keyStart: new Int32Array(room),
            keyEnd: new Int32Array(room),
            versionStart: new Int32Array(room),
            versionEnd: new Int32Array(room),
            state: new Uint8Array(room),
            size: new Float64Array(room).fill(Number.NaN),
            lastModified: new Float64Array(room).fill(Number.NaN),
            lockedUntil: new Float64Array(room).fill(Number.NaN),
            storageClass: new Uint8Array(room),
            replication: new Uint8Array(room),
            accessTier: new Uint8Array(room),
        };
        this.#first = this.#view(0);
    }

    /** Rows `from` to `to` - 1, and the odd one that comes after them. */
    part(from: number, to: number, odd: RowBatch["odd"]): RowBatch {
        const batch = from === 0 ? this.#first : this.#view(from);
        batch.rows = to - from;
        batch.keyBytes = this.whole.keyBytes;
        batch.versionBytes = this.whole.versionBytes;
        batch.odd = odd;
        return batch;
    }

    #view(from: number): RowBatch {
        const to = from + batchCapacity;
        const { whole } = this;
        return {
            ...whole,
            keyStart: whole.keyStart.subarray(from, to),
            keyEnd: whole.keyEnd.subarray(from, to),
            versionStart: whole.versionStart.subarray(from, to),
            versionEnd: whole.versionEnd.subarray(from, to),
            state: whole.state.subarray(from, to),
            size: whole.size.subarray(from, to),
            lastModified: whole.lastModified.subarray(from, to),
            lockedUntil: whole.lockedUntil.subarray(from, to),
            storageClass: whole.storageClass.subarray(from, to),
            replication: whole.replication.subarray(from, to),
            accessTier: whole.accessTier.subarray(from, to),
        };
    }
}
