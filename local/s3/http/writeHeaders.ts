import { invalidArgument } from "../errors";
import { tagRecord } from "../tagRules";
import type { WriteRequest } from "../writeRequest";
import type { S3Call } from "./s3Call";

/** Headers that travel with an object besides user metadata (S3 User Guide, "System-defined object metadata"). */
export const systemHeaders = [
    "content-type",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
    "x-amz-website-redirect-location",
] as const;

/** x-amz- headers that say something about a new object. */
export const writeHeaders = [
    "x-amz-storage-class",
    "x-amz-tagging",
    "x-amz-acl",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-retain-until-date",
    "x-amz-object-lock-legal-hold",
    "x-amz-website-redirect-location",
] as const;

const metadataPrefix = "x-amz-meta-";

/** What the headers of a put, copy or create-upload say about the new object. */
export function writeRequest(call: S3Call): WriteRequest {
    const tagging = call.header("x-amz-tagging");
    return {
        key: call.key,
        storageClass: call.header("x-amz-storage-class"),
        metadata: userMetadata(call),
        systemMetadata: systemMetadata(call),
        tags: tagging === undefined ? undefined : tagRecord(new URLSearchParams(tagging)),
        acl: call.header("x-amz-acl"),
        encryption: encryption(call),
        lock: lock(call),
        ifMatch: call.header("if-match"),
        ifNoneMatch: call.header("if-none-match"),
    };
}

function userMetadata(call: S3Call): Record<string, string> {
    return Object.fromEntries(
        Object.entries(call.request.headers)
            .filter(([name]) => name.startsWith(metadataPrefix))
            .map(([name, value]) => [name.slice(metadataPrefix.length), decodeHeader(value)]),
    );
}

function systemMetadata(call: S3Call): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of systemHeaders) {
        const value = call.header(name);
        if (value === undefined) continue;
        const kept = name === "content-encoding" ? withoutChunked(value) : value;
        if (kept !== "") found[name] = kept;
    }
    return found;
}

/** aws-chunked is how the bytes travelled, not what they are. */
function withoutChunked(value: string): string {
    return value
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== "aws-chunked")
        .join(",");
}

function encryption(call: S3Call): WriteRequest["encryption"] {
    const algorithm = call.header("x-amz-server-side-encryption");
    const kmsKeyId = call.header("x-amz-server-side-encryption-aws-kms-key-id");
    const bucketKey = call.header("x-amz-server-side-encryption-bucket-key-enabled");
    if (algorithm === undefined) {
        if (kmsKeyId === undefined) return undefined;
        throw invalidArgument(
            "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
        );
    }
    if (algorithm === "aws:kms:dsse") return call.s3.refuse("encryption aws:kms:dsse");
    if (algorithm !== "AES256" && algorithm !== "aws:kms") {
        throw invalidArgument(
            "The encryption method specified is not supported",
            "x-amz-server-side-encryption",
            algorithm,
        );
    }
    return {
        algorithm,
        kmsKeyId,
        bucketKey: bucketKey === undefined ? undefined : bucketKey.toLowerCase() === "true",
    };
}

function lock(call: S3Call): WriteRequest["lock"] {
    const mode = call.header("x-amz-object-lock-mode");
    const hold = call.header("x-amz-object-lock-legal-hold");
    const retainUntil = call.date("x-amz-object-lock-retain-until-date");
    if (mode === undefined && hold === undefined && retainUntil === undefined) return undefined;
    if (mode !== undefined && mode !== "GOVERNANCE" && mode !== "COMPLIANCE") {
        throw invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", mode);
    }
    if (hold !== undefined && hold !== "ON" && hold !== "OFF") {
        throw invalidArgument(
            "Legal Hold must be either of 'ON' or 'OFF'",
            "x-amz-object-lock-legal-hold",
            hold,
        );
    }
    return { mode, retainUntil, legalHold: hold === undefined ? undefined : hold === "ON" };
}

/** Headers come as Latin-1; clients that put UTF-8 there mean UTF-8. */
function decodeHeader(value: string): string {
    if (/^[\x20-\x7e\t]*$/.test(value)) return value;
    const text = Buffer.from(value, "latin1").toString("utf8");
    return text.includes("\ufffd") ? value : text;
}
