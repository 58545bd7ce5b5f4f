import { Agent } from "node:http";
import type { LookupFunction } from "node:net";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Session } from "./contracts";

/** Answers 127.0.0.1 for every name: `bucket.localhost` and `account.localhost` do not resolve on all systems. */
export const loopbackLookup: LookupFunction = (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address: "127.0.0.1", family: 4 }]);
    else callback(null, "127.0.0.1", 4);
};

/**
 * What an AWS SDK client of this process needs to speak to a local AWS as the session's principal:
 * `new S3Client(endpointClientConfig(server.endpoint, world.region, session))`. Call `destroy()` of the client, or of
 * the request handler, when done.
 */
export function endpointClientConfig(
    endpoint: string,
    region: string,
    session: Pick<Session, "accessKeyId" | "secretAccessKey" | "sessionToken">,
): {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
    requestHandler: NodeHttpHandler;
    /** Read by S3 clients, ignored by others. */
    forcePathStyle: true;
} {
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
