/**
 * tierSelector.ts over batches: which tier takes a row, and why each of the others does not. Rows that are not in a
 * batch's columns go to tierSelector itself.
 */
import type { InventoryRow, UnreadableRow } from "../inventory/inventoryRow";
import { materialise } from "../inventory/materialise";
import { rowState, type RowBatch } from "../inventory/rowBatch";
import { BatchRule } from "./batchRule";
import { reasonCode, selectedCode, undecodableCode } from "./reasonCode";
import { RowKey } from "./rowKey";
import type { SelectingTier } from "./tierRule";
import { tierSelector, type RowVerdict, type SelectedInventory } from "./tierSelector";

/** No tier takes the row. */
export const noTier = -1;
/** The row's key was needed and cannot be decoded. */
export const undecodableKey = -2;

const unreadable = reasonCode["unreadable-row"];
const otherBucket = reasonCode["other-bucket"];
const deleteMarker = reasonCode["delete-marker"];
const taken = reasonCode["taken-by-earlier-tier"];
const doneBeforeCode = reasonCode["done-before"];
const foreign = rowState.otherBucket | rowState.deleteMarker;

export class BatchJudge {
    /** Per tier the reason code of the row judged last; selectedCode for the tier that takes it. */
    readonly reasons: Uint8Array;
    readonly #tiers: readonly SelectingTier[];
    readonly #rules: readonly BatchRule[];
    readonly #sourceBucket: string;
    readonly #odd: (row: InventoryRow | UnreadableRow) => RowVerdict;
    readonly #key = new RowKey();

    /** As tierSelector. Throws what the compiling of a tier throws (batchRule.ts). */
    constructor(tiers: readonly SelectingTier[], inventory: SelectedInventory) {
        this.reasons = new Uint8Array(tiers.length);
        this.#tiers = tiers;
        this.#rules = tiers.map((tier) => new BatchRule(tier, inventory.createdAt));
        this.#sourceBucket = inventory.sourceBucket;
        this.#odd = tierSelector(tiers, inventory);
    }

    /**
     * The index of the tier that takes a row, noTier or undecodableKey. That a key which nobody had to look at can be
     * decoded is not said: whoever takes the row finds out (unreadable() then).
     */
    judge(batch: RowBatch, index: number): number {
        const { reasons } = this;
        const state = batch.state[index] as number;
        if ((state & foreign) !== 0) {
            const isOther = (state & rowState.otherBucket) !== 0;
            return this.#forAll(isOther ? otherBucket : deleteMarker, 0, noTier);
        }
        this.#key.moveTo(batch, index);
        const rules = this.#rules;
        for (let tier = 0; tier < rules.length; tier++) {
            const code = (rules[tier] as BatchRule).reasonFor(batch, index, this.#key);
            reasons[tier] = code;
            if (code !== selectedCode) {
                if (code === undecodableCode) return this.unreadable();
                continue;
            }
            // Done before or not, no later tier may have it.
            this.#forAll(taken, tier + 1, tier);
            return this.#takenBy(tier, batch, index);
        }
        return noTier;
    }

    /** The same for a row that is not in the columns. An unreadable one is taken by noTier. */
    judgeOdd(row: InventoryRow | UnreadableRow): number {
        const verdict = this.#odd(row);
        for (const [tier, reason] of verdict.reasons.entries())
            this.reasons[tier] = reason === undefined ? selectedCode : reasonCode[reason];
        return verdict.tier ?? noTier;
    }

    /** Says of the row judged last that it cannot be read after all. */
    unreadable(): number {
        return this.#forAll(unreadable, 0, undecodableKey);
    }

    /** A loop, because `fill` costs more for a few tiers. */
    #forAll(code: number, first: number, answer: number): number {
        const { reasons } = this;
        for (let tier = first; tier < reasons.length; tier++) reasons[tier] = code;
        return answer;
    }

    #takenBy(tier: number, batch: RowBatch, index: number): number {
        const doneBefore = this.#tiers[tier]?.doneBefore;
        if (doneBefore === undefined) return tier;
        const row = materialise(batch, index, this.#sourceBucket);
        if ("problem" in row) return this.unreadable();
        if (!doneBefore(row)) return tier;
        this.reasons[tier] = doneBeforeCode;
        return noTier;
    }
}
