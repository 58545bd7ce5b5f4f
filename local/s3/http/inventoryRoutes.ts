import { AwsError } from "../../core/contracts";
import { authorizeBucket } from "../access";
import { inventoryXml, readInventory } from "../documents/inventoryDocument";
import { invalidArgument } from "../errors";
import { emptyAnswer, xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { el, optional } from "./xmlWrite";

/** S3 User Guide, "Amazon S3 Inventory": 1,000 configurations per bucket, 100 per page of the list. */
const maxConfigurations = 1000;
const pageSize = 100;

const base = { scope: "bucket" } as const;

export const inventoryRoutes: readonly Route[] = [
    {
        ...base,
        operation: "GetBucketInventoryConfiguration",
        method: "GET",
        query: ["inventory", "id"],
        handle: (call) => {
            authorizeBucket(call.s3, call.ctx, call.bucket, "s3:GetInventoryConfiguration");
            const found = call.bucket.configuration.inventories.get(idOf(call));
            if (found === undefined) throw noSuchConfiguration();
            return xmlAnswer(inventoryXml(found));
        },
    },
    {
        ...base,
        operation: "ListBucketInventoryConfigurations",
        method: "GET",
        query: ["inventory"],
        optionalQuery: ["continuation-token"],
        handle: list,
    },
    {
        ...base,
        operation: "PutBucketInventoryConfiguration",
        method: "PUT",
        query: ["inventory", "id"],
        hasDocument: true,
        handle: (call) => {
            const document = readInventory(call.xml("InventoryConfiguration"), idOf(call));
            authorizeBucket(call.s3, call.ctx, call.bucket, "s3:PutInventoryConfiguration", {
                "s3:InventoryAccessibleOptionalFields": document.optionalFields,
            });
            const { inventories } = call.bucket.configuration;
            if (!inventories.has(document.id) && inventories.size >= maxConfigurations) {
                throw new AwsError(
                    "TooManyConfigurations",
                    400,
                    `You are attempting to create a new configuration but have already reached the ${maxConfigurations} configuration limit.`,
                );
            }
            inventories.set(document.id, document);
            return emptyAnswer(204);
        },
    },
    {
        ...base,
        operation: "DeleteBucketInventoryConfiguration",
        method: "DELETE",
        query: ["inventory", "id"],
        handle: (call) => {
            // There is no delete permission of its own.
            authorizeBucket(call.s3, call.ctx, call.bucket, "s3:PutInventoryConfiguration");
            if (!call.bucket.configuration.inventories.delete(idOf(call)))
                throw noSuchConfiguration();
            return emptyAnswer(204);
        },
    },
];

function list(call: S3Call): ReturnType<typeof xmlAnswer> {
    authorizeBucket(call.s3, call.ctx, call.bucket, "s3:GetInventoryConfiguration");
    const token = call.query("continuation-token");
    const after = token === undefined ? "" : Buffer.from(token, "base64url").toString("utf8");
    const rest = [...call.bucket.configuration.inventories.values()]
        .filter(({ id }) => id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    const page = rest.slice(0, pageSize);
    const isTruncated = rest.length > pageSize;
    const next = Buffer.from(page.at(-1)?.id ?? "", "utf8").toString("base64url");
    return xmlAnswer(
        el(
            "ListInventoryConfigurationsResult",
            page.map(inventoryXml),
            el("IsTruncated", isTruncated),
            optional("ContinuationToken", token),
            isTruncated ? el("NextContinuationToken", next) : undefined,
        ),
    );
}

function idOf(call: S3Call): string {
    const id = call.query("id");
    if (id === undefined) throw invalidArgument("id is required", "id", "");
    return id;
}

const noSuchConfiguration = (): AwsError =>
    new AwsError("NoSuchConfiguration", 404, "The specified configuration does not exist.");
