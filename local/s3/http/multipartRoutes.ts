import type { HttpResponse } from "../../core/contracts";
import { isChecksumAlgorithm, checksumAlgorithms } from "../checksums";
import { contentOf } from "../content";
import { invalidArgument, invalidRequest } from "../errors";
import {
    abortUpload,
    completeUpload,
    createUpload,
    findUpload,
    listParts,
    uploadPart,
    uploadPartCopy,
    uploadsInOrder,
    type CompletedPart,
} from "../multipart";
import type { Upload } from "../upload";
import { compareUtf8 } from "../utf8Order";
import { copyConditions, copySource, copySourceHeaders } from "./copySourceHeader";
import { checksumValue, encryptionHeaders, quoted, versionHeader } from "./objectHeaders";
import { emptyAnswer, xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { askedAlgorithm, checksumHeader, sentChecksum } from "./sentChecksum";
import { writeHeaders, writeRequest } from "./writeHeaders";
import { el, listingUrlEncode, optional } from "./xmlWrite";

const object = { scope: "object" } as const;
const maxPage = 1000;

export const multipartRoutes: readonly Route[] = [
    {
        ...object,
        operation: "CreateMultipartUpload",
        method: "POST",
        query: ["uploads"],
        headers: [...writeHeaders, "x-amz-checksum-algorithm", "x-amz-checksum-type"],
        takesMetadata: true,
        handle: create,
    },
    {
        ...object,
        operation: "UploadPart",
        method: "PUT",
        query: ["uploadId", "partNumber"],
        discriminator: "body",
        handle: upload,
    },
    {
        ...object,
        operation: "UploadPartCopy",
        method: "PUT",
        query: ["uploadId", "partNumber"],
        discriminator: "copy",
        headers: [...copySourceHeaders, "x-amz-copy-source-range"],
        handle: uploadCopy,
    },
    {
        ...object,
        operation: "ListParts",
        method: "GET",
        query: ["uploadId"],
        optionalQuery: ["max-parts", "part-number-marker"],
        handle: parts,
    },
    {
        ...object,
        operation: "CompleteMultipartUpload",
        method: "POST",
        query: ["uploadId"],
        headers: ["if-match", "if-none-match", "x-amz-checksum-type", "x-amz-mp-object-size"],
        handle: complete,
    },
    {
        ...object,
        operation: "AbortMultipartUpload",
        method: "DELETE",
        query: ["uploadId"],
        handle: (call) => {
            abortUpload(call.s3, call.ctx, call.bucket, call.key, call.query("uploadId") ?? "");
            return emptyAnswer(204);
        },
    },
    {
        scope: "bucket",
        operation: "ListMultipartUploads",
        method: "GET",
        query: ["uploads"],
        optionalQuery: [
            "prefix",
            "delimiter",
            "max-uploads",
            "key-marker",
            "upload-id-marker",
            "encoding-type",
        ],
        handle: uploads,
    },
];

function create(call: S3Call): HttpResponse {
    const type = call.header("x-amz-checksum-type");
    if (type !== undefined && type !== "FULL_OBJECT" && type !== "COMPOSITE") {
        throw invalidRequest(`Value for x-amz-checksum-type header is invalid: ${type}`);
    }
    const made = createUpload(call.s3, call.ctx, call.bucket, writeRequest(call), {
        algorithm: askedAlgorithm(call, "x-amz-checksum-algorithm"),
        type,
    });
    return xmlAnswer(
        el(
            "InitiateMultipartUploadResult",
            el("Bucket", call.bucketName),
            el("Key", call.key),
            el("UploadId", made.id),
        ),
        {
            ...encryptionHeaders(made.encryption),
            "x-amz-checksum-algorithm": made.checksumAlgorithm,
            "x-amz-checksum-type":
                made.checksumAlgorithm === undefined ? undefined : made.checksumType,
        },
    );
}

function partTarget(call: S3Call): { key: string; uploadId: string; partNumber: number } {
    return {
        key: call.key,
        uploadId: call.query("uploadId") ?? "",
        partNumber: Number(call.query("partNumber")),
    };
}

function upload(call: S3Call): HttpResponse {
    const content = contentOf({ bytes: call.request.body });
    const sent = sentChecksum(call);
    const target = partTarget(call);
    const part = uploadPart(call.s3, call.ctx, call.bucket, target, content, sent);
    const { encryption } = findUpload(call.bucket, target.key, target.uploadId);
    return emptyAnswer(200, {
        etag: quoted(part.etag),
        ...encryptionHeaders(encryption),
        ...(sent?.value === undefined ? {} : { [checksumHeader(sent.algorithm)]: sent.value }),
    });
}

function uploadCopy(call: S3Call): HttpResponse {
    const header = call.header("x-amz-copy-source-range");
    const range = header === undefined ? undefined : /^bytes=(\d+)-(\d+)$/.exec(header);
    if (range === null) {
        throw invalidArgument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
            "x-amz-copy-source-range",
            header,
        );
    }
    const from = copySource(call);
    const target = partTarget(call);
    const { part, source } = uploadPartCopy(call.s3, call.ctx, call.bucket, target, {
        source: from,
        conditions: copyConditions(call),
        range: range === undefined ? undefined : { start: Number(range[1]), end: Number(range[2]) },
    });
    const { encryption, checksumAlgorithm } = findUpload(call.bucket, target.key, target.uploadId);
    return xmlAnswer(
        el(
            "CopyPartResult",
            el("LastModified", new Date(part.lastModified).toISOString()),
            el("ETag", quoted(part.etag)),
            checksumAlgorithm === undefined
                ? undefined
                : optional(`Checksum${checksumAlgorithm}`, part.checksum),
        ),
        {
            ...encryptionHeaders(encryption),
            "x-amz-copy-source-version-id": from.bucket.isVersioned ? source.versionId : undefined,
        },
    );
}

function parts(call: S3Call): HttpResponse {
    const max = call.count("max-parts", maxPage, maxPage);
    const after = call.count("part-number-marker", 0, 10_000);
    const uploadId = call.query("uploadId") ?? "";
    const found = listParts(call.s3, call.ctx, call.bucket, {
        key: call.key,
        uploadId,
        after,
        max,
    });
    const { checksumAlgorithm: algorithm, checksumType, request } = found.upload;
    return xmlAnswer(
        el(
            "ListPartsResult",
            el("Bucket", call.bucketName),
            el("Key", call.key),
            el("UploadId", uploadId),
            el("PartNumberMarker", after),
            optional("NextPartNumberMarker", found.parts.at(-1)?.number),
            el("MaxParts", max),
            el("IsTruncated", found.isTruncated),
            el("StorageClass", request.storageClass ?? "STANDARD"),
            optional("ChecksumAlgorithm", algorithm),
            optional("ChecksumType", algorithm === undefined ? undefined : checksumType),
            found.parts.map((part) =>
                el(
                    "Part",
                    el("PartNumber", part.number),
                    el("LastModified", new Date(part.lastModified).toISOString()),
                    el("ETag", quoted(part.etag)),
                    el("Size", part.content.length),
                    algorithm === undefined
                        ? undefined
                        : optional(`Checksum${algorithm}`, part.checksum),
                ),
            ),
        ),
    );
}

function complete(call: S3Call): HttpResponse {
    const root = call.xml("CompleteMultipartUpload");
    const listed = root.list("Part").map((part): CompletedPart => {
        const number = part.integer("PartNumber");
        const etag = part.required("ETag").text;
        const sums = checksumAlgorithms.map((name) => part.string(`Checksum${name}`));
        part.done();
        return { number: number ?? 0, etag, checksum: sums.find((sum) => sum !== undefined) };
    });
    root.done();
    const objectSize = call.header("x-amz-mp-object-size");
    const version = completeUpload(call.s3, call.ctx, call.bucket, {
        key: call.key,
        uploadId: call.query("uploadId") ?? "",
        parts: listed,
        ifMatch: call.header("if-match"),
        ifNoneMatch: call.header("if-none-match"),
        checksum: sentChecksum(call)?.value,
        objectSize: objectSize === undefined ? undefined : Number(objectSize),
    });
    const { checksum } = version;
    return xmlAnswer(
        el(
            "CompleteMultipartUploadResult",
            el(
                "Location",
                `http://${call.request.host}/${call.bucketName}/${encodeURIComponent(call.key)}`,
            ),
            el("Bucket", call.bucketName),
            el("Key", call.key),
            el("ETag", quoted(version.etag)),
            checksum === undefined || !isChecksumAlgorithm(checksum.algorithm)
                ? undefined
                : optional(`Checksum${checksum.algorithm}`, checksumValue(version)),
            checksum === undefined ? undefined : el("ChecksumType", checksum.type),
        ),
        { ...versionHeader(call, version), ...encryptionHeaders(version) },
    );
}

/** By key and then by initiation; the upload-id marker goes on within the marker's key. */
function uploads(call: S3Call): HttpResponse {
    const max = call.count("max-uploads", maxPage, maxPage);
    const [prefix, delimiter] = [call.query("prefix") ?? "", call.query("delimiter") ?? ""];
    const [keyMarker, idMarker] = [call.query("key-marker") ?? "", call.query("upload-id-marker")];
    const encode =
        call.query("encoding-type") === "url" ? listingUrlEncode : (text: string) => text;
    const all = uploadsInOrder(call.s3, call.ctx, call.bucket, compareUtf8);
    const marker = all.findIndex((one) => one.id === idMarker);
    const listed: Upload[] = [];
    const prefixes: string[] = [];
    let next: { key: string; id?: string | undefined } | undefined;
    let isTruncated = false;
    for (const [i, one] of all.entries()) {
        const { key } = one.request;
        if (!key.startsWith(prefix)) continue;
        const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
        const group = end === -1 ? undefined : key.slice(0, end + delimiter.length);
        if (group !== undefined && group === prefixes.at(-1)) continue;
        const order = keyMarker === "" ? 1 : compareUtf8(group ?? key, keyMarker);
        if (order < 0 || (order === 0 && (marker === -1 || i <= marker))) continue;
        if (listed.length + prefixes.length >= max) {
            isTruncated = true;
            break;
        }
        if (group === undefined) listed.push(one);
        else prefixes.push(group);
        next = { key: group ?? key, id: group === undefined ? one.id : undefined };
    }
    return xmlAnswer(
        el(
            "ListMultipartUploadsResult",
            el("Bucket", call.bucketName),
            el("KeyMarker", encode(keyMarker)),
            el("UploadIdMarker", idMarker ?? ""),
            isTruncated && next !== undefined ? el("NextKeyMarker", encode(next.key)) : undefined,
            isTruncated ? optional("NextUploadIdMarker", next?.id) : undefined,
            optional("Delimiter", delimiter === "" ? undefined : encode(delimiter)),
            el("Prefix", encode(prefix)),
            optional("EncodingType", call.query("encoding-type")),
            el("MaxUploads", max),
            el("IsTruncated", isTruncated),
            listed.map((one) =>
                el(
                    "Upload",
                    el("Key", encode(one.request.key)),
                    el("UploadId", one.id),
                    el("Initiator", el("ID", one.initiator)),
                    el("Owner", el("ID", call.bucket.account)),
                    el("StorageClass", one.request.storageClass ?? "STANDARD"),
                    el("Initiated", new Date(one.initiated).toISOString()),
                    optional("ChecksumAlgorithm", one.checksumAlgorithm),
                ),
            ),
            prefixes.map((one) => el("CommonPrefixes", el("Prefix", encode(one)))),
        ),
    );
}
