/** Manifests of Batch Operations jobs in the control bucket: streamed, write-once, SSE-S3. */

/** A manifest that is stored for good; `PlannedJob.manifest` is made of it. */
export interface StoredManifest {
    readonly key: string;
    readonly etag: string;
    readonly versionId?: string | undefined;
    readonly sha256: string;
}

export interface ManifestWriter {
    /** Appends bytes; nothing is visible before `finish`. */
    write(bytes: Buffer): Promise<void>;
    /** Bytes and rows cannot be changed afterwards. Answers the earlier object when the same bytes are there already. */
    finish(): Promise<StoredManifest>;
    /** Leaves nothing behind. Safe after a failed write or finish. */
    abort(): Promise<void>;
}

export interface ManifestStore {
    /**
     * `finish` throws ManifestDiffers when another manifest is stored under this key: the bytes of one run, part
     * and attempt never change.
     */
    open(key: string): ManifestWriter;
    /** The stored bytes in chunks, pinned to the version when given. */
    stream(key: string, versionId?: string): Promise<AsyncIterable<Buffer>>;
}

export class ManifestDiffers extends Error {
    constructor(bucket: string, key: string, stored: string, written: string) {
        super(
            `s3://${bucket}/${key}: a manifest is written once and the same bytes give the same ETag, ` +
                `got ${stored} stored and ${written} written; do not overwrite manifests by hand`,
        );
        this.name = "ManifestDiffers";
    }
}
