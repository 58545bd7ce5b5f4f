/** ListObjectsV2, ListObjects and ListObjectVersions over one bucket, in UTF-8 order with prefix, delimiter and paging. */
import type { BucketState } from "./bucketState";
import type { StoredVersion } from "./storedVersion";
import { compareUtf8 } from "./utf8Order";

export interface ListRequest {
    readonly prefix: string;
    readonly delimiter: string;
    readonly maxKeys: number;
    /** Only entries after this key, or after all keys of this common prefix. */
    readonly after?: string | undefined;
}

export interface ListedObjects {
    readonly objects: readonly StoredVersion[];
    readonly commonPrefixes: readonly string[];
    /** The last entry given when there are more: a key or a common prefix. */
    readonly next?: string | undefined;
}

/** Current versions that are no delete markers. */
export function listObjects(bucket: BucketState, request: ListRequest): ListedObjects {
    const objects: StoredVersion[] = [];
    const commonPrefixes: string[] = [];
    let last: string | undefined;
    for (const key of groupedKeys(bucket, request)) {
        const version = bucket.store.current(key);
        if (version === undefined || version.isDeleteMarker) continue;
        const group = groupOf(key, request);
        if (group !== undefined && group === commonPrefixes.at(-1)) continue;
        if (isBefore(group ?? key, request.after)) continue;
        if (objects.length + commonPrefixes.length >= request.maxKeys) {
            return { objects, commonPrefixes, next: last };
        }
        if (group === undefined) objects.push(version);
        else commonPrefixes.push(group);
        last = group ?? key;
    }
    return { objects, commonPrefixes };
}

function isBefore(entry: string, after: string | undefined): boolean {
    return after !== undefined && compareUtf8(entry, after) <= 0;
}

/** The common prefix that stands for a key: up to and with the first delimiter after the prefix. */
function groupOf(key: string, { prefix, delimiter }: ListRequest): string | undefined {
    if (delimiter === "") return undefined;
    const at = key.indexOf(delimiter, prefix.length);
    return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

/** Keys with the prefix from where the page begins. */
function* groupedKeys(bucket: BucketState, request: ListRequest): Generator<string> {
    const { prefix, after } = request;
    const from = after !== undefined && compareUtf8(after, prefix) > 0 ? after : prefix;
    for (const key of bucket.store.keys(from)) {
        if (key.startsWith(prefix)) yield key;
        else if (compareUtf8(key, prefix) > 0) return;
    }
}

export interface ListedVersion {
    readonly version: StoredVersion;
    readonly isLatest: boolean;
}

export interface ListedVersions {
    readonly versions: readonly ListedVersion[];
    readonly commonPrefixes: readonly string[];
    readonly next?: { key: string; versionId?: string | undefined } | undefined;
}

/** Every version and delete marker, newest first per key. */
export function listVersions(
    bucket: BucketState,
    request: ListRequest & { afterVersion?: string | undefined },
): ListedVersions {
    const versions: ListedVersion[] = [];
    const commonPrefixes: string[] = [];
    let last: { key: string; versionId?: string | undefined } | undefined;
    for (const key of groupedKeys(bucket, request)) {
        const group = groupOf(key, request);
        if (group !== undefined && group === commonPrefixes.at(-1)) continue;
        const isResumed = key === request.after && request.afterVersion !== undefined;
        if (!isResumed && isBefore(group ?? key, request.after)) continue;
        const isFull = (): boolean => versions.length + commonPrefixes.length >= request.maxKeys;
        if (group !== undefined) {
            if (isFull()) return { versions, commonPrefixes, next: last };
            commonPrefixes.push(group);
            last = { key: group };
            continue;
        }
        const chain = bucket.store.chain(key);
        const skip = isResumed
            ? chain.findIndex((version) => version.versionId === request.afterVersion) + 1
            : 0;
        for (const [i, version] of chain.entries()) {
            if (i < skip) continue;
            if (isFull()) return { versions, commonPrefixes, next: last };
            versions.push({ version, isLatest: i === 0 });
            last = { key, versionId: version.versionId };
        }
    }
    return { versions, commonPrefixes };
}
