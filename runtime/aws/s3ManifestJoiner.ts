/** ManifestJoiner over S3: UploadPartCopy, `If-None-Match: *` at the end, the ETag checked against the parts'. */
import { createHash } from "node:crypto";
import {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    GetObjectCommand,
    HeadObjectCommand,
    UploadPartCommand,
    UploadPartCopyCommand,
    type S3Client,
} from "@aws-sdk/client-s3";
import type { JoinPart, PieceRange } from "../../model/scale/joinPlan";
import { inOrder } from "./inOrder";
import type { ManifestJoiner, StoredPiece } from "./manifestJoiner";
import { ManifestDiffers } from "./manifestStore";
import { isNoSuchUpload, isPreconditionFailed, retryingConflicts } from "./s3Failures";
import { unquoted } from "./s3ObjectStore";

/** As manifests that are written in one go (s3ManifestStore.ts). */
const encryption = { ServerSideEncryption: "AES256", ContentType: "text/csv" } as const;
/** Copies cost us nothing but the wait; an upload holds less than 10 MiB (model/scale/joinPlan.ts), so all 320 MB at most. */
const partsAtOnce = 32;
/** Of one upload, whose pieces may be thousands of crumbs: less than 10 MiB in all. */
const readsAtOnce = 16;

interface Place {
    readonly Bucket: string;
    readonly Key: string;
    readonly ExpectedBucketOwner: string;
}

export function s3ManifestJoiner(s3: S3Client, bucket: string, account: string): ManifestJoiner {
    return {
        async join(key, pieces, plan) {
            const place: Place = { Bucket: bucket, Key: key, ExpectedBucketOwner: account };
            const created = await s3.send(
                new CreateMultipartUploadCommand({ ...place, ...encryption }),
            );
            const upload = { ...place, UploadId: created.UploadId };
            try {
                const etags = await inOrder(plan.parts, partsAtOnce, (part, index) =>
                    storePart(s3, upload, pieces, part, index + 1),
                );
                return await complete(s3, upload, etags);
            } catch (error) {
                await abort(s3, upload);
                throw error;
            }
        },
    };
}

interface Upload extends Place {
    readonly UploadId: string | undefined;
}

/** Answers the part's ETag: under SSE-S3 the MD5 of its bytes (S3 API reference, "Object"). */
async function storePart(
    s3: S3Client,
    upload: Upload,
    pieces: readonly StoredPiece[],
    part: JoinPart,
    number: number,
): Promise<string> {
    const { Bucket, ExpectedBucketOwner } = upload;
    if (part.kind === "upload") {
        const chunks = await inOrder(part.ranges, readsAtOnce, (range) =>
            bytesOf(s3, { Bucket, ExpectedBucketOwner }, pieces, range),
        );
        const answer = await s3.send(
            new UploadPartCommand({ ...upload, PartNumber: number, Body: Buffer.concat(chunks) }),
        );
        return answer.ETag ?? "";
    }
    const { range } = part;
    const { key, etag } = pieceAt(pieces, range);
    try {
        const answer = await s3.send(
            new UploadPartCopyCommand({
                ...upload,
                PartNumber: number,
                CopySource: `${Bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
                CopySourceIfMatch: etag,
                CopySourceRange: `bytes=${range.start}-${range.end - 1}`,
                ExpectedSourceBucketOwner: ExpectedBucketOwner,
            }),
        );
        const copied = answer.CopyPartResult?.ETag;
        if (copied === undefined)
            throw new Error(
                `s3://${Bucket}/${upload.Key}: part ${number} was copied without an ETag`,
            );
        return copied;
    } catch (error) {
        if (!isPreconditionFailed(error)) throw error;
        throw new ManifestDiffers(Bucket, key, "another object", etag);
    }
}

async function bytesOf(
    s3: S3Client,
    place: Omit<Place, "Key">,
    pieces: readonly StoredPiece[],
    range: PieceRange,
): Promise<Buffer> {
    const { key, etag } = pieceAt(pieces, range);
    try {
        const answer = await s3.send(
            new GetObjectCommand({
                ...place,
                Key: key,
                IfMatch: etag,
                Range: `bytes=${range.start}-${range.end - 1}`,
            }),
        );
        const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
        if (bytes.length !== range.end - range.start)
            throw new Error(
                `s3://${place.Bucket}/${key}: bytes ${range.start} to ${range.end - 1} were asked for, got ${bytes.length}`,
            );
        return bytes;
    } catch (error) {
        if (!isPreconditionFailed(error)) throw error;
        throw new ManifestDiffers(place.Bucket, key, "another object", etag);
    }
}

async function complete(
    s3: S3Client,
    upload: Upload,
    etags: readonly string[],
): Promise<{ key: string; etag: string; versionId?: string | undefined }> {
    const { Bucket, Key, ExpectedBucketOwner } = upload;
    const sums = etags.map((etag) => Buffer.from(unquoted(etag), "hex"));
    const sum = createHash("md5").update(Buffer.concat(sums)).digest("hex");
    const expected = `${sum}-${etags.length}`;
    let found: { ETag?: string | undefined; VersionId?: string | undefined };
    try {
        found = await retryingConflicts(() =>
            s3.send(
                new CompleteMultipartUploadCommand({
                    ...upload,
                    MultipartUpload: {
                        Parts: etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })),
                    },
                    IfNoneMatch: "*",
                }),
            ),
        );
    } catch (error) {
        // An earlier try, or another submit, stored it; or this very call did, and its answer was lost.
        if (!isPreconditionFailed(error) && !isNoSuchUpload(error)) throw error;
        await abort(s3, upload);
        found = await s3.send(new HeadObjectCommand({ Bucket, Key, ExpectedBucketOwner }));
    }
    const etag = unquoted(found.ETag);
    if (etag !== expected) throw new ManifestDiffers(Bucket, Key, etag, expected);
    return { key: Key, etag, versionId: found.VersionId };
}

/**
 * Parts of an upload that is not completed cost money until the bucket's lifecycle finds them. Never throws: what was
 * joined, or why it was not, says more than a failed tidying up, and lifecycle does it then.
 */
async function abort(s3: S3Client, upload: Upload): Promise<void> {
    await s3.send(new AbortMultipartUploadCommand({ ...upload })).catch(() => undefined);
}

function pieceAt(pieces: readonly StoredPiece[], { piece }: PieceRange): StoredPiece {
    const found = pieces[piece];
    if (found === undefined)
        throw new Error(`join plan: piece ${piece} must be one of ${pieces.length}`);
    return found;
}
