import type { StorageClass } from "../storageClass";
import { classPrices, smallestTieredBytes } from "./prices";

/** USD per GB-month times bytes: what keeping one object of this size costs, up to a constant factor. */
function keepingCost(storageClass: StorageClass, bytes: number): number {
    const price = classPrices[storageClass];
    return (
        price.storagePerGbMonth *
            (Math.max(bytes, price.minimumBilledBytes) + price.overheadBytes) +
        classPrices.STANDARD.storagePerGbMonth * price.standardOverheadBytes
    );
}

/**
 * Size in bytes below which an object costs more, for ever, in `target` than in `source`, whatever the move
 * costs: minimum billed sizes and the archive classes' overhead eat the lower price. Reference 7.3, us-east-1
 * prices. 0 when even the smallest object is cheaper in `target`; INTELLIGENT_TIERING is judged by the size
 * it starts to tier at.
 */
export function floorBytes(source: StorageClass, target: StorageClass): number {
    if (target === "INTELLIGENT_TIERING") return smallestTieredBytes;
    if (keepingCost(target, 0) < keepingCost(source, 0)) return 0;
    const { storagePerGbMonth } = classPrices[source];
    const { storagePerGbMonth: targetPrice, minimumBilledBytes } = classPrices[target];
    // The target's cost is flat up to its minimum billed size and rises with its own price above.
    const flat = keepingCost(target, 0) / storagePerGbMonth;
    if (flat <= minimumBilledBytes) return Math.ceil(flat);
    if (storagePerGbMonth <= targetPrice) return Number.POSITIVE_INFINITY;
    return Math.ceil(keepingCost(target, 0) / (storagePerGbMonth - targetPrice));
}
