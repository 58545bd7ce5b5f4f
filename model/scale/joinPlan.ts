/**
 * How stored pieces become one object without passing through us: S3 copies ranges of them as parts of a multipart
 * upload. Every part but the last must have at least 5 MiB, so small pieces are gathered, and a small one before a
 * large one takes the head of it.
 */

/** S3 User Guide, "Amazon S3 multipart upload limits". */
export const joinLimits = {
    minPartBytes: 5 * 1024 * 1024,
    maxPartBytes: 5 * 1024 * 1024 * 1024,
    maxParts: 10_000,
    /** Raised to 50 TB in 2025; nothing here needs that. */
    maxObjectBytes: 5 * 1024 * 1024 * 1024 * 1024,
} as const;

export type JoinLimits = Readonly<Record<keyof typeof joinLimits, number>>;

/** Bytes `start` to `end` - 1 of the piece at a position. */
export interface PieceRange {
    readonly piece: number;
    readonly start: number;
    /** Exclusive. */
    readonly end: number;
}

/** "copy": S3 copies one range. "upload": the ranges are read and uploaded as one part, in this order. */
export type JoinPart =
    | { readonly kind: "copy"; readonly range: PieceRange }
    | { readonly kind: "upload"; readonly ranges: readonly PieceRange[] };

export type JoinPlan =
    /** Less than one part: read all and put it. */
    | { readonly kind: "put"; readonly ranges: readonly PieceRange[] }
    | { readonly kind: "multipart"; readonly parts: readonly JoinPart[] };

/** Thrown for pieces that cannot become one object; they have to become several (model/scale/jobPieces.ts). */
export class CannotJoin extends Error {
    constructor(problem: string) {
        super(`joining pieces: ${problem}`);
        this.name = "CannotJoin";
    }
}

/**
 * Every byte of every piece once, in order. Nothing that is read and uploaded at once has `2 * minPartBytes` or more.
 * @param sizes of the pieces, in bytes; empty ones are left out.
 * @throws CannotJoin
 */
export function joinPlan(sizes: readonly number[], limits: JoinLimits = joinLimits): JoinPlan {
    const { minPartBytes, maxPartBytes, maxParts, maxObjectBytes } = limits;
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > maxObjectBytes)
        throw new CannotJoin(`at most ${maxObjectBytes} bytes make one object, got ${total}`);
    const parts: JoinPart[] = [];
    let gathered: PieceRange[] = [];
    let gatheredBytes = 0;
    const gather = (range: PieceRange): void => {
        gathered.push(range);
        gatheredBytes += range.end - range.start;
        if (gatheredBytes < minPartBytes) return;
        parts.push({ kind: "upload", ranges: gathered });
        gathered = [];
        gatheredBytes = 0;
    };
    for (const [piece, size] of sizes.entries()) {
        if (size === 0) continue;
        let start = 0;
        if (gatheredBytes > 0) {
            const head = minPartBytes - gatheredBytes;
            // A rest that is too small to be a part of its own goes along.
            const end = size - head >= minPartBytes ? head : size;
            gather({ piece, start, end });
            start = end;
        }
        if (size - start >= minPartBytes)
            for (const range of evenRanges(piece, start, size, maxPartBytes))
                parts.push({ kind: "copy", range });
        else if (start < size) gather({ piece, start, end: size });
    }
    if (parts.length === 0) return { kind: "put", ranges: gathered };
    if (gathered.length > 0) parts.push({ kind: "upload", ranges: gathered });
    if (parts.length > maxParts)
        throw new CannotJoin(`at most ${maxParts} parts make one object, got ${parts.length}`);
    return { kind: "multipart", parts };
}

/** The parts that joinPlan makes of pieces, counted as they come: what still fits into one object. */
export interface JoinedSoFar {
    /** Whole parts. */
    readonly parts: number;
    /** Bytes that are gathered for the next; less than `minPartBytes`. */
    readonly gathered: number;
}

export const nothingJoined: JoinedSoFar = { parts: 0, gathered: 0 };

/** Parts when nothing more comes. */
export const partsOf = ({ parts, gathered }: JoinedSoFar): number => parts + (gathered > 0 ? 1 : 0);

/** What a further piece makes of it, by the steps of joinPlan. */
export function joinedWith(
    { parts, gathered }: JoinedSoFar,
    size: number,
    { minPartBytes, maxPartBytes }: JoinLimits = joinLimits,
): JoinedSoFar {
    let rest = size;
    if (gathered > 0) {
        const head = minPartBytes - gathered;
        const taken = size - head >= minPartBytes ? head : size;
        rest -= taken;
        const bytes = gathered + taken;
        if (bytes < minPartBytes) return { parts, gathered: bytes };
        parts++;
    }
    return rest >= minPartBytes
        ? { parts: parts + Math.ceil(rest / maxPartBytes), gathered: 0 }
        : { parts, gathered: rest };
}

/** As few as possible of about the same size, so that the last is not a crumb below the least size. */
function* evenRanges(
    piece: number,
    start: number,
    end: number,
    maxPartBytes: number,
): Generator<PieceRange> {
    const length = end - start;
    const count = Math.ceil(length / maxPartBytes);
    const border = (index: number): number => start + Math.floor((length * index) / count);
    for (let index = 0; index < count; index++)
        yield { piece, start: border(index), end: border(index + 1) };
}
