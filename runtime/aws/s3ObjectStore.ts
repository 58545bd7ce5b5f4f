/** ObjectStore over S3: one of the foundation's own buckets, every call pinned to its owner. */
import {
    GetObjectCommand,
    ListObjectsV2Command,
    PutObjectCommand,
    type ListObjectsV2CommandOutput,
    type S3Client,
} from "@aws-sdk/client-s3";
import { NoSuchObject, type ObjectStore } from "./objectStore";
import { isNotFound, isPreconditionFailed, retryingConflicts } from "./s3Failures";

/** @param account Owner of the bucket; another owner's bucket of the same name is refused by S3. */
export function s3ObjectStore(s3: S3Client, bucket: string, account: string): ObjectStore {
    const owned = { Bucket: bucket, ExpectedBucketOwner: account };

    async function* pages(
        prefix: string,
        options: {
            startAfter?: string | undefined;
            delimiter?: string;
            limit?: number | undefined;
        },
    ): AsyncGenerator<ListObjectsV2CommandOutput> {
        let token: string | undefined;
        do {
            const page: ListObjectsV2CommandOutput = await s3.send(
                new ListObjectsV2Command({
                    ...owned,
                    Prefix: prefix,
                    StartAfter: options.startAfter,
                    Delimiter: options.delimiter,
                    MaxKeys:
                        options.limit === undefined ? undefined : Math.min(options.limit, 1000),
                    ContinuationToken: token,
                }),
            );
            yield page;
            token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
        } while (token !== undefined);
    }

    return {
        bucket,
        async read(key) {
            try {
                const answer = await s3.send(new GetObjectCommand({ ...owned, Key: key }));
                const bytes = await answer.Body?.transformToByteArray();
                return {
                    bytes: Buffer.from(bytes ?? []),
                    etag: unquoted(answer.ETag),
                    versionId: answer.VersionId,
                };
            } catch (error) {
                if (isNotFound(error)) return undefined;
                throw error;
            }
        },
        async stream(key) {
            try {
                const answer = await s3.send(new GetObjectCommand({ ...owned, Key: key }));
                return answer.Body as unknown as AsyncIterable<Buffer>;
            } catch (error) {
                if (isNotFound(error)) throw new NoSuchObject(bucket, key);
                throw error;
            }
        },
        async create(key, bytes, contentType) {
            try {
                await retryingConflicts(() =>
                    s3.send(
                        new PutObjectCommand({
                            ...owned,
                            Key: key,
                            Body: bytes,
                            ContentType: contentType,
                            IfNoneMatch: "*",
                        }),
                    ),
                );
                return "created";
            } catch (error) {
                if (isPreconditionFailed(error)) return "exists";
                throw error;
            }
        },
        async list(prefix, options = {}) {
            const keys: string[] = [];
            for await (const page of pages(prefix, options)) {
                keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
                if (options.limit !== undefined && keys.length >= options.limit)
                    return keys.slice(0, options.limit);
            }
            return keys;
        },
        async entries(prefix) {
            const entries: { key: string; lastModified: Date }[] = [];
            for await (const page of pages(prefix, {}))
                for (const { Key, LastModified } of page.Contents ?? [])
                    entries.push({ key: Key ?? "", lastModified: LastModified ?? new Date(0) });
            return entries;
        },
        async folders(prefix) {
            const folders: string[] = [];
            for await (const page of pages(prefix, { delimiter: "/" }))
                folders.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ""));
            return folders;
        },
    };
}

/** ETags come quoted in headers; records hold them bare. */
export function unquoted(etag: string | undefined): string {
    return (etag ?? "").replace(/^"|"$/g, "");
}
