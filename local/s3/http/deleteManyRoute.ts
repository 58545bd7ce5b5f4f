import { AwsError } from "../../core/contracts";
import { deleteObject } from "../deleteObject";
import { invalidRequest, malformedXml } from "../errors";
import { xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { sentChecksum } from "./sentChecksum";
import { el, optional, type XmlOut } from "./xmlWrite";

/** S3 API Reference, DeleteObjects. */
const maxKeys = 1000;

/** DeleteObjects: each key on its own; one refusal does not stop the others. */
export const deleteManyRoute: Route = {
    operation: "DeleteObjects",
    method: "POST",
    scope: "bucket",
    query: ["delete"],
    headers: ["x-amz-bypass-governance-retention"],
    hasDocument: true,
    handle: (call) => {
        if (call.header("content-md5") === undefined && sentChecksum(call)?.value === undefined) {
            throw invalidRequest(
                "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
            );
        }
        const root = call.xml("Delete");
        const quiet = root.boolean("Quiet") ?? false;
        const objects = root.list("Object");
        root.done();
        if (objects.length === 0 || objects.length > maxKeys) {
            throw malformedXml(`1 to ${maxKeys} Object elements, got ${objects.length}`);
        }
        const wanted = objects.map((object) => {
            const one = {
                key: object.required("Key").text,
                versionId: object.string("VersionId"),
                ifMatch: object.string("ETag"),
            };
            for (const name of ["LastModifiedTime", "Size"]) {
                if (object.has(name)) call.s3.refuse(`DeleteObjects with ${name}`);
            }
            object.done();
            return one;
        });
        const outcomes = wanted.map((one) => outcome(call, one, quiet));
        return xmlAnswer(el("DeleteResult", outcomes));
    },
};

function outcome(
    call: S3Call,
    one: { key: string; versionId?: string | undefined; ifMatch?: string | undefined },
    quiet: boolean,
): XmlOut | undefined {
    try {
        const bypassGovernance = call.header("x-amz-bypass-governance-retention") === "true";
        const done = deleteObject(call.s3, call.ctx, call.bucket, { ...one, bypassGovernance });
        if (quiet) return undefined;
        return el(
            "Deleted",
            el("Key", one.key),
            optional("VersionId", one.versionId),
            done.isDeleteMarker ? el("DeleteMarker", true) : undefined,
            done.isDeleteMarker ? optional("DeleteMarkerVersionId", done.versionId) : undefined,
        );
    } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return el(
            "Error",
            el("Key", one.key),
            optional("VersionId", one.versionId),
            el("Code", error.code),
            el("Message", error.message),
        );
    }
}
