import type { ReadConditions } from "../conditions";
import type { CopySource } from "../copySource";
import { expectOwner } from "../access";
import { invalidArgument } from "../errors";
import type { S3Call } from "./s3Call";

export const copySourceHeaders = [
    "x-amz-copy-source",
    "x-amz-source-expected-bucket-owner",
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-none-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-unmodified-since",
] as const;

/**
 * `[/]bucket/key[?versionId=id]`, URL-encoded; "+" means space, as in forms. Clients that encode see no difference,
 * and those that do not fail here as they do on AWS.
 */
export function copySource(call: S3Call): CopySource {
    const header = call.header("x-amz-copy-source") ?? "";
    const invalid = (why: string): Error =>
        invalidArgument(`Invalid copy source: ${why}`, "x-amz-copy-source", header);
    if (/^arn(:|%3A)/i.test(header)) return call.s3.refuse("copy sources that are access points");
    const [path = "", query, ...more] = header.split("?");
    if (more.length > 0) throw invalid("an unencoded ? in the key");
    const decoded = decode(path);
    if (decoded === undefined) throw invalid("not URL-encoded UTF-8");
    const [, name, key] = /^\/?([^/]+)\/([\s\S]+)$/.exec(decoded) ?? [];
    if (name === undefined || key === undefined) throw invalid("must be bucket/key");
    const versionId = query === undefined ? undefined : /^versionId=(.+)$/.exec(query)?.[1];
    if (query !== undefined && versionId === undefined)
        throw invalid("only ?versionId= may follow the key");
    const bucket = call.s3.bucket(name);
    expectOwner(bucket, call.header("x-amz-source-expected-bucket-owner"));
    return { bucket, key, versionId };
}

function decode(text: string): string | undefined {
    try {
        return decodeURIComponent(text.replaceAll("+", "%20"));
    } catch {
        return undefined;
    }
}

export function copyConditions(call: S3Call): ReadConditions {
    return {
        ifMatch: call.header("x-amz-copy-source-if-match"),
        ifNoneMatch: call.header("x-amz-copy-source-if-none-match"),
        ifModifiedSince: call.date("x-amz-copy-source-if-modified-since"),
        ifUnmodifiedSince: call.date("x-amz-copy-source-if-unmodified-since"),
    };
}
