import { Agent } from "node:http";
import type { LookupFunction } from "node:net";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Session, World } from "./contracts";
import type { LocalServer } from "./httpServer";

/** Answers 127.0.0.1 for every name: `bucket.localhost` and `account.localhost` do not resolve on all systems. */
export const loopbackLookup: LookupFunction = (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
};

/** Settings that every AWS SDK client takes. */
export interface EndpointClientConfig {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
    requestHandler: NodeHttpHandler;
    /** Read by S3 clients, ignored by others. */
    forcePathStyle: true;
}

/** `endpointClientConfig` for a world and its server: `new S3Client(clientConfig(world, server, session))`. */
export function clientConfig(
    world: Pick<World, "region">,
    server: Pick<LocalServer, "endpoint">,
    session: Pick<Session, "accessKeyId" | "secretAccessKey" | "sessionToken">,
): EndpointClientConfig {
    return endpointClientConfig(server.endpoint, world.region, session);
}

/**
 * What an AWS SDK client of this process needs to speak to a local AWS as the session's principal. Call `destroy()` of
 * the client, or of the request handler, when done.
 */
export function endpointClientConfig(
    endpoint: string,
    region: string,
    session: Pick<Session, "accessKeyId" | "secretAccessKey" | "sessionToken">,
): EndpointClientConfig {
    const { accessKeyId, secretAccessKey, sessionToken } = session;
    return {
        endpoint,
        region,
        credentials: {
            accessKeyId,
            secretAccessKey,
            // Lasting credentials have none. No expiry: it is in virtual time, which the SDK does not know.
            ...(sessionToken === "" ? {} : { sessionToken }),
        },
        requestHandler: new NodeHttpHandler({
            httpAgent: new Agent({ keepAlive: true, maxSockets: 100, lookup: loopbackLookup }),
        }),
        forcePathStyle: true,
    };
}
