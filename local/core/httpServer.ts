import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { handleSts } from "../iam/stsHttp";
import { authenticate, refuseOtherSignatures } from "./authenticate";
import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type HttpService,
    NotImplemented,
    type Principal,
    type World,
} from "./contracts";
import { decodeBody } from "./decodeBody";
import { errorResponse } from "./errorResponse";
import { type HttpFault, HttpFaults } from "./httpFaults";
import { requestRoute, type RequestRoute } from "./requestRoute";
import { parseAuthorization, sha256Hex } from "./signature";

export interface LocalServer {
    readonly port: number;
    /** http://localhost:PORT; a name and not an address, since S3 Control puts the account in front of it. */
    readonly endpoint: string;
    /** Makes requests fail on purpose; the answer ends it. */
    inject(fault: HttpFault): () => void;
    close(): Promise<void>;
}

/** Largest request body kept in memory, in bytes. Larger objects are seeded by length, not sent. */
const largestBody = 512 * 1024 * 1024;

/** Starts the HTTP front of a world on 127.0.0.1. `port` 0 takes a free one. */
export async function startServer(
    world: World,
    options: {
        /** @default 0 */
        readonly port?: number | undefined;
        /** aws:SecureTransport of all calls; false only to test that plain HTTP is denied. @default true */
        readonly secure?: boolean | undefined;
    } = {},
): Promise<LocalServer> {
    const faults = new HttpFaults();
    const server = createServer((incoming, outgoing) => {
        outgoing.sendDate = false;
        serve(world, faults, options.secure ?? true, incoming, outgoing).catch(() => {
            // The client is gone or the answer is half sent: nothing can be told any more.
            outgoing.destroy();
        });
    });
    // Large answers to slow readers are legitimate here; nothing is exposed beyond loopback.
    server.requestTimeout = 0;
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    return {
        port,
        endpoint: `http://localhost:${port}`,
        inject: (fault) => faults.inject(fault),
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

async function serve(
    world: World,
    faults: HttpFaults,
    secure: boolean,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
): Promise<void> {
    const requestId = world.ids.requestId();
    const headers = headersOf(incoming);
    const [rawPath = "/", ...queryParts] = (incoming.url ?? "/").split("?");
    const rawQuery = queryParts.join("?");
    const signed = parseAuthorization(headers["authorization"] ?? "");
    const route = requestRoute(signed?.service, rawPath, headers);
    const method = incoming.method ?? "GET";

    let response: HttpResponse;
    try {
        const raw = await readAll(incoming);
        const query = queryOf(rawQuery, route);
        let principal: Principal = { kind: "anonymous" };
        let secretAccessKey = "";
        if (signed === undefined) refuseOtherSignatures(headers["authorization"], query);
        else {
            const payloadHash = headers["x-amz-content-sha256"] ?? sha256Hex(raw);
            const request = { method, rawPath, rawQuery, headers, payloadHash };
            ({ principal, secretAccessKey } = authenticate(world, route, request, signed));
        }
        const decoded = decodeBody(
            raw,
            headers,
            signed === undefined ? undefined : { signed, secretAccessKey },
        );
        const host = (headers["host"] ?? "").replace(/:\d+$/, "");
        if (route.service === "s3control") checkAccount(host, headers, principal);
        const request: HttpRequest = { method, host, path: rawPath, query, ...decoded };
        const ctx: CallContext = { principal, region: world.region, requestId, secure };

        const fault = faults.next(route.service, request);
        if (fault?.kind === "cutBefore") {
            outgoing.destroy();
            return;
        }
        if (fault?.kind === "error") {
            throw new AwsError(fault.code, fault.status, fault.message ?? "injected fault");
        }
        response = await handlerOf(world, route)(request, ctx);
        if (fault?.kind === "cutAfter") {
            outgoing.destroy();
            return;
        }
    } catch (error) {
        response = errorResponse(route, awsError(world, route, error), requestId);
    }
    await send(world, method, response, requestId, outgoing);
}

type Handle = (request: HttpRequest, ctx: CallContext) => Promise<HttpResponse>;

function handlerOf(world: World, { service }: RequestRoute): Handle {
    const through =
        (httpService: HttpService): Handle =>
        (request, ctx) =>
            httpService.handle(request, ctx);
    switch (service) {
        case "sts":
            return (request, ctx) => Promise.resolve(handleSts(world, request, ctx));
        case "s3":
            return through(world.s3);
        case "s3control":
            return through(world.s3control);
        case "lambda":
            return through(world.lambda);
        case "sqs":
            return through(world.sqs);
        case "sns":
            return through(world.sns);
        case "states":
            return through(world.states);
        default:
            throw new NotImplemented(`the HTTP API of service "${service}"`);
    }
}

/**
 * S3 Control: the account in front of the host must be that of the x-amz-account-id header, and the caller's own,
 * since jobs cannot be managed from another account.
 */
function checkAccount(
    host: string,
    headers: Readonly<Record<string, string>>,
    principal: Principal,
): void {
    const account = headers["x-amz-account-id"] ?? "";
    const inHost = /^(\d{12})\./.exec(host)?.[1];
    if (inHost !== account) {
        throw new AwsError(
            "InvalidRequest",
            400,
            `x-amz-account-id "${account}" must be the account in front of the host, got host "${host}"`,
        );
    }
    const own =
        principal.kind === "role" || principal.kind === "administrator"
            ? principal.account
            : undefined;
    if (own !== account) {
        throw new AwsError(
            "AccessDenied",
            403,
            `S3 Control of account ${account} may be called by its own principals only`,
        );
    }
}

function awsError(world: World, route: RequestRoute, error: unknown): AwsError {
    if (error instanceof NotImplemented) {
        world.refusals.push(`${route.service}: ${error.message}`);
        return error;
    }
    if (error instanceof AwsError) return error;
    // A fault of the local AWS itself: the client may retry as on AWS, the rehearsal must find it.
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.refusals.push(`${route.service}: internal error: ${detail}`);
    return new AwsError("InternalError", 500, `internal error of the local AWS: ${String(error)}`);
}

async function send(
    world: World,
    method: string,
    response: HttpResponse,
    requestId: string,
    outgoing: ServerResponse,
): Promise<void> {
    outgoing.writeHead(response.status, {
        "x-amz-request-id": requestId,
        "x-amzn-requestid": requestId,
        date: world.clock.date().toUTCString(),
        ...response.headers,
    });
    const { body } = response;
    if (body === undefined || method === "HEAD") outgoing.end();
    else if (typeof body === "string" || Buffer.isBuffer(body)) outgoing.end(body);
    else await pipeline(body, outgoing);
}

function headersOf(incoming: IncomingMessage): Readonly<Record<string, string>> {
    return Object.fromEntries(
        Object.entries(incoming.headers).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, Array.isArray(value) ? value.join(",") : value]],
        ),
    );
}

function queryOf(rawQuery: string, route: RequestRoute): ReadonlyMap<string, string> {
    const query = new Map<string, string>();
    for (const [name, value] of new URLSearchParams(rawQuery)) {
        const before = query.get(name);
        if (before !== undefined && route.service !== "s3control") {
            throw new AwsError("InvalidArgument", 400, `query parameter "${name}" is given twice`);
        }
        // S3 Control repeats a parameter to send a list (ListJobs jobStatuses).
        query.set(name, before === undefined ? value : `${before},${value}`);
    }
    return query;
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of incoming as AsyncIterable<Buffer>) {
        length += piece.length;
        if (length > largestBody) {
            throw new AwsError(
                "EntityTooLarge",
                400,
                `the local AWS keeps bodies in memory, at most ${largestBody} bytes each`,
            );
        }
        pieces.push(piece);
    }
    return Buffer.concat(pieces);
}
