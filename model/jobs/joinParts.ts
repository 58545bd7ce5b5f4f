/** In how many parts the join of a large job is made, one after the other, so that each fits into memory. */
import { verifiableRowsPerJob } from "../scale/scaleOut";

export interface JoinParts {
    /** From 1. */
    readonly parts: number;
    /** Objects that any of the parts may come to. */
    readonly room: number;
}

/**
 * A part takes the objects that a hash gives it, so it comes to more or less than its share: with eight standard
 * deviations on top, no part of any job ever needs more room (a chance below 1e-12), and a table that has to grow would
 * need three times its memory for that moment.
 *
 * @param rows Rows of the job's manifest.
 * @param rowsAtOnce What fits into memory; a part may be larger by the deviations.
 */
export function joinParts(rows: number, rowsAtOnce: number = verifiableRowsPerJob): JoinParts {
    const parts = Math.max(1, Math.ceil(rows / rowsAtOnce));
    if (parts === 1) return { parts, room: rows };
    const share = rows / parts;
    return { parts, room: Math.min(rows, Math.ceil(share + 8 * Math.sqrt(share))) };
}
