/** Which stored pieces make the manifest of one job: as many as fit, never across the end of a piece. */
import { joinLimits } from "./joinPlan";

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
    let parts = 0;
    for (const piece of pieces) {
        if (piece.rows === 0) continue;
        // The most parts that a piece can add to a join.
        const ownParts = 1 + Math.ceil(piece.length / joinLimits.maxPartBytes);
        const isFull =
            rows + piece.rows > maxRows ||
            bytes + piece.length > joinLimits.maxObjectBytes ||
            parts + ownParts > joinLimits.maxParts;
        if (isFull && group.length > 0) {
            groups.push(group);
            group = [];
            rows = bytes = parts = 0;
        }
        group.push(piece);
        rows += piece.rows;
        bytes += piece.length;
        parts += ownParts;
    }
    if (group.length > 0) groups.push(group);
    return groups;
}
