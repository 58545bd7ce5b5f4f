/** Judges the batches of one data file: to the tiers' sinks what they take, to the watch what it waits for, all counted. */
import type { InventoryRow, UnreadableRow } from "../../model/inventory/inventoryRow";
import { keyHash, rawKeyHash } from "../../model/inventory/keyHash";
import { isDecodableKey } from "../../model/inventory/keyTranscoder";
import { materialise } from "../../model/inventory/materialise";
import {
    otherCode,
    rowState,
    storageClassNames,
    type RowBatch,
} from "../../model/inventory/rowBatch";
import { BatchJudge } from "../../model/selection/batchJudge";
import { noTier, undecodableKey } from "../../model/selection/batchVerdicts";
import { reasonCode } from "../../model/selection/reasonCode";
import type { ScanCounts } from "../../model/selection/scanCounts";
import { ScanCounter } from "../../model/selection/scanCounter";
import type { SelectingTier } from "../../model/selection/tierRule";
import type { SelectedInventory } from "../../model/selection/tierSelector";
import type { JudgedBatch, Judging, ScannedBatch } from "./batchSource";
import type { LineForm, RowSink } from "./rowSink";
import type { RowWatch } from "./rowWatch";

const unreadable = reasonCode["unreadable-row"];

export interface ScannedTier extends SelectingTier {
    /** Gets every selected row; absent for a tier that cannot run now. */
    readonly sink?: RowSink | undefined;
    /** Asked for selected rows that have a sink: whether earlier runs worked on the object as often as they may. */
    readonly isTriedTooOften?: ((row: InventoryRow) => boolean) | undefined;
}

export class BatchScan {
    /** For the reader of the file: a scanner that judges by this itself is believed. */
    readonly judging: Judging;
    readonly #fileKey: string;
    readonly #sourceBucket: string;
    readonly #tiers: readonly ScannedTier[];
    readonly #watch: RowWatch | undefined;
    readonly #judge: BatchJudge;
    readonly #counter: ScanCounter;
    #full: RowSink | undefined;

    constructor(
        fileKey: string,
        tiers: readonly ScannedTier[],
        inventory: SelectedInventory,
        watch: RowWatch | undefined,
    ) {
        this.judging = { tiers, createdAt: inventory.createdAt, lines: tiers.map(linesOf) };
        this.#fileKey = fileKey;
        this.#sourceBucket = inventory.sourceBucket;
        this.#tiers = tiers;
        this.#watch = watch;
        this.#judge = new BatchJudge(tiers, inventory);
        this.#counter = new ScanCounter(tiers.length);
    }

    /** A sink that the scan must flush before it goes on. */
    get full(): RowSink | undefined {
        return this.#full?.isFull === true ? this.#full : undefined;
    }

    get counts(): ScanCounts {
        return this.#counter.counts();
    }

    /**
     * Takes the rows of a batch from `first` on, without its odd row. Answers the row to go on with: less than
     * `batch.rows` when a sink is full.
     */
    take(batch: ScannedBatch, first: number): number {
        if (first === 0) this.#judgeRows(batch);
        const { judged } = batch;
        const end =
            judged?.by === this.judging
                ? this.#giveLines(batch, judged, first)
                : this.#giveRows(batch, first);
        this.#counter.addRows(this.#judge.verdicts.reasons, batch.size, first, end);
        return end;
    }

    #judgeRows(batch: ScannedBatch): void {
        if (this.#watch !== undefined) this.#show(this.#watch, batch);
        const { judged } = batch;
        if (judged?.by === this.judging) this.#judge.adopt(batch, judged.verdicts);
        else this.#judge.judge(batch);
    }

    /** Answers the row to go on with. */
    #giveRows(batch: RowBatch, first: number): number {
        const { takers } = this.#judge.verdicts;
        const { rows } = batch;
        for (let row = first; row < rows; row++) {
            const taker = takers[row] as number;
            if (taker === noTier) continue;
            if (taker === undecodableKey || !this.#give(taker, batch, row))
                this.#refuse(batch, row, row - first);
            else if (this.#hasFilled(taker)) return row + 1;
        }
        return rows;
    }

    /** The same where a scanner has judged; rows that one tier takes one after the other go to it together. */
    #giveLines(batch: RowBatch, { lines, hasLines }: JudgedBatch, first: number): number {
        const { takers } = this.#judge.verdicts;
        const { rows, ends, taken } = lines;
        let place = 0;
        while (place < taken && (rows[place] as number) < first) place++;
        while (place < taken) {
            const row = rows[place] as number;
            const taker = takers[row] as number;
            let next = place + 1;
            if (hasLines[taker] === true && (ends[place] as number) >= 0) {
                while (
                    next < taken &&
                    takers[rows[next] as number] === taker &&
                    (ends[next] as number) >= 0
                )
                    next++;
                this.#tiers[taker]?.sink?.addLines?.(batch, lines, place, next);
                for (let each = place; each < next; each++)
                    this.#addSelected(taker, batch, rows[each] as number);
            } else if (taker !== noTier) {
                const isRefused =
                    hasLines[taker] === true ||
                    taker === undecodableKey ||
                    !this.#give(taker, batch, row);
                if (isRefused) this.#refuse(batch, row, row - first);
            }
            if (this.#hasFilled(taker)) return (rows[next - 1] as number) + 1;
            place = next;
        }
        return batch.rows;
    }

    #addSelected(taker: number, batch: RowBatch, row: number): void {
        const size = batch.size[row] as number;
        this.#counter.addSelected(taker, size >= 0 ? size : 0, batch.storageClass[row] as number);
    }

    #hasFilled(taker: number): boolean {
        const sink = this.#tiers[taker]?.sink;
        if (sink?.isFull !== true) return false;
        this.#full = sink;
        return true;
    }

    /** @param ahead Rows that come before this one and are not counted yet. */
    #refuse(batch: RowBatch, row: number, ahead: number): void {
        this.#judge.unreadable(row);
        this.#unreadable(ahead, () => problemOf(materialise(batch, row, this.#sourceBucket)));
    }

    /** Takes a row that is not in a batch's columns. */
    takeOdd(row: InventoryRow | UnreadableRow): void {
        const judge = this.#judge;
        const { taker, reasons } = judge.judgeOdd(row);
        if ("problem" in row) {
            this.#unreadable(0, () => row.problem);
            this.#counter.add(reasons, 0);
            return;
        }
        const watch = this.#watch;
        if (row.bucket === this.#sourceBucket && watch?.keys.has(rawKeyHash(row.key)) === true)
            watch.see(row);
        const tier = this.#tiers[taker];
        if (tier?.sink?.addOdd(row) === false) {
            this.#unreadable(0, () => problemOf(row));
            this.#counter.add(
                reasons.map(() => unreadable),
                0,
            );
            return;
        }
        const size = row.size ?? 0;
        this.#counter.add(reasons, size);
        if (taker < 0) return;
        const classCode = storageClassNames.indexOf(row.storageClass ?? "") + 1;
        this.#counter.addSelected(taker, size, classCode === 0 ? otherCode : classCode);
        if (tier?.sink === undefined) return;
        if (tier.isTriedTooOften?.(row) === true) this.#counter.addTriedTooOften(taker);
        if (tier.sink.isFull) this.#full = tier.sink;
    }

    /** A row to the tier that takes it; false, and nothing is done, when it cannot be written. */
    #give(taker: number, batch: RowBatch, index: number): boolean {
        const { sink, isTriedTooOften } = this.#tiers[taker] as ScannedTier;
        const isGiven =
            sink === undefined
                ? isDecodableKey(
                      batch.keyBytes,
                      batch.keyStart[index] as number,
                      batch.keyEnd[index] as number,
                      batch.keysEncoded,
                  )
                : sink.addRow(batch, index);
        if (!isGiven) return false;
        this.#addSelected(taker, batch, index);
        if (sink !== undefined && isTriedTooOften !== undefined) {
            const row = materialise(batch, index, this.#sourceBucket);
            if (!("problem" in row) && isTriedTooOften(row)) this.#counter.addTriedTooOften(taker);
        }
        return true;
    }

    #show(watch: RowWatch, batch: RowBatch): void {
        const { rows, state, keyBytes, keyStart, keyEnd, keysEncoded } = batch;
        for (let index = 0; index < rows; index++) {
            if (((state[index] as number) & rowState.otherBucket) !== 0) continue;
            const start = keyStart[index] as number;
            const end = keyEnd[index] as number;
            if (!watch.keys.has(keyHash(keyBytes, start, end, keysEncoded))) continue;
            const row = materialise(batch, index, this.#sourceBucket);
            if (!("problem" in row)) watch.see(row);
        }
    }

    /** @param ahead Rows that come before this one and are not counted yet. */
    #unreadable(ahead: number, problem: () => string): void {
        const near = this.#counter.rows + ahead + 1;
        this.#counter.addUnreadable(() => `${this.#fileKey} near row ${near}: ${problem()}`);
    }
}

/** The lines that a tier's sink wants written; whoever must look at a row writes its line itself. */
function linesOf({ sink, doneBefore, isTriedTooOften }: ScannedTier): LineForm | undefined {
    if (doneBefore !== undefined || isTriedTooOften !== undefined) return undefined;
    return sink?.addLines === undefined ? undefined : sink.form;
}

/** Why a row that a tier would take cannot be written. */
const problemOf = (row: InventoryRow | UnreadableRow): string =>
    "problem" in row
        ? row.problem
        : `VersionId must be URL-ready, got ${JSON.stringify(row.versionId)}`;
