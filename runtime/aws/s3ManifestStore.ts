/** ManifestStore over S3: multipart above one part, `If-None-Match: *`, SSE-S3, ETag checked against our own sum. */
import { createHash } from "node:crypto";
import {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    GetObjectCommand,
    HeadObjectCommand,
    PutObjectCommand,
    UploadPartCommand,
    type S3Client,
} from "@aws-sdk/client-s3";
import {
    ManifestDiffers,
    type ManifestStore,
    type ManifestWriter,
    type StoredManifest,
} from "./manifestStore";
import { NoSuchObject } from "./objectStore";
import { isNoSuchUpload, isNotFound, isPreconditionFailed, retryingConflicts } from "./s3Failures";
import { unquoted } from "./s3ObjectStore";

/** Always the same, so that the same bytes have the same ETag; 10,000 parts of it are 80 GiB of manifest. */
export const manifestPartBytes = 8 * 1024 * 1024;

/** Custom manifests under SSE-KMS are disputed between AWS's own pages (User Guide against sample, 2026). */
const encryption = { ServerSideEncryption: "AES256", ContentType: "text/csv" } as const;

export function s3ManifestStore(
    s3: S3Client,
    bucket: string,
    account: string,
    partBytes = manifestPartBytes,
): ManifestStore {
    const owned = { Bucket: bucket, ExpectedBucketOwner: account };
    return {
        open: (key) => new ManifestUpload(s3, { ...owned, Key: key }, partBytes),
        async stream(key, versionId) {
            try {
                const answer = await s3.send(
                    new GetObjectCommand({ ...owned, Key: key, VersionId: versionId }),
                );
                return answer.Body as unknown as AsyncIterable<Buffer>;
            } catch (error) {
                if (isNotFound(error)) throw new NoSuchObject(bucket, key);
                throw error;
            }
        },
    };
}

interface Place {
    readonly Bucket: string;
    readonly Key: string;
    readonly ExpectedBucketOwner: string;
}

const md5 = (bytes: Buffer): Buffer => createHash("md5").update(bytes).digest();

class ManifestUpload implements ManifestWriter {
    readonly #s3: S3Client;
    readonly #place: Place;
    readonly #partBytes: number;
    readonly #sha256 = createHash("sha256");
    readonly #parts: { ETag: string; PartNumber: number }[] = [];
    readonly #partSums: Buffer[] = [];
    #chunks: Buffer[] = [];
    #buffered = 0;
    #uploadId: string | undefined;

    constructor(s3: S3Client, place: Place, partBytes: number) {
        this.#s3 = s3;
        this.#place = place;
        this.#partBytes = partBytes;
    }

    async write(bytes: Buffer): Promise<void> {
        this.#sha256.update(bytes);
        this.#chunks.push(bytes);
        this.#buffered += bytes.length;
        // More than one part, not a full one: a manifest of exactly one part is a single PUT.
        while (this.#buffered > this.#partBytes) {
            const all = Buffer.concat(this.#chunks);
            await this.#uploadPart(all.subarray(0, this.#partBytes));
            const rest = all.subarray(this.#partBytes);
            this.#chunks = rest.length === 0 ? [] : [rest];
            this.#buffered = rest.length;
        }
    }

    async finish(): Promise<StoredManifest> {
        const last = Buffer.concat(this.#chunks);
        const sha256 = this.#sha256.digest("hex");
        if (this.#uploadId === undefined) {
            const expected = md5(last).toString("hex");
            return this.#stored(sha256, expected, () =>
                this.#s3.send(
                    new PutObjectCommand({
                        ...this.#place,
                        ...encryption,
                        Body: last,
                        IfNoneMatch: "*",
                    }),
                ),
            );
        }
        await this.#uploadPart(last);
        const expected = `${md5(Buffer.concat(this.#partSums)).toString("hex")}-${this.#parts.length}`;
        const stored = await this.#stored(sha256, expected, () =>
            this.#s3.send(
                new CompleteMultipartUploadCommand({
                    ...this.#place,
                    UploadId: this.#uploadId,
                    MultipartUpload: { Parts: this.#parts },
                    IfNoneMatch: "*",
                }),
            ),
        );
        return stored;
    }

    async abort(): Promise<void> {
        this.#chunks = [];
        this.#buffered = 0;
        const uploadId = this.#uploadId;
        this.#uploadId = undefined;
        if (uploadId === undefined) return;
        try {
            await this.#s3.send(
                new AbortMultipartUploadCommand({ ...this.#place, UploadId: uploadId }),
            );
        } catch (error) {
            if (!isNoSuchUpload(error)) throw error;
        }
    }

    async #uploadPart(bytes: Buffer): Promise<void> {
        if (this.#uploadId === undefined) {
            const created = await this.#s3.send(
                new CreateMultipartUploadCommand({ ...this.#place, ...encryption }),
            );
            this.#uploadId = created.UploadId;
        }
        const number = this.#parts.length + 1;
        const sum = md5(bytes);
        const answer = await this.#s3.send(
            new UploadPartCommand({
                ...this.#place,
                UploadId: this.#uploadId,
                PartNumber: number,
                Body: bytes,
            }),
        );
        this.#parts.push({ ETag: answer.ETag ?? "", PartNumber: number });
        this.#partSums.push(sum);
    }

    /** Makes the object visible, or recognises the one that an earlier try or another function stored. */
    async #stored(
        sha256: string,
        expectedEtag: string,
        make: () => Promise<{ ETag?: string | undefined; VersionId?: string | undefined }>,
    ): Promise<StoredManifest> {
        let found: { ETag?: string | undefined; VersionId?: string | undefined };
        try {
            found = await retryingConflicts(make);
        } catch (error) {
            if (!isPreconditionFailed(error) && !isNoSuchUpload(error)) throw error;
            await this.abort();
            found = await this.#s3.send(new HeadObjectCommand(this.#place));
        }
        this.#uploadId = undefined;
        const etag = unquoted(found.ETag);
        const { Bucket, Key } = this.#place;
        if (etag !== expectedEtag) throw new ManifestDiffers(Bucket, Key, etag, expectedEtag);
        return { key: Key, etag, versionId: found.VersionId, sha256 };
    }
}
