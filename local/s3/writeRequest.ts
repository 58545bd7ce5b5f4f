import type { AskedEncryption } from "./encryption";
import type { AskedLock } from "./lockRules";

/** What a client may say about an object it writes, whether by put, copy or multipart upload. */
export interface WriteRequest {
    readonly key: string;
    /** Undefined when not sent: STANDARD, and no s3:x-amz-storage-class in the request context. */
    readonly storageClass?: string | undefined;
    readonly metadata?: Readonly<Record<string, string>> | undefined;
    readonly systemMetadata?: Readonly<Record<string, string>> | undefined;
    /** Undefined when not sent; an empty set is a set. */
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly acl?: string | undefined;
    readonly encryption?: AskedEncryption | undefined;
    readonly lock?: AskedLock | undefined;
    readonly ifMatch?: string | undefined;
    readonly ifNoneMatch?: string | undefined;
    /** Further condition keys, e.g. s3:x-amz-copy-source. */
    readonly context?: Readonly<Record<string, string>> | undefined;
}
