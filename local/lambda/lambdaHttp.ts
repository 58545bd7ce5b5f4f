import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type World,
} from "../core/contracts";
import { refusal } from "../logs/refusal";
import type { LambdaService } from "./lambdaService";

const invokePath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's REST API: Invoke, with RequestResponse, Event and DryRun. */
export async function handleLambda(
    world: World,
    lambda: LambdaService,
    request: HttpRequest,
    ctx: CallContext,
): Promise<HttpResponse> {
    try {
        return await invoke(world, lambda, request, ctx);
    } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const code = error.code === "AccessDenied" ? "AccessDeniedException" : error.code;
        const type = error.status < 500 ? "User" : "Service";
        return {
            status: error.status,
            headers: {
                "content-type": "application/json",
                "x-amzn-requestid": ctx.requestId,
                "x-amzn-errortype": code,
            },
            body: JSON.stringify({ Type: type, Message: error.message, ...error.extra }),
        };
    }
}

async function invoke(
    world: World,
    lambda: LambdaService,
    request: HttpRequest,
    ctx: CallContext,
): Promise<HttpResponse> {
    const [, encodedName] = invokePath.exec(request.path) ?? [];
    if (request.method !== "POST" || encodedName === undefined) {
        throw refusal(world, `Lambda ${request.method} ${request.path}`);
    }
    for (const parameter of request.query.keys()) {
        if (parameter !== "Qualifier" && parameter !== "x-id") {
            throw refusal(world, `Lambda Invoke ?${parameter}`);
        }
    }
    if ((request.headers["x-amz-log-type"] ?? "None") !== "None") {
        throw refusal(world, `Lambda Invoke LogType ${request.headers["x-amz-log-type"]}`);
    }
    for (const header of [
        "x-amz-client-context",
        "x-amz-tenant-id",
        "x-amz-durable-execution-name",
    ]) {
        if (request.headers[header] !== undefined) throw refusal(world, `Lambda Invoke ${header}`);
    }
    const name = decodeURIComponent(encodedName);
    const reference = lambda.authorized(ctx, name, request.query.get("Qualifier"));
    const headers = { "x-amzn-requestid": ctx.requestId };
    const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
    switch (type) {
        case "DryRun":
            lambda.versionOf(reference);
            return { status: 204, headers };
        case "Event":
            lambda.enqueue(reference, payloadOf(request));
            return { status: 202, headers };
        case "RequestResponse": {
            const executed = lambda.versionOf(reference);
            const result = await lambda.run(reference, payloadOf(request));
            return {
                status: 200,
                headers: {
                    "content-type": "application/json",
                    "x-amzn-requestid": result.requestId,
                    "x-amz-executed-version": executed,
                    ...(result.functionError === undefined
                        ? {}
                        : { "x-amz-function-error": result.functionError }),
                },
                body: JSON.stringify(result.payload),
            };
        }
        default:
            throw new AwsError(
                "InvalidParameterValueException",
                400,
                `InvocationType: must be RequestResponse, Event or DryRun, got "${type}"`,
            );
    }
}

function payloadOf(request: HttpRequest): unknown {
    if (request.body.length === 0) return {};
    try {
        return JSON.parse(request.body.toString("utf8")) as unknown;
    } catch (cause) {
        throw new AwsError(
            "InvalidRequestContentException",
            400,
            `Could not parse request body into json: ${String(cause)}`,
        );
    }
}
