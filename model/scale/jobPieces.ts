/** Which stored pieces make the manifest of one job: as many as fit, never across the end of a piece. */
import { joinedWith, joinLimits, nothingJoined, partsOf } from "./joinPlan";

export interface CountedPiece {
    /** Manifest rows in it. */
    readonly rows: number;
    /** Its length. */
    readonly length: number;
}

/**
 * Consecutive pieces, in order; each group has at most `maxRows` rows unless a single piece has more (shards never
 * write such a piece), and can be joined to one object.
 */
export function jobPieces<P extends CountedPiece>(
    pieces: readonly P[],
    maxRows: number,
): readonly (readonly P[])[] {
    const groups: P[][] = [];
    let group: P[] = [];
    let rows = 0;
    let bytes = 0;
    let joined = nothingJoined;
    for (const piece of pieces) {
        if (piece.rows === 0) continue;
        const isFull =
            rows + piece.rows > maxRows ||
            bytes + piece.length > joinLimits.maxObjectBytes ||
            partsOf(joinedWith(joined, piece.length)) > joinLimits.maxParts;
        if (isFull && group.length > 0) {
            groups.push(group);
            group = [];
            rows = bytes = 0;
            joined = nothingJoined;
        }
        group.push(piece);
        rows += piece.rows;
        bytes += piece.length;
        joined = joinedWith(joined, piece.length);
    }
    if (group.length > 0) groups.push(group);
    return groups;
}
