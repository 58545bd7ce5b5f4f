/** ListBuckets, the life of a bucket, and its listings. */
import { accountOf, authorizeBucket } from "../access";
import { deleteBucket } from "../buckets";
import { AwsError } from "../../core/contracts";
import { accessDenied, malformedXml } from "../errors";
import { ownershipOf } from "../documents/bucketDocuments";
import { deleteManyRoute } from "./deleteManyRoute";
import { listingRoutes } from "./listingRoutes";
import { emptyAnswer, xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { el } from "./xmlWrite";

export const bucketRoutes: readonly Route[] = [
    {
        operation: "ListBuckets",
        method: "GET",
        scope: "service",
        handle: (call) => {
            const account = accountOf(call.ctx);
            if (account === undefined) throw accessDenied();
            call.s3.world.authorize(call.ctx, {
                action: "s3:ListAllMyBuckets",
                resource: "*",
                resourceAccount: account,
            });
            const ours = [...call.s3.buckets.values()]
                .filter((bucket) => bucket.account === account)
                .sort((a, b) => (a.name < b.name ? -1 : 1));
            return xmlAnswer(
                el(
                    "ListAllMyBucketsResult",
                    el("Owner", el("ID", account)),
                    el(
                        "Buckets",
                        ours.map((bucket) =>
                            el(
                                "Bucket",
                                el("Name", bucket.name),
                                el("CreationDate", new Date(bucket.createdAt).toISOString()),
                                el("BucketRegion", bucket.region),
                            ),
                        ),
                    ),
                ),
            );
        },
    },
    {
        operation: "CreateBucket",
        method: "PUT",
        scope: "bucket",
        headers: ["x-amz-bucket-object-lock-enabled", "x-amz-object-ownership"],
        hasDocument: true,
        handle: createBucket,
    },
    {
        operation: "HeadBucket",
        method: "HEAD",
        scope: "bucket",
        handle: (call) => {
            authorizeBucket(call.s3, call.ctx, call.bucket, "s3:ListBucket");
            return emptyAnswer(200, {
                "x-amz-bucket-region": call.bucket.region,
                "x-amz-access-point-alias": "false",
            });
        },
    },
    {
        operation: "DeleteBucket",
        method: "DELETE",
        scope: "bucket",
        handle: (call) => {
            deleteBucket(call.s3, call.ctx, call.bucket);
            return emptyAnswer(204);
        },
    },
    {
        operation: "GetBucketLocation",
        method: "GET",
        scope: "bucket",
        query: ["location"],
        handle: (call) => {
            authorizeBucket(call.s3, call.ctx, call.bucket, "s3:GetBucketLocation");
            const { region } = call.bucket;
            return xmlAnswer(el("LocationConstraint", region === "us-east-1" ? "" : region));
        },
    },
    deleteManyRoute,
    ...listingRoutes,
];

function createBucket(call: S3Call): ReturnType<typeof emptyAnswer> {
    const lock = call.header("x-amz-bucket-object-lock-enabled")?.toLowerCase() === "true";
    const ownership = call.header("x-amz-object-ownership");
    if (call.request.body.length > 0) checkConstraint(call);
    call.service.createBucket(call.bucketName, {
        objectLock: lock,
        ownership: ownership === undefined ? undefined : ownershipOf(ownership),
    });
    return emptyAnswer(200, { location: `/${call.bucketName}` });
}

function checkConstraint(call: S3Call): void {
    const root = call.xml("CreateBucketConfiguration");
    const constraint = root.string("LocationConstraint")?.trim();
    for (const name of ["Location", "Bucket", "Tags"]) {
        if (root.has(name)) call.s3.refuse(`CreateBucketConfiguration.${name}`);
    }
    root.done();
    if (constraint === undefined) throw malformedXml("LocationConstraint is required");
    if (constraint !== call.s3.world.region) {
        throw new AwsError(
            "IllegalLocationConstraintException",
            400,
            `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
        );
    }
}
