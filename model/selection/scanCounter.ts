/** Counts judged rows in flat arrays; `counts` tells them in words. */
import { batchCapacity, storageClassNames } from "../inventory/rowBatch";
import type { Tally } from "../runs/records";
import { targetClasses, type StorageClass } from "../storageClass";
import { reasonCode, reasonCodes, selectedCode } from "./reasonCode";
import {
    greatestSizeClass,
    maxUnreadableExamples,
    type ScanCounts,
    type SizeTally,
    type TierCounts,
} from "./scanCounts";
import { skipReasons, type SkipReason } from "./skipReason";

const classCodes = 256;
const unreadable = reasonCode["unreadable-row"];
const noReasons = new Uint8Array(batchCapacity);
const sizeClasses = 2 + Math.log2(greatestSizeClass);

export class ScanCounter {
    readonly #tiers: number;
    readonly #objects: Float64Array;
    readonly #bytes: Float64Array;
    readonly #classObjects: Float64Array;
    readonly #classBytes: Float64Array;
    readonly #sizeObjects: Float64Array;
    readonly #sizeBytes: Float64Array;
    readonly #triedTooOften: Float64Array;
    /** By row, what it counts with. */
    readonly #sizes = new Float64Array(batchCapacity);
    #scannedObjects = 0;
    #scannedBytes = 0;
    #unreadableRows = 0;
    readonly #unreadable: string[] = [];

    constructor(tiers: number) {
        this.#tiers = tiers;
        this.#objects = new Float64Array(tiers * reasonCodes);
        this.#bytes = new Float64Array(tiers * reasonCodes);
        this.#classObjects = new Float64Array(tiers * classCodes);
        this.#classBytes = new Float64Array(tiers * classCodes);
        this.#sizeObjects = new Float64Array(tiers * sizeClasses);
        this.#sizeBytes = new Float64Array(tiers * sizeClasses);
        this.#triedTooOften = new Float64Array(tiers);
    }

    /** Rows counted so far. */
    get rows(): number {
        return this.#scannedObjects;
    }

    /**
     * Counts the rows of a batch from `first` to `end`; rows that are unreadable without their bytes.
     * @param reasons Per tier, codes of reasonCode.ts by row.
     * @param sizes In bytes, NaN when absent.
     */
    addRows(reasons: readonly Uint8Array[], sizes: Float64Array, first: number, end: number): void {
        const counted = this.#sizes;
        const anyTier = reasons[0] ?? noReasons;
        // Row by row from the whole, so that beyond 2^53 the sum does not depend on where batches end.
        let sum = this.#scannedBytes;
        for (let row = first; row < end; row++) {
            const size = sizes[row] as number;
            const known = size >= 0 && anyTier[row] !== unreadable ? size : 0;
            counted[row] = known;
            sum += known;
        }
        this.#scannedObjects += end - first;
        this.#scannedBytes = sum;
        const objects = this.#objects;
        const bytes = this.#bytes;
        for (let tier = 0; tier < reasons.length; tier++) {
            const codes = reasons[tier] as Uint8Array;
            const base = tier * reasonCodes;
            for (let row = first; row < end; row++) {
                const at = base + (codes[row] as number);
                objects[at] = (objects[at] as number) + 1;
                bytes[at] = (bytes[at] as number) + (counted[row] as number);
            }
        }
    }

    /**
     * Counts one row that is in no batch.
     * @param reasons Per tier, codes of reasonCode.ts.
     * @param size In bytes, 0 when absent.
     */
    add(reasons: readonly number[], size: number): void {
        this.#scannedObjects++;
        this.#scannedBytes += size;
        for (const [tier, reason] of reasons.entries()) {
            (this.#objects[tier * reasonCodes + reason] as number)++;
            (this.#bytes[tier * reasonCodes + reason] as number) += size;
        }
    }

    /** Counts what only selected rows are asked, besides `add` or `addRows`. */
    addSelected(tier: number, size: number, classCode: number): void {
        const byClass = tier * classCodes + classCode;
        (this.#classObjects[byClass] as number)++;
        (this.#classBytes[byClass] as number) += size;
        const bySize = tier * sizeClasses + sizeClass(size);
        (this.#sizeObjects[bySize] as number)++;
        (this.#sizeBytes[bySize] as number) += size;
    }

    addTriedTooOften(tier: number): void {
        (this.#triedTooOften[tier] as number)++;
    }

    /** Besides `add` or `addRows`. The text is asked for only as long as examples are wanted. */
    addUnreadable(describe: () => string): void {
        this.#unreadableRows++;
        if (this.#unreadable.length < maxUnreadableExamples) this.#unreadable.push(describe());
    }

    counts(): ScanCounts {
        return {
            scanned: { objects: this.#scannedObjects, bytes: this.#scannedBytes },
            tiers: Array.from({ length: this.#tiers }, (_, tier) => this.#tierCounts(tier)),
            unreadableRows: this.#unreadableRows,
            unreadable: [...this.#unreadable],
        };
    }

    #tierCounts(tier: number): TierCounts {
        const base = tier * reasonCodes;
        const skipped: Partial<Record<SkipReason, Tally>> = {};
        for (const [index, reason] of skipReasons.entries()) {
            const tally = tallyAt(this.#objects, this.#bytes, base + index + 1);
            if (tally.objects > 0) skipped[reason] = tally;
        }
        const sourceClasses: Partial<Record<StorageClass, Tally>> = {};
        for (const name of targetClasses) {
            const code = storageClassNames.indexOf(name) + 1;
            const tally = tallyAt(this.#classObjects, this.#classBytes, tier * classCodes + code);
            if (tally.objects > 0) sourceClasses[name] = tally;
        }
        const sizes: SizeTally[] = [];
        for (let size = 0; size < sizeClasses; size++) {
            const tally = tallyAt(this.#sizeObjects, this.#sizeBytes, tier * sizeClasses + size);
            if (tally.objects > 0)
                sizes.push({ leastBytes: size === 0 ? 0 : 2 ** (size - 1), ...tally });
        }
        return {
            selected: tallyAt(this.#objects, this.#bytes, base + selectedCode),
            skipped,
            sourceClasses,
            sizes,
            triedTooOften: this.#triedTooOften[tier] ?? 0,
        };
    }
}

const tallyAt = (objects: Float64Array, bytes: Float64Array, at: number): Tally => ({
    objects: objects[at] ?? 0,
    bytes: bytes[at] ?? 0,
});

/** 0 for no bytes, else 1 + the exponent of the greatest power of two in it, the last class for anything beyond. */
function sizeClass(size: number): number {
    const bits =
        size < 2 ** 32 ? 32 - Math.clz32(size) : 64 - Math.clz32(Math.floor(size / 2 ** 32));
    return Math.min(bits, sizeClasses - 1);
}
