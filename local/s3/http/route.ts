import type { RouteHandler } from "./s3Call";

/** One operation and exactly the requests that mean it. */
export interface Route {
    /** S3's name of the operation. */
    readonly operation: string;
    readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
    readonly scope: "service" | "bucket" | "object";
    /** Query keys that must be there. */
    readonly query?: readonly string[];
    /** Query keys that may be there; any other key means another operation. */
    readonly optionalQuery?: readonly string[];
    /** Value that ?list-type must have. */
    readonly listType?: string;
    /** With or without x-amz-copy-source; undefined where the header does not matter. */
    readonly discriminator?: "copy" | "body";
    /** x-amz-* and condition headers it takes, besides those every operation takes. */
    readonly headers?: readonly string[];
    readonly takesMetadata?: boolean;
    /** Its body is a document whose checksum is to be verified before it is read. */
    readonly hasDocument?: boolean;
    readonly handle: RouteHandler;
}
