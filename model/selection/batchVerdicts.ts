/** What a judge says of the rows of one batch: columns again, filled anew for every batch. */
import { batchCapacity } from "../inventory/rowBatch";

/** No tier takes the row. */
export const noTier = -1;
/** The row's key was needed and cannot be decoded. */
export const undecodableKey = -2;

export interface BatchVerdicts {
    /** By row: the index of the tier that takes it, noTier or undecodableKey. */
    readonly takers: Int32Array;
    /** By tier, then by row: a code of reasonCode.ts; selectedCode for the tier that takes the row. */
    readonly reasons: readonly Uint8Array[];
}

export const newVerdicts = (tiers: number): BatchVerdicts => ({
    takers: new Int32Array(batchCapacity),
    reasons: Array.from({ length: tiers }, () => new Uint8Array(batchCapacity)),
});
