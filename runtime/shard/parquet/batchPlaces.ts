/**
 * The arrays that batches are filled in. They are twice as long as a batch, so that the rows behind an odd row become a
 * batch of their own where they lie.
 */
import type { InventoryRow, UnreadableRow } from "../../../model/inventory/inventoryRow";
import { batchCapacity, newRowBatch, rowState } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import type { OddRows } from "./columnDecoder";

export class BatchPlaces {
    private readonly whole: RowBatch;
    private readonly batch: RowBatch;
    /** State of a row before its columns are read. */
    private readonly state: number;
    /** First place of the batch. */
    private from = -1;

    constructor(columns: readonly string[]) {
        this.batch = newRowBatch(false, columns.includes("VersionId"));
        const places = 2 * batchCapacity;
        this.whole = {
            ...this.batch,
            keyStart: new Int32Array(places),
            keyEnd: new Int32Array(places),
            versionStart: new Int32Array(places),
            versionEnd: new Int32Array(places),
            state: new Uint8Array(places),
            // Columns the inventory does not have stay so.
            size: new Float64Array(places).fill(Number.NaN),
            lastModified: new Float64Array(places).fill(Number.NaN),
            lockedUntil: new Float64Array(places).fill(Number.NaN),
            storageClass: new Uint8Array(places),
            replication: new Uint8Array(places),
            accessTier: new Uint8Array(places),
        };
        this.state = columns.includes("Bucket") ? 0 : rowState.otherBucket;
        this.moveTo(0);
    }

    /** The batch to fill `rows` rows into, from its first place on. */
    begin(rows: number): RowBatch {
        this.moveTo(0);
        this.batch.state.fill(this.state, 0, rows);
        return this.batch;
    }

    /** The filled rows in order: one batch, and one more for each odd row. */
    *batches(
        rows: number,
        odd: OddRows,
        oddRow: (row: number) => InventoryRow | UnreadableRow,
    ): Generator<RowBatch> {
        const { batch } = this;
        batch.odd = undefined;
        let from = 0;
        if (odd.any)
            for (let row = odd.mask.indexOf(1); row >= 0; row = odd.mask.indexOf(1, row + 1)) {
                this.moveTo(from);
                batch.rows = row - from;
                batch.odd = oddRow(row);
                yield batch;
                from = row + 1;
            }
        if (from === rows && from > 0) return;
        this.moveTo(from);
        batch.rows = rows - from;
        batch.odd = undefined;
        yield batch;
    }

    private moveTo(from: number): void {
        if (from === this.from) return;
        this.from = from;
        const { batch, whole } = this;
        const to = from + batchCapacity;
        batch.keyStart = whole.keyStart.subarray(from, to);
        batch.keyEnd = whole.keyEnd.subarray(from, to);
        batch.versionStart = whole.versionStart.subarray(from, to);
        batch.versionEnd = whole.versionEnd.subarray(from, to);
        batch.state = whole.state.subarray(from, to);
        batch.size = whole.size.subarray(from, to);
        batch.lastModified = whole.lastModified.subarray(from, to);
        batch.lockedUntil = whole.lockedUntil.subarray(from, to);
        batch.storageClass = whole.storageClass.subarray(from, to);
        batch.replication = whole.replication.subarray(from, to);
        batch.accessTier = whole.accessTier.subarray(from, to);
    }
}
