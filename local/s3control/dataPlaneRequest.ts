import { createHash } from "node:crypto";
import { XMLParser } from "fast-xml-parser";
import { AwsError, type CallContext, type HttpResponse, type World } from "../core/contracts";
import { encodeManifestKey } from "../../model/inventory/keyCodec";

/** A sub-resource request of S3 that has no in-process call of its own. */
export interface DataPlaneRequest {
    readonly method: "GET" | "PUT" | "DELETE";
    /** e.g. "legal-hold" */
    readonly resource: string;
    /** An empty key means the bucket itself. */
    readonly target: {
        readonly bucket: string;
        readonly key: string;
        readonly versionId: string | undefined;
    };
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
}

const parser = new XMLParser({ parseTagValue: false });

/**
 * Sends a request through the S3 service's own HTTP front, in process, as the job role.
 * @throws AwsError as S3 answered it.
 */
export async function dataPlaneRequest(
    world: World,
    ctx: CallContext,
    request: DataPlaneRequest,
): Promise<HttpResponse> {
    const { bucket, key, versionId } = request.target;
    const body = Buffer.from(request.body ?? "");
    const response = await world.s3.handle(
        {
            method: request.method,
            host: `s3.${world.region}.localhost`,
            path: `/${bucket}${key === "" ? "" : `/${encodeManifestKey(key)}`}`,
            query: new Map([
                [request.resource, ""],
                ...(versionId === undefined ? [] : [["versionId", versionId] as const]),
            ]),
            headers: {
                "content-length": String(body.length),
                // Changes of a lock must carry a digest of their body.
                "content-md5": createHash("md5").update(body).digest("base64"),
                ...request.headers,
            },
            body,
        },
        ctx,
    );
    if (response.status >= 300) throw await errorOf(response);
    return response;
}

async function errorOf(response: HttpResponse): Promise<AwsError> {
    const { body = "" } = response;
    let text = "";
    if (typeof body === "string" || Buffer.isBuffer(body)) text = body.toString();
    else for await (const chunk of body) text += String(chunk);
    const { Error: error } = parser.parse(text) as {
        Error?: { Code?: string; Message?: string };
    };
    return new AwsError(
        error?.Code ?? `Http${response.status}`,
        response.status,
        error?.Message ?? `S3 answered ${response.status}`,
    );
}
