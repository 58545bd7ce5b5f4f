import type { AwsError } from "../../core/contracts";
import { type CallContext, type HttpRequest, type HttpResponse } from "../../core/contracts";
import { el, plainDocument } from "./xmlWrite";

/** An error in S3's shape. HEAD and 304 answers have no body: clients see the status alone. */
export function errorAnswer(error: AwsError, request: HttpRequest, ctx: CallContext): HttpResponse {
    const headers = { "x-amz-request-id": ctx.requestId };
    if (request.method === "HEAD" || error.status === 304) {
        return { status: error.status, headers };
    }
    const body = plainDocument(
        el(
            "Error",
            el("Code", error.code),
            el("Message", error.message),
            Object.entries(error.extra).map(([name, value]) => el(name, value)),
            el("RequestId", ctx.requestId),
            el("HostId", "local"),
        ),
    );
    return {
        status: error.status,
        headers: { ...headers, "content-type": "application/xml" },
        body,
    };
}
