import { AwsError, type HttpRequest } from "../../core/contracts";

/** What a request is about: the service, a bucket, or an object. */
export interface RequestTarget {
    readonly bucket?: string | undefined;
    readonly key?: string | undefined;
}

/** `bucket.` in front of the endpoint: ours, or an AWS one in a Host header. */
const hostStyle =
    /^(.+)\.(?:localhost|s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?)$/;

/** Bucket from the host or the first path segment; the rest of the path, decoded once and not normalised, is the key. */
export function requestTarget(request: Pick<HttpRequest, "host" | "path">): RequestTarget {
    const host = request.host.replace(/:\d+$/, "").toLowerCase();
    const isServiceHost =
        /^s3[.-]?[a-z0-9-]*\.(localhost|amazonaws\.com(\.cn)?)$/.test(host) ||
        host === "s3.localhost";
    const path = request.path.replace(/^\//, "");
    const fromHost = isServiceHost ? undefined : hostStyle.exec(host)?.[1];
    if (fromHost !== undefined) return { bucket: fromHost, key: decoded(path) };
    const slash = path.indexOf("/");
    if (slash === -1) return { bucket: decoded(path) };
    return { bucket: decoded(path.slice(0, slash)), key: decoded(path.slice(slash + 1)) };
}

function decoded(text: string): string | undefined {
    if (text === "") return undefined;
    try {
        return decodeURIComponent(text);
    } catch {
        throw new AwsError("InvalidURI", 400, "Couldn't parse the specified URI.", { URI: text });
    }
}
