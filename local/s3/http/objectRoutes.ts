/** GetObject, HeadObject, PutObject, CopyObject, DeleteObject, GetObjectAttributes. */
import type { HttpResponse } from "../../core/contracts";
import type { ReadConditions } from "../conditions";
import { contentOf, isReal, materialise, slice, streamOf, type Content } from "../content";
import { copyObject } from "../copyObject";
import { deleteObject } from "../deleteObject";
import { invalidArgument } from "../errors";
import { putObject, requireDigestUnderLock } from "../putObject";
import { headVersion, readVersion } from "../readObject";
import type { StoredVersion } from "../storedVersion";
import { byteRange } from "./byteRange";
import { copyConditions, copySource, copySourceHeaders } from "./copySourceHeader";
import { withDeleteMarkerHeaders } from "./deleteMarkerHeaders";
import { getAttributesRoute } from "./objectAttributesRoute";
import {
    checksumHeaders,
    checksumValue,
    encryptionHeaders,
    objectHeaders,
    quoted,
    versionHeader,
} from "./objectHeaders";
import { emptyAnswer, present, xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { askedAlgorithm, sentChecksum } from "./sentChecksum";
import { writeHeaders, writeRequest } from "./writeHeaders";
import { el, optional } from "./xmlWrite";

const conditionHeaders = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];
const responseOverrides = [
    "response-content-type",
    "response-content-language",
    "response-expires",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
] as const;

const read = {
    scope: "object",
    optionalQuery: ["versionId", "partNumber", ...responseOverrides],
    headers: [...conditionHeaders, "range", "x-amz-checksum-mode"],
} as const;

export const objectRoutes: readonly Route[] = [
    { ...read, operation: "GetObject", method: "GET", handle: (call) => readObject(call, true) },
    { ...read, operation: "HeadObject", method: "HEAD", handle: (call) => readObject(call, false) },
    {
        operation: "PutObject",
        method: "PUT",
        scope: "object",
        discriminator: "body",
        headers: [...writeHeaders, "if-match", "if-none-match"],
        takesMetadata: true,
        handle: put,
    },
    {
        operation: "CopyObject",
        method: "PUT",
        scope: "object",
        discriminator: "copy",
        headers: [
            ...writeHeaders,
            ...copySourceHeaders,
            "x-amz-metadata-directive",
            "x-amz-tagging-directive",
            "x-amz-checksum-algorithm",
            "if-match",
            "if-none-match",
        ],
        takesMetadata: true,
        handle: copy,
    },
    {
        operation: "DeleteObject",
        method: "DELETE",
        scope: "object",
        optionalQuery: ["versionId"],
        headers: ["x-amz-bypass-governance-retention", "if-match"],
        handle: (call) => {
            const done = deleteObject(call.s3, call.ctx, call.bucket, {
                ...call.target,
                bypassGovernance: call.header("x-amz-bypass-governance-retention") === "true",
                ifMatch: call.header("if-match"),
            });
            return emptyAnswer(204, {
                "x-amz-version-id": done.versionId,
                "x-amz-delete-marker": done.isDeleteMarker ? "true" : undefined,
            });
        },
    },
    getAttributesRoute,
];

function readConditions(call: S3Call): ReadConditions {
    return {
        ifMatch: call.header("if-match"),
        ifNoneMatch: call.header("if-none-match"),
        ifModifiedSince: call.date("if-modified-since"),
        ifUnmodifiedSince: call.date("if-unmodified-since"),
    };
}

function readObject(call: S3Call, withBody: boolean): HttpResponse {
    return withDeleteMarkerHeaders(call, () => {
        const find = withBody ? readVersion : headVersion;
        const version = find(call.s3, call.ctx, call.bucket, call.target, readConditions(call));
        const part = call.query("partNumber");
        const range =
            part === undefined
                ? byteRange(call, version.size)
                : partRange(version, Number(part), call.header("range"));
        const content =
            range === undefined ? version.content : slice(version.content, range.start, range.end);
        const wantsChecksum =
            call.header("x-amz-checksum-mode") === "ENABLED" && range === undefined;
        const headers = present({
            ...objectHeaders(call, version),
            ...overrides(call),
            ...(wantsChecksum ? checksumHeaders(version) : {}),
            "content-length": String(content.length),
            "content-range":
                range === undefined
                    ? undefined
                    : `bytes ${range.start}-${range.end}/${version.size}`,
            "x-amz-mp-parts-count":
                part === undefined || version.partSizes === undefined
                    ? undefined
                    : String(version.partSizes.length),
        });
        const status = range === undefined ? 200 : 206;
        return withBody ? { status, headers, body: bodyFor(content) } : { status, headers };
    });
}

/** Real bytes at once; synthetic ones as a stream, so that 6 GB need no memory. */
function bodyFor(content: Content): HttpResponse["body"] {
    if (content.length === 0) return Buffer.alloc(0);
    return isReal(content) && content.length < 64 * 1024 ** 2
        ? materialise(content)
        : streamOf(content);
}

function partRange(
    version: StoredVersion,
    part: number,
    range: string | undefined,
): { start: number; end: number } | undefined {
    const sizes = version.partSizes ?? [version.size];
    if (range !== undefined) {
        throw invalidArgument("Cannot specify both Range header and partNumber query parameter");
    }
    if (!Number.isInteger(part) || part < 1 || part > sizes.length) {
        throw invalidArgument(
            "The requested partnumber is not satisfiable",
            "partNumber",
            String(part),
        );
    }
    if (version.size === 0) return undefined;
    const start = sizes.slice(0, part - 1).reduce((sum, size) => sum + size, 0);
    return { start, end: start + (sizes[part - 1] ?? 0) - 1 };
}

function overrides(call: S3Call): Record<string, string | undefined> {
    const found = responseOverrides.filter((name) => call.query(name) !== undefined);
    if (found.length > 0 && call.ctx.principal.kind === "anonymous") {
        throw invalidArgument(
            "Request specific response headers cannot be used for anonymous GET requests.",
        );
    }
    return Object.fromEntries(
        found.map((name) => [name.replace("response-", ""), call.query(name)]),
    );
}

function put(call: S3Call): HttpResponse {
    const request = writeRequest(call);
    const sent = sentChecksum(call);
    const { objectLock } = call.bucket.configuration;
    requireDigestUnderLock(
        request.lock?.mode !== undefined || objectLock?.defaultRetention !== undefined,
        sent !== undefined || call.header("content-md5") !== undefined,
    );
    const content = contentOf({ bytes: call.request.body });
    const version = putObject(call.s3, call.ctx, call.bucket, request, content, sent);
    const checksum = sent === undefined ? {} : checksumHeaders(version);
    return emptyAnswer(200, {
        etag: quoted(version.etag),
        ...versionHeader(call, version),
        ...encryptionHeaders(version),
        ...checksum,
    });
}

function copy(call: S3Call): HttpResponse {
    const { version, source } = copyObject(call.s3, call.ctx, call.bucket, {
        source: copySource(call),
        conditions: copyConditions(call),
        metadataDirective: directive(call, "x-amz-metadata-directive"),
        taggingDirective: directive(call, "x-amz-tagging-directive"),
        checksumAlgorithm: askedAlgorithm(call, "x-amz-checksum-algorithm"),
        target: writeRequest(call),
    });
    const sourceBucket = copySource(call).bucket;
    const { checksum } = version;
    return xmlAnswer(
        el(
            "CopyObjectResult",
            el("LastModified", new Date(version.lastModified).toISOString()),
            el("ETag", quoted(version.etag)),
            checksum === undefined
                ? undefined
                : optional(`Checksum${checksum.algorithm}`, checksumValue(version)),
            checksum === undefined ? undefined : el("ChecksumType", checksum.type),
        ),
        {
            ...versionHeader(call, version),
            ...encryptionHeaders(version),
            "x-amz-copy-source-version-id": sourceBucket.isVersioned ? source.versionId : undefined,
        },
    );
}

function directive(call: S3Call, header: string): "COPY" | "REPLACE" | undefined {
    const value = call.header(header);
    if (value === undefined || value === "COPY" || value === "REPLACE") return value;
    throw invalidArgument("Unknown directive", header, value);
}
