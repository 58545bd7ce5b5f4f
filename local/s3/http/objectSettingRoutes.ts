/** Tagging, retention, legal hold and restore of one version. */
import { readTagging, taggingXml } from "../documents/bucketDocuments";
import { malformedXml } from "../errors";
import {
    getObjectLegalHold,
    getObjectRetention,
    putObjectLegalHold,
    putObjectRetention,
} from "../objectLock";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "../objectTagging";
import { restoreObject, type RestoreTier } from "../restoreObject";
import { versionHeader } from "./objectHeaders";
import { emptyAnswer, xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { el } from "./xmlWrite";

const versioned = { scope: "object", optionalQuery: ["versionId"] } as const;

export const objectSettingRoutes: readonly Route[] = [
    {
        ...versioned,
        operation: "GetObjectTagging",
        method: "GET",
        query: ["tagging"],
        handle: (call) => {
            const version = getObjectTagging(call.s3, call.ctx, call.bucket, call.target);
            return xmlAnswer(taggingXml(version.tags), versionHeader(call, version));
        },
    },
    {
        ...versioned,
        operation: "PutObjectTagging",
        method: "PUT",
        query: ["tagging"],
        hasDocument: true,
        handle: (call) => {
            const tags = readTagging(call.xml("Tagging"), 10);
            const version = putObjectTagging(call.s3, call.ctx, call.bucket, call.target, tags);
            return emptyAnswer(200, versionHeader(call, version));
        },
    },
    {
        ...versioned,
        operation: "DeleteObjectTagging",
        method: "DELETE",
        query: ["tagging"],
        handle: (call) => {
            const version = deleteObjectTagging(call.s3, call.ctx, call.bucket, call.target);
            return emptyAnswer(204, versionHeader(call, version));
        },
    },
    {
        ...versioned,
        operation: "GetObjectRetention",
        method: "GET",
        query: ["retention"],
        handle: (call) => {
            const found = getObjectRetention(call.s3, call.ctx, call.bucket, call.target);
            return xmlAnswer(
                el(
                    "Retention",
                    el("Mode", found.mode),
                    el("RetainUntilDate", found.retainUntil.toISOString()),
                ),
            );
        },
    },
    {
        ...versioned,
        operation: "PutObjectRetention",
        method: "PUT",
        query: ["retention"],
        headers: ["x-amz-bypass-governance-retention"],
        hasDocument: true,
        handle: (call) => {
            const asked = readRetention(call);
            const bypass = call.header("x-amz-bypass-governance-retention") === "true";
            putObjectRetention(call.s3, call.ctx, call.bucket, call.target, asked, bypass);
            return emptyAnswer();
        },
    },
    {
        ...versioned,
        operation: "GetObjectLegalHold",
        method: "GET",
        query: ["legal-hold"],
        handle: (call) => {
            const hold = getObjectLegalHold(call.s3, call.ctx, call.bucket, call.target);
            return xmlAnswer(el("LegalHold", el("Status", hold ? "ON" : "OFF")));
        },
    },
    {
        ...versioned,
        operation: "PutObjectLegalHold",
        method: "PUT",
        query: ["legal-hold"],
        hasDocument: true,
        handle: (call) => {
            const root = call.xml("LegalHold");
            const status = root.oneOf("Status", ["ON", "OFF"]);
            root.done();
            if (status === undefined) throw malformedXml("LegalHold has no Status");
            putObjectLegalHold(call.s3, call.ctx, call.bucket, call.target, status === "ON");
            return emptyAnswer();
        },
    },
    {
        ...versioned,
        operation: "RestoreObject",
        method: "POST",
        query: ["restore"],
        hasDocument: true,
        handle: (call) => {
            const request = { ...call.target, ...readRestore(call) };
            const { already } = restoreObject(call.s3, call.ctx, call.bucket, request);
            return emptyAnswer(already ? 200 : 202);
        },
    },
];

/** An empty Retention removes it. */
function readRetention(
    call: S3Call,
): { mode: "GOVERNANCE" | "COMPLIANCE"; retainUntil: Date } | undefined {
    const root = call.xml("Retention");
    const mode = root.oneOf("Mode", ["GOVERNANCE", "COMPLIANCE"]);
    const retainUntil = root.date("RetainUntilDate");
    root.done();
    if (mode === undefined && retainUntil === undefined) return undefined;
    if (mode === undefined || retainUntil === undefined) {
        throw malformedXml("Retention needs both Mode and RetainUntilDate");
    }
    return { mode, retainUntil };
}

function readRestore(call: S3Call): { days: number | undefined; tier: RestoreTier } {
    if (call.request.body.length === 0) return { days: undefined, tier: "Standard" };
    const root = call.xml("RestoreRequest");
    for (const name of ["Type", "SelectParameters", "OutputLocation", "Description"]) {
        if (root.has(name)) call.s3.refuse(`RestoreRequest.${name}`);
    }
    const days = root.integer("Days");
    const parameters = root.child("GlacierJobParameters");
    const outer = root.oneOf("Tier", ["Standard", "Bulk", "Expedited"]);
    root.done();
    const tier = parameters?.oneOf("Tier", ["Standard", "Bulk", "Expedited"]);
    parameters?.done();
    return { days, tier: tier ?? outer ?? "Standard" };
}
