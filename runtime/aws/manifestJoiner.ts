/** Joins stored pieces to one manifest inside S3. */
import type { JoinPlan } from "../../model/scale/joinPlan";

export interface StoredPiece {
    readonly key: string;
    readonly etag: string;
}

export interface JoinedObject {
    readonly key: string;
    readonly etag: string;
    readonly versionId?: string | undefined;
}

export interface ManifestJoiner {
    /**
     * Stores the object that a multipart plan says, once: answers the object that is there when an earlier try stored
     * the same bytes. Throws ManifestDiffers when other bytes are there, or a piece is not the one of the ETag given.
     */
    join(
        key: string,
        pieces: readonly StoredPiece[],
        plan: Extract<JoinPlan, { kind: "multipart" }>,
    ): Promise<JoinedObject>;
}
