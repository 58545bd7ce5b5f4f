/** Verifies a manifest while it streams by: one SHA-256, or one for each piece that it was joined of. */
import { createHash, type Hash } from "node:crypto";
import type { ManifestPieces } from "../../model/scale/scanRecords";

/** Sees every byte in order; `problem` tells, after the last one, why it is not what was planned. */
export interface ManifestSum {
    update(bytes: Buffer): void;
    problem(): string | undefined;
}

export function wholeSum(sha256: string): ManifestSum {
    const hash = createHash("sha256");
    return {
        update: (bytes) => {
            hash.update(bytes);
        },
        problem: () => {
            const actual = hash.digest("hex");
            return actual === sha256
                ? undefined
                : `SHA-256 must be ${sha256} as planned, got ${actual}; the manifest was altered`;
        },
    };
}

export function piecewiseSum({ pieces }: ManifestPieces): ManifestSum {
    let index = 0;
    let left = pieces[0]?.length ?? 0;
    let hash: Hash = createHash("sha256");
    let found: string | undefined;
    const endPiece = (): void => {
        const expected = pieces[index]?.sha256 ?? "";
        const actual = hash.digest("hex");
        if (actual !== expected)
            found ??=
                `SHA-256 of piece ${index} must be ${expected} as its shard wrote it, got ${actual}; ` +
                "the manifest was altered or joined wrongly";
        index++;
        left = pieces[index]?.length ?? 0;
        hash = createHash("sha256");
    };
    return {
        update: (bytes) => {
            let at = 0;
            while (at < bytes.length) {
                if (index >= pieces.length) {
                    found ??= `must end with its ${pieces.length} pieces, got more bytes; the manifest was altered`;
                    return;
                }
                const take = Math.min(left, bytes.length - at);
                hash.update(bytes.subarray(at, at + take));
                at += take;
                left -= take;
                if (left === 0) endPiece();
            }
        },
        problem: () =>
            found ??
            (index < pieces.length
                ? `must have all of its ${pieces.length} pieces, got ${index} and ${left} bytes less than the next`
                : undefined),
    };
}

/** The list of pieces, from the bytes under the key that the plan names. Throws Error for anything else. */
export function manifestPiecesOf(bytes: Buffer, sha256: string): ManifestPieces {
    const actual = createHash("sha256").update(bytes).digest("hex");
    if (actual !== sha256) throw new Error(`SHA-256 must be ${sha256} as planned, got ${actual}`);
    const parsed = JSON.parse(bytes.toString("utf8")) as Partial<ManifestPieces> | null;
    if (parsed?.kind !== "manifest-pieces" || parsed.schemaVersion !== 1)
        throw new Error(
            `must hold kind "manifest-pieces" with schemaVersion 1, got ${JSON.stringify(parsed?.kind)}`,
        );
    return parsed as ManifestPieces;
}
