/** Conditional requests: on reads, on copy sources and on writes (S3 User Guide, "Conditional requests"; RFC 9110, 13). */
import { AwsError } from "../core/contracts";
import { noSuchKey, preconditionFailed } from "./errors";
import type { StoredVersion } from "./storedVersion";

export interface ReadConditions {
    readonly ifMatch?: string | undefined;
    readonly ifNoneMatch?: string | undefined;
    readonly ifModifiedSince?: Date | undefined;
    readonly ifUnmodifiedSince?: Date | undefined;
}

/** Compares with or without quotes; `*` matches every object that exists. */
export function etagMatches(asked: string, etag: string): boolean {
    return asked
        .split(",")
        .map((one) => one.trim().replace(/^"|"$/g, ""))
        .some((one) => one === "*" || one === etag);
}

/** HTTP dates have whole seconds. */
const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** ETag conditions win over date conditions. @throws AwsError 304 NotModified or 412 PreconditionFailed */
export function checkRead(conditions: ReadConditions, version: StoredVersion): void {
    const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
    const modified = seconds(version.lastModified);
    if (ifMatch !== undefined) {
        if (!etagMatches(ifMatch, version.etag)) throw preconditionFailed("If-Match");
    } else if (ifUnmodifiedSince !== undefined && modified > seconds(ifUnmodifiedSince.getTime())) {
        throw preconditionFailed("If-Unmodified-Since");
    }
    if (ifNoneMatch !== undefined) {
        if (etagMatches(ifNoneMatch, version.etag)) throw notModified();
    } else if (ifModifiedSince !== undefined && modified <= seconds(ifModifiedSince.getTime())) {
        throw notModified();
    }
}

/** The same conditions on a copy source answer 412 throughout (S3 API Reference, CopyObject). */
export function checkCopySource(conditions: ReadConditions, version: StoredVersion): void {
    try {
        checkRead(conditions, version);
    } catch (error) {
        if (error instanceof AwsError && error.status === 304) {
            throw preconditionFailed("x-amz-copy-source-If-None-Match or -If-Modified-Since");
        }
        throw error;
    }
}

function notModified(): AwsError {
    return new AwsError("NotModified", 304, "Not Modified");
}

/** If-Match and If-None-Match: * of a write, against the current version. @throws AwsError 412, or 404 for If-Match without object */
export function checkWrite(
    conditions: { ifMatch?: string | undefined; ifNoneMatch?: string | undefined },
    key: string,
    current: StoredVersion | undefined,
): void {
    const existing = current?.isDeleteMarker === true ? undefined : current;
    if (conditions.ifNoneMatch !== undefined && existing !== undefined) {
        throw preconditionFailed("If-None-Match");
    }
    if (conditions.ifMatch === undefined) return;
    if (existing === undefined) throw noSuchKey(key);
    if (!etagMatches(conditions.ifMatch, existing.etag)) throw preconditionFailed("If-Match");
}
