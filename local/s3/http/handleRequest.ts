import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
} from "../../core/contracts";
import { expectOwner } from "../access";
import type { S3State } from "../s3State";
import { checkContentMd5 } from "../putObject";
import { errorAnswer } from "./errorAnswer";
import { requestTarget } from "./requestTarget";
import { findRoute } from "./routeTable";
import { S3Call, type ServicePort } from "./s3Call";
import { checkBodyChecksums } from "./sentChecksum";

/** Dispatches one request and renders its answer or error. Never throws. */
export async function handleRequest(
    s3: S3State,
    ctx: CallContext,
    request: HttpRequest,
    service: ServicePort,
): Promise<HttpResponse> {
    try {
        const target = requestTarget(request);
        const route = findRoute(s3, request, target);
        const bucketName = target.bucket ?? "";
        const call = new S3Call({ s3, ctx, request, service, bucketName, key: target.key ?? "" });
        if (bucketName !== "" && route.operation !== "CreateBucket") {
            expectOwner(call.bucket, call.header("x-amz-expected-bucket-owner"));
        }
        checkContentMd5(call.header("content-md5"), request.body);
        if (route.hasDocument === true) checkBodyChecksums(call);
        return await route.handle(call);
    } catch (error) {
        if (error instanceof AwsError) return errorAnswer(error, request, ctx);
        // A defect of ours must not pass for an AWS outage: a rehearsal fails on it.
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        s3.world.refusals.push(`S3 internal error: ${text}`);
        const message = error instanceof Error ? error.message : String(error);
        return errorAnswer(new AwsError("InternalError", 500, message), request, ctx);
    }
}
