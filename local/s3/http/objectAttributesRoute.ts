import { authorizeObject } from "../access";
import { invalidArgument } from "../errors";
import { headVersion } from "../readObject";
import { checksumValue, versionHeader } from "./objectHeaders";
import { xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { el, optional } from "./xmlWrite";

const known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/** GetObjectAttributes: needs the read and the attributes permission. Archived objects answer. */
export const getAttributesRoute: Route = {
    operation: "GetObjectAttributes",
    method: "GET",
    scope: "object",
    query: ["attributes"],
    optionalQuery: ["versionId"],
    headers: ["x-amz-object-attributes"],
    handle: (call: S3Call) => {
        const { key, versionId } = call.target;
        const action =
            versionId === undefined ? "s3:GetObjectAttributes" : "s3:GetObjectVersionAttributes";
        const version = headVersion(call.s3, call.ctx, call.bucket, call.target);
        authorizeObject(call.s3, call.ctx, call.bucket, key, action);
        const asked = (call.header("x-amz-object-attributes") ?? "")
            .split(",")
            .map((name) => name.trim())
            .filter((name) => name !== "");
        const unknown = asked.find((name) => !known.includes(name));
        if (asked.length === 0 || unknown !== undefined) {
            throw invalidArgument(
                "Invalid attribute name specified.",
                "x-amz-object-attributes",
                unknown ?? "",
            );
        }
        const { checksum, partSizes } = version;
        const value = checksumValue(version);
        return xmlAnswer(
            el(
                "GetObjectAttributesResponse",
                asked.includes("ETag") ? el("ETag", version.etag) : undefined,
                asked.includes("Checksum") && checksum !== undefined && value !== undefined
                    ? el(
                          "Checksum",
                          el(`Checksum${checksum.algorithm}`, value),
                          el("ChecksumType", checksum.type),
                      )
                    : undefined,
                asked.includes("ObjectParts") && partSizes !== undefined
                    ? el("ObjectParts", el("PartsCount", partSizes.length))
                    : undefined,
                asked.includes("StorageClass")
                    ? el("StorageClass", version.storageClass)
                    : undefined,
                optional("ObjectSize", asked.includes("ObjectSize") ? version.size : undefined),
            ),
            {
                "last-modified": new Date(version.lastModified).toUTCString(),
                ...versionHeader(call, version),
            },
        );
    },
};
