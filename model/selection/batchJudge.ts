/**
 * tierSelector.ts over batches: which tier takes a row, and why each of the others does not. Rows that are not in a
 * batch's columns go to tierSelector itself.
 */
import type { InventoryRow, UnreadableRow } from "../inventory/inventoryRow";
import { materialise } from "../inventory/materialise";
import { batchCapacity, rowState, type RowBatch } from "../inventory/rowBatch";
import { BatchRule } from "./batchRule";
import { newVerdicts, noTier, undecodableKey, type BatchVerdicts } from "./batchVerdicts";
import { reasonCode, selectedCode, undecodableCode } from "./reasonCode";
import type { SelectingTier } from "./tierRule";
import { tierSelector, type RowVerdict, type SelectedInventory } from "./tierSelector";

const unreadable = reasonCode["unreadable-row"];
const otherBucket = reasonCode["other-bucket"];
const deleteMarker = reasonCode["delete-marker"];
const taken = reasonCode["taken-by-earlier-tier"];
const doneBeforeCode = reasonCode["done-before"];

/** By rowState.deleteMarker and rowState.otherBucket (4 and 8): the reason that needs no tier, or 0. */
const foreign = new Uint8Array(256);
for (let state = 0; state < 256; state++)
    if ((state & rowState.otherBucket) !== 0) foreign[state] = otherBucket;
    else if ((state & rowState.deleteMarker) !== 0) foreign[state] = deleteMarker;

export class BatchJudge {
    readonly #own: BatchVerdicts;
    #verdicts: BatchVerdicts;
    readonly #tiers: readonly SelectingTier[];
    readonly #rules: readonly BatchRule[];
    readonly #sourceBucket: string;
    readonly #odd: (row: InventoryRow | UnreadableRow) => RowVerdict;
    /** By row: the reason all tiers have that come now; 0 while it is open who takes the row. */
    readonly #settled = new Uint8Array(batchCapacity);

    /** As tierSelector. Throws what the compiling of a tier throws (batchRule.ts). */
    constructor(tiers: readonly SelectingTier[], inventory: SelectedInventory) {
        this.#own = newVerdicts(tiers.length);
        this.#verdicts = this.#own;
        this.#tiers = tiers;
        this.#rules = tiers.map((tier) => new BatchRule(tier, inventory.createdAt));
        this.#sourceBucket = inventory.sourceBucket;
        this.#odd = tierSelector(tiers, inventory);
    }

    /** Of the batch judged last. */
    get verdicts(): BatchVerdicts {
        return this.#verdicts;
    }

    /** Goes by what another judge of the same tiers says of a batch; asks only what earlier runs have done. */
    adopt(batch: RowBatch, verdicts: BatchVerdicts): void {
        this.#verdicts = verdicts;
        const { takers } = verdicts;
        const { rows } = batch;
        if (!this.#tiers.some(({ doneBefore }) => doneBefore !== undefined)) return;
        for (let row = 0; row < rows; row++) {
            const taker = takers[row] as number;
            if (this.#tiers[taker]?.doneBefore !== undefined) this.#settleDone(batch, taker, row);
        }
    }

    /**
     * Judges all rows of a batch: one tier after the other, because a short loop over columns is compiled early and
     * runs fast. That a key which nobody had to look at can be decoded is not said: whoever takes the row finds out
     * (unreadable() then).
     */
    judge(batch: RowBatch): void {
        this.#verdicts = this.#own;
        const { takers, reasons } = this.#own;
        const settled = this.#settled;
        const { rows, state } = batch;
        for (let row = 0; row < rows; row++) {
            settled[row] = foreign[state[row] as number] as number;
            takers[row] = noTier;
        }
        for (const [tier, rule] of this.#rules.entries()) {
            const codes = reasons[tier] as Uint8Array;
            const found = rule.judge(batch, settled, codes);
            if (found > 0) this.#settle(batch, tier, codes);
        }
    }

    /** Says of a row of the batch that it cannot be read after all. */
    unreadable(row: number): void {
        this.verdicts.takers[row] = undecodableKey;
        this.#settled[row] = unreadable;
        for (const codes of this.verdicts.reasons) codes[row] = unreadable;
    }

    /**
     * A row that is not in the columns: the tier that takes it or noTier, and per tier the reason code. An unreadable
     * one is taken by noTier.
     */
    judgeOdd(row: InventoryRow | UnreadableRow): { taker: number; reasons: readonly number[] } {
        const { tier, reasons } = this.#odd(row);
        return {
            taker: tier ?? noTier,
            reasons: reasons.map((reason) =>
                reason === undefined ? selectedCode : reasonCode[reason],
            ),
        };
    }

    /** Whatever a tier has found: done before or not, no later tier may have the row. */
    #settle(batch: RowBatch, tier: number, codes: Uint8Array): void {
        const { takers } = this.verdicts;
        const settled = this.#settled;
        const hasDone = this.#tiers[tier]?.doneBefore !== undefined;
        const { rows } = batch;
        for (let row = 0; row < rows; row++) {
            const code = codes[row] as number;
            if (code === selectedCode) {
                settled[row] = taken;
                takers[row] = tier;
                if (hasDone) this.#settleDone(batch, tier, row);
            } else if (code === undecodableCode) this.unreadable(row);
        }
    }

    #settleDone(batch: RowBatch, tier: number, index: number): void {
        const row = materialise(batch, index, this.#sourceBucket);
        if ("problem" in row) {
            this.unreadable(index);
            return;
        }
        if (this.#tiers[tier]?.doneBefore?.(row) !== true) return;
        this.verdicts.takers[index] = noTier;
        (this.verdicts.reasons[tier] as Uint8Array)[index] = doneBeforeCode;
    }
}
