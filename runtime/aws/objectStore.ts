/** What the functions need of one bucket of their own (control or audit), in the words of the product. */

export interface StoredObject {
    readonly bytes: Buffer;
    readonly etag: string;
    readonly versionId?: string | undefined;
}

export interface ObjectStore {
    readonly bucket: string;
    /** The whole object, or undefined when there is none. For records and reports' manifests: small things. */
    read(key: string): Promise<StoredObject | undefined>;
    /** The object as a stream of chunks; throws NoSuchObject when there is none. For data files. */
    stream(key: string): Promise<AsyncIterable<Buffer>>;
    /**
     * Writes once (`If-None-Match: *`). "exists" when something is there already, which may be this very write,
     * repeated after an answer that got lost: read it to know.
     */
    create(key: string, bytes: Buffer, contentType: string): Promise<"created" | "exists">;
    /** Keys under a prefix in listing order, `startAfter` excluded, at most `limit`. */
    list(
        prefix: string,
        options?: { readonly startAfter?: string | undefined; readonly limit?: number | undefined },
    ): Promise<readonly string[]>;
    /** Like `list`, all of them, with the time each was written. */
    entries(
        prefix: string,
    ): Promise<readonly { readonly key: string; readonly lastModified: Date }[]>;
    /** Folders directly under a prefix (delimiter "/"), each with its trailing "/", in listing order. */
    folders(prefix: string): Promise<readonly string[]>;
}

/** Thrown by `stream` for a key that does not exist. */
export class NoSuchObject extends Error {
    constructor(bucket: string, key: string) {
        super(`s3://${bucket}/${key} does not exist`);
        this.name = "NoSuchObject";
    }
}
