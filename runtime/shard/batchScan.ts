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
import { BatchJudge, undecodableKey } from "../../model/selection/batchJudge";
import type { ScanCounts } from "../../model/selection/scanCounts";
import { ScanCounter } from "../../model/selection/scanCounter";
import type { SelectingTier } from "../../model/selection/tierRule";
import type { SelectedInventory } from "../../model/selection/tierSelector";
import type { RowSink } from "./rowSink";
import type { RowWatch } from "./rowWatch";

export interface ScannedTier extends SelectingTier {
    /** Gets every selected row; absent for a tier that cannot run now. */
    readonly sink?: RowSink | undefined;
    /** Asked for selected rows that have a sink: whether earlier runs worked on the object as often as they may. */
    readonly isTriedTooOften?: ((row: InventoryRow) => boolean) | undefined;
}

export class BatchScan {
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
    take(batch: RowBatch, first: number): number {
        const judge = this.#judge;
        const counter = this.#counter;
        const { rows, size: sizes } = batch;
        for (let index = first; index < rows; index++) {
            if (this.#watch !== undefined) this.#show(this.#watch, batch, index);
            let size = sizes[index] as number;
            if (!(size >= 0)) size = 0;
            let taker = judge.judge(batch, index);
            if (taker >= 0 && !this.#give(taker, batch, index)) taker = judge.unreadable();
            if (taker === undecodableKey) {
                size = 0;
                this.#unreadable(() => problemOf(materialise(batch, index, this.#sourceBucket)));
            }
            counter.add(judge.reasons, size);
            if (taker < 0) continue;
            counter.addSelected(taker, size, batch.storageClass[index] as number);
            const sink = this.#tiers[taker]?.sink;
            if (sink?.isFull !== true) continue;
            this.#full = sink;
            return index + 1;
        }
        return rows;
    }

    /** Takes a row that is not in a batch's columns. */
    takeOdd(row: InventoryRow | UnreadableRow): void {
        const judge = this.#judge;
        let taker = judge.judgeOdd(row);
        if ("problem" in row) {
            this.#unreadable(() => row.problem);
            this.#counter.add(judge.reasons, 0);
            return;
        }
        const { watch, sourceBucket } = { watch: this.#watch, sourceBucket: this.#sourceBucket };
        if (row.bucket === sourceBucket && watch?.keys.has(rawKeyHash(row.key)) === true)
            watch.see(row);
        let size = row.size ?? 0;
        const tier = this.#tiers[taker];
        if (tier?.sink?.addOdd(row) === false) {
            taker = judge.unreadable();
            size = 0;
            this.#unreadable(() => problemOf(row));
        }
        this.#counter.add(judge.reasons, size);
        if (taker < 0) return;
        const classCode = storageClassNames.indexOf(row.storageClass ?? "") + 1;
        this.#counter.addSelected(taker, size, classCode === 0 ? otherCode : classCode);
        if (tier?.sink === undefined) return;
        if (tier.isTriedTooOften?.(row) === true) this.#counter.addTriedTooOften(taker);
        if (tier.sink.isFull) this.#full = tier.sink;
    }

    #give(taker: number, batch: RowBatch, index: number): boolean {
        const { sink, isTriedTooOften } = this.#tiers[taker] as ScannedTier;
        if (sink === undefined)
            return isDecodableKey(
                batch.keyBytes,
                batch.keyStart[index] as number,
                batch.keyEnd[index] as number,
                batch.keysEncoded,
            );
        if (!sink.addRow(batch, index)) return false;
        if (isTriedTooOften !== undefined) {
            const row = materialise(batch, index, this.#sourceBucket);
            if (!("problem" in row) && isTriedTooOften(row)) this.#counter.addTriedTooOften(taker);
        }
        return true;
    }

    #show(watch: RowWatch, batch: RowBatch, index: number): void {
        if (((batch.state[index] as number) & rowState.otherBucket) !== 0) return;
        const start = batch.keyStart[index] as number;
        const end = batch.keyEnd[index] as number;
        if (!watch.keys.has(keyHash(batch.keyBytes, start, end, batch.keysEncoded))) return;
        const row = materialise(batch, index, this.#sourceBucket);
        if (!("problem" in row)) watch.see(row);
    }

    #unreadable(problem: () => string): void {
        const near = this.#counter.rows + 1;
        this.#counter.addUnreadable(() => `${this.#fileKey} near row ${near}: ${problem()}`);
    }
}

/** Why a row that a tier would take cannot be written. */
const problemOf = (row: InventoryRow | UnreadableRow): string =>
    "problem" in row
        ? row.problem
        : `VersionId must be URL-ready, got ${JSON.stringify(row.versionId)}`;
