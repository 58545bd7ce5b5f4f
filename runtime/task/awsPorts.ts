/** The task function's ports over the AWS SDK: one S3 client per task role, made of that role's credentials. */
import {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CopyObjectCommand,
    CreateMultipartUploadCommand,
    GetObjectTaggingCommand,
    HeadObjectCommand,
    PutObjectTaggingCommand,
    type S3Client,
    UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { encodeManifestKey } from "../../model/inventory/keyCodec";
import { failureOf } from "./failureOf";
import { contentHeaders, foundObject } from "./foundObject";
import type { ObjectName, TaskObjects, Written } from "./ports";

/** S3 as one role. `client` is used as given; its owner sets time limits and attempts. */
export function awsTaskObjects(client: S3Client): TaskObjects {
    return {
        head: async (name) => {
            try {
                return foundObject(await client.send(new HeadObjectCommand(objectInput(name))));
            } catch (error) {
                // 404: no such object or version; 405: the version is a delete marker.
                const status = failureOf(error)?.httpStatus;
                if (status === 404 || status === 405) return undefined;
                throw error;
            }
        },
        tags: async (name) => {
            const { TagSet } = await client.send(new GetObjectTaggingCommand(objectInput(name)));
            return Object.fromEntries(
                (TagSet ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]),
            );
        },
        putTags: async (name, tags) => {
            const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
            await client.send(
                new PutObjectTaggingCommand({ ...objectInput(name), Tagging: { TagSet } }),
            );
        },
        copy: async (source, sourceEtag, written) => {
            await client.send(
                new CopyObjectCommand({
                    ...writtenInput(written),
                    CopySource: copySource(source),
                    CopySourceIfMatch: sourceEtag,
                    MetadataDirective: written.restated === undefined ? "COPY" : "REPLACE",
                    TaggingDirective: "COPY",
                    IfMatch: written.ifMatch,
                }),
            );
        },
        createUpload: async (written, tags) => {
            const { UploadId } = await client.send(
                new CreateMultipartUploadCommand({
                    ...writtenInput(written),
                    Tagging: tagHeader(tags),
                }),
            );
            return required(UploadId, "CreateMultipartUpload", "UploadId");
        },
        copyPart: async (source, sourceEtag, written, uploadId, part) => {
            const { CopyPartResult } = await client.send(
                new UploadPartCopyCommand({
                    Bucket: written.bucket,
                    Key: written.key,
                    UploadId: uploadId,
                    PartNumber: part.number,
                    CopySource: copySource(source),
                    CopySourceIfMatch: sourceEtag,
                    CopySourceRange: `bytes=${part.firstByte}-${part.lastByte}`,
                }),
            );
            return required(CopyPartResult?.ETag, "UploadPartCopy", "ETag");
        },
        completeUpload: async (written, uploadId, etags) => {
            await client.send(
                new CompleteMultipartUploadCommand({
                    Bucket: written.bucket,
                    Key: written.key,
                    UploadId: uploadId,
                    MultipartUpload: {
                        Parts: etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })),
                    },
                    IfMatch: written.ifMatch,
                }),
            );
        },
        abortUpload: async (written, uploadId) => {
            await client.send(
                new AbortMultipartUploadCommand({
                    Bucket: written.bucket,
                    Key: written.key,
                    UploadId: uploadId,
                }),
            );
        },
    };
}

const objectInput = ({ bucket, key, versionId }: ObjectName) => ({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
});

/** The header is URL-encoded by the caller; manifest keys have the encoding that every reader agrees on. */
function copySource({ bucket, key, versionId }: ObjectName): string {
    const version = versionId === undefined ? "" : `?versionId=${encodeURIComponent(versionId)}`;
    return `${bucket}/${encodeManifestKey(key)}${version}`;
}

function writtenInput(written: Written) {
    return {
        Bucket: written.bucket,
        Key: written.key,
        // Omitted it would mean STANDARD; encryption is left to the bucket's default.
        StorageClass: written.storageClass as "GLACIER",
        ...(written.restated === undefined
            ? {}
            : {
                  Metadata: { ...written.restated.metadata },
                  ...contentHeaders(written.restated.headers),
              }),
    };
}

/** x-amz-tagging is a query string. */
const tagHeader = (tags: Readonly<Record<string, string>>): string | undefined => {
    const pairs = Object.entries(tags).map(
        ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    );
    return pairs.length === 0 ? undefined : pairs.join("&");
};

function required(value: string | undefined, call: string, member: string): string {
    if (value === undefined) throw new Error(`${call}: the answer must have ${member}, got none`);
    return value;
}
