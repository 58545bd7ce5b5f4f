/**
 * Exact dispatch: method, kind of target, the set of query keys, and x-amz-* headers. What is not in the table is
 * refused by name and changes nothing; nothing ever falls through to a neighbouring operation.
 */
import type { HttpRequest } from "../../core/contracts";
import type { S3State } from "../s3State";
import { bucketDocumentRoutes } from "./bucketDocumentRoutes";
import { bucketRoutes } from "./bucketRoutes";
import { multipartRoutes } from "./multipartRoutes";
import { objectRoutes } from "./objectRoutes";
import { objectSettingRoutes } from "./objectSettingRoutes";
import type { RequestTarget } from "./requestTarget";
import type { Route } from "./route";

export const routes: readonly Route[] = [
    ...bucketRoutes,
    ...bucketDocumentRoutes,
    ...objectRoutes,
    ...objectSettingRoutes,
    ...multipartRoutes,
];

/** Keys that SDKs add and that say nothing. */
const harmlessQuery = new Set(["x-id"]);

/** x-amz-* headers of transport and signature, and those every operation takes. */
const commonHeaders = new Set([
    "x-amz-date",
    "x-amz-content-sha256",
    "x-amz-security-token",
    "x-amz-user-agent",
    "x-amz-expected-bucket-owner",
    "x-amz-decoded-content-length",
    "x-amz-trailer",
    "x-amz-sdk-checksum-algorithm",
]);
const checksumHeaders = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;
/** Conditions that may not be ignored where they are not implemented. */
const conditionHeaders = new Set([
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "range",
]);

/** @throws NotImplemented, recorded, naming what is not known */
export function findRoute(s3: S3State, request: HttpRequest, target: RequestTarget): Route {
    const scope =
        target.bucket === undefined ? "service" : target.key === undefined ? "bucket" : "object";
    const keys = [...request.query.keys()].filter((key) => !harmlessQuery.has(key));
    const found = routes.find(
        (route) =>
            route.method === request.method &&
            route.scope === scope &&
            (route.query ?? []).every((key) => request.query.has(key)) &&
            keys.every((key) => isKnownQuery(route, key)) &&
            (route.listType === undefined || request.query.get("list-type") === route.listType) &&
            (route.discriminator === undefined ||
                (request.headers["x-amz-copy-source"] !== undefined) ===
                    (route.discriminator === "copy")),
    );
    if (found === undefined) {
        const what = keys.length === 0 ? "" : ` with ?${keys.sort().join("&")}`;
        return s3.refuse(`${request.method} on a ${scope}${what}`);
    }
    for (const name of Object.keys(request.headers)) {
        if (!isKnownHeader(found, name)) s3.refuse(`header ${name} of ${found.operation}`);
    }
    return found;
}

function isKnownQuery(route: Route, key: string): boolean {
    return (route.query ?? []).includes(key) || (route.optionalQuery ?? []).includes(key);
}

function isKnownHeader(route: Route, name: string): boolean {
    if (conditionHeaders.has(name)) return route.headers?.includes(name) ?? false;
    if (!name.startsWith("x-amz-") || commonHeaders.has(name)) return true;
    if (name.startsWith("x-amz-meta-")) return route.takesMetadata === true;
    if (checksumHeaders.test(name)) return route.method === "PUT" || route.method === "POST";
    return route.headers?.includes(name) ?? false;
}
