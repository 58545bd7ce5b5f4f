/** ListObjectsV2, ListObjects and ListObjectVersions. */
import type { HttpResponse } from "../../core/contracts";
import { authorizeBucket } from "../access";
import { invalidArgument } from "../errors";
import { listObjects, listVersions, type ListRequest } from "../listing";
import { restoreHeader } from "../restoreObject";
import type { StoredVersion } from "../storedVersion";
import { quoted } from "./objectHeaders";
import { xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { el, listingUrlEncode, optional, type XmlOut } from "./xmlWrite";

/** Largest page (S3 API Reference, ListObjectsV2). */
const maxPage = 1000;

const common = ["prefix", "delimiter", "max-keys", "encoding-type"] as const;
const headers = ["x-amz-optional-object-attributes"] as const;

export const listingRoutes: readonly Route[] = [
    {
        operation: "ListObjectsV2",
        method: "GET",
        scope: "bucket",
        query: ["list-type"],
        listType: "2",
        optionalQuery: [...common, "start-after", "continuation-token", "fetch-owner"],
        headers,
        handle: listV2,
    },
    {
        operation: "ListObjects",
        method: "GET",
        scope: "bucket",
        optionalQuery: [...common, "marker"],
        headers,
        handle: listV1,
    },
    {
        operation: "ListObjectVersions",
        method: "GET",
        scope: "bucket",
        query: ["versions"],
        optionalQuery: [...common, "key-marker", "version-id-marker"],
        headers,
        handle: versions,
    },
];

interface Page {
    readonly request: ListRequest;
    readonly encoding: "url" | undefined;
    readonly encode: (text: string) => string;
}

function pageOf(call: S3Call, action: string, after: string | undefined): Page {
    const encoding = call.query("encoding-type");
    if (encoding !== undefined && encoding !== "url") {
        throw invalidArgument(
            "Invalid Encoding Method specified in Request",
            "encoding-type",
            encoding,
        );
    }
    const prefix = call.query("prefix") ?? "";
    const delimiter = call.query("delimiter") ?? "";
    const maxKeys = call.count("max-keys", maxPage, maxPage);
    authorizeBucket(call.s3, call.ctx, call.bucket, action, {
        ...(call.request.query.has("prefix") ? { "s3:prefix": prefix } : {}),
        ...(delimiter === "" ? {} : { "s3:delimiter": delimiter }),
        ...(call.query("max-keys") === undefined
            ? {}
            : { "s3:max-keys": Number(call.query("max-keys")) }),
    });
    const attributes = call.header("x-amz-optional-object-attributes");
    if (attributes !== undefined && attributes !== "RestoreStatus") {
        throw invalidArgument(
            "Invalid attribute name specified",
            "x-amz-optional-object-attributes",
            attributes,
        );
    }
    return {
        request: { prefix, delimiter, maxKeys, after },
        encoding,
        encode: encoding === "url" ? listingUrlEncode : (text) => text,
    };
}

function listV2(call: S3Call): HttpResponse {
    const token = call.query("continuation-token");
    const startAfter = call.query("start-after");
    const page = pageOf(
        call,
        "s3:ListBucket",
        token === undefined ? startAfter : decodeToken(token),
    );
    const { request, encode } = page;
    const { objects, commonPrefixes, next } = listObjects(call.bucket, request);
    const withOwner = call.query("fetch-owner") === "true";
    return xmlAnswer(
        el(
            "ListBucketResult",
            el("Name", call.bucketName),
            el("Prefix", encode(request.prefix)),
            optional("Delimiter", request.delimiter === "" ? undefined : encode(request.delimiter)),
            el("MaxKeys", request.maxKeys),
            optional("EncodingType", page.encoding),
            optional("StartAfter", startAfter === undefined ? undefined : encode(startAfter)),
            optional("ContinuationToken", token),
            el("KeyCount", objects.length + commonPrefixes.length),
            el("IsTruncated", next !== undefined),
            optional("NextContinuationToken", next === undefined ? undefined : encodeToken(next)),
            objects.map((object) => el("Contents", objectNodes(call, page, object, withOwner))),
            prefixNodes(page, commonPrefixes),
        ),
    );
}

function listV1(call: S3Call): HttpResponse {
    const marker = call.query("marker");
    const page = pageOf(call, "s3:ListBucket", marker);
    const { request, encode } = page;
    const { objects, commonPrefixes, next } = listObjects(call.bucket, request);
    // Only with a delimiter; without one the last key is the marker (S3 API Reference, ListObjects).
    const nextMarker = request.delimiter === "" || next === undefined ? undefined : encode(next);
    return xmlAnswer(
        el(
            "ListBucketResult",
            el("Name", call.bucketName),
            el("Prefix", encode(request.prefix)),
            el("Marker", encode(marker ?? "")),
            optional("Delimiter", request.delimiter === "" ? undefined : encode(request.delimiter)),
            el("MaxKeys", request.maxKeys),
            optional("EncodingType", page.encoding),
            el("IsTruncated", next !== undefined),
            optional("NextMarker", nextMarker),
            objects.map((object) => el("Contents", objectNodes(call, page, object, true))),
            prefixNodes(page, commonPrefixes),
        ),
    );
}

function versions(call: S3Call): HttpResponse {
    const keyMarker = call.query("key-marker");
    const versionMarker = call.query("version-id-marker");
    if (versionMarker !== undefined && keyMarker === undefined) {
        throw invalidArgument(
            "A version-id marker cannot be specified without a key marker.",
            "version-id-marker",
            versionMarker,
        );
    }
    const page = pageOf(call, "s3:ListBucketVersions", keyMarker);
    const { request, encode } = page;
    const listed = listVersions(call.bucket, { ...request, afterVersion: versionMarker });
    return xmlAnswer(
        el(
            "ListVersionsResult",
            el("Name", call.bucketName),
            el("Prefix", encode(request.prefix)),
            el("KeyMarker", encode(keyMarker ?? "")),
            el("VersionIdMarker", versionMarker ?? ""),
            optional("Delimiter", request.delimiter === "" ? undefined : encode(request.delimiter)),
            el("MaxKeys", request.maxKeys),
            optional("EncodingType", page.encoding),
            el("IsTruncated", listed.next !== undefined),
            optional(
                "NextKeyMarker",
                listed.next === undefined ? undefined : encode(listed.next.key),
            ),
            optional("NextVersionIdMarker", listed.next?.versionId),
            listed.versions.map(({ version, isLatest }) =>
                version.isDeleteMarker
                    ? el(
                          "DeleteMarker",
                          el("Key", encode(version.key)),
                          el("VersionId", version.versionId),
                          el("IsLatest", isLatest),
                          el("LastModified", new Date(version.lastModified).toISOString()),
                          owner(call),
                      )
                    : el(
                          "Version",
                          el("VersionId", version.versionId),
                          el("IsLatest", isLatest),
                          objectNodes(call, page, version, true),
                      ),
            ),
            prefixNodes(page, listed.commonPrefixes),
        ),
    );
}

function objectNodes(
    call: S3Call,
    { encode }: Page,
    version: StoredVersion,
    withOwner: boolean,
): (XmlOut | undefined)[] {
    return [
        el("Key", encode(version.key)),
        el("LastModified", new Date(version.lastModified).toISOString()),
        el("ETag", quoted(version.etag)),
        version.checksum === undefined
            ? undefined
            : el("ChecksumAlgorithm", version.checksum.algorithm),
        version.checksum === undefined ? undefined : el("ChecksumType", version.checksum.type),
        el("Size", version.size),
        el("StorageClass", version.storageClass),
        withOwner ? owner(call) : undefined,
        call.header("x-amz-optional-object-attributes") === undefined
            ? undefined
            : restoreStatus(version),
    ];
}

function restoreStatus(version: StoredVersion): XmlOut | undefined {
    if (restoreHeader(version) === undefined) return undefined;
    const expires = version.restore?.expires;
    return el(
        "RestoreStatus",
        el("IsRestoreInProgress", version.restore?.ongoing === true),
        optional(
            "RestoreExpiryDate",
            expires === undefined ? undefined : new Date(expires).toISOString(),
        ),
    );
}

const owner = (call: S3Call): XmlOut => el("Owner", el("ID", call.bucket.account));

function prefixNodes({ encode }: Page, prefixes: readonly string[]): XmlOut[] {
    return prefixes.map((prefix) => el("CommonPrefixes", el("Prefix", encode(prefix))));
}

/** Opaque to clients, as S3's are. */
const encodeToken = (next: string): string => Buffer.from(next, "utf8").toString("base64url");

function decodeToken(token: string): string {
    const text = Buffer.from(token, "base64url").toString("utf8");
    if (encodeToken(text) === token) return text;
    throw invalidArgument(
        "The continuation token provided is incorrect",
        "continuation-token",
        token,
    );
}
