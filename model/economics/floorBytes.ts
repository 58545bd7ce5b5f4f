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
 * Size in bytes from which on every object costs less to keep in `target` than in `source`; below it some cost
 * more, for ever, whatever the move costs, because minimum billed sizes and the archive classes' overhead eat
 * the lower price (reference 7.3, us-east-1 prices). 0: every size is cheaper; Infinity: large ones never are.
 * INTELLIGENT_TIERING is judged by the size it starts to tier at.
 */
export function floorBytes(source: StorageClass, target: StorageClass): number {
    if (target === "INTELLIGENT_TIERING") return smallestTieredBytes;
    const saving = (bytes: number): number =>
        keepingCost(source, bytes) - keepingCost(target, bytes);
    // The saving is linear between these sizes and beyond the last.
    const knees = [
        0,
        ...[classPrices[source].minimumBilledBytes, classPrices[target].minimumBilledBytes].sort(
            (a, b) => a - b,
        ),
    ];
    const last = Math.max(...knees);
    const slope = classPrices[source].storagePerGbMonth - classPrices[target].storagePerGbMonth;
    if (slope < 0) return Number.POSITIVE_INFINITY;
    if (saving(last) <= 0) {
        return slope === 0 ? Number.POSITIVE_INFINITY : Math.ceil(last - saving(last) / slope);
    }
    for (let i = knees.length - 2; i >= 0; i--) {
        const [low, high] = [knees[i] ?? 0, knees[i + 1] ?? 0];
        const [atLow, atHigh] = [saving(low), saving(high)];
        if (atLow <= 0) return Math.ceil(low + (high - low) * (atLow / (atLow - atHigh)));
    }
    return 0;
}
