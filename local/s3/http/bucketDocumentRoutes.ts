/** Get, put and delete of a bucket's configuration documents: one route for each, authorised by its own action. */
import { AwsError, type HttpResponse } from "../../core/contracts";
import { authorizeBucket, type Context } from "../access";
import type { BucketDocuments } from "../bucketState";
import { defaultLifecycleMinimum } from "../bucketState";
import {
    encryptionXml,
    loggingXml,
    notificationXml,
    objectLockXml,
    ownershipXml,
    publicAccessBlockXml,
    readEncryption,
    readLogging,
    readNotification,
    readObjectLock,
    readOwnership,
    readPublicAccessBlock,
    readTagging,
    readVersioning,
    requireJson,
    taggingXml,
    versioningXml,
} from "../documents/bucketDocuments";
import { lifecycleXml, readLifecycle } from "../documents/lifecycleDocument";
import { invalidArgument } from "../errors";
import { isPublicPolicy } from "../publicPolicy";
import { inventoryRoutes } from "./inventoryRoutes";
import { emptyAnswer, xmlAnswer } from "./respond";
import type { Route } from "./route";
import type { S3Call } from "./s3Call";
import { el, type XmlOut } from "./xmlWrite";

/** S3 User Guide, "Using cost allocation S3 bucket tags". */
const maxBucketTags = 50;
const minimumHeader = "x-amz-transition-default-minimum-object-size";
const minimums = ["all_storage_classes_128K", "varies_by_storage_class"];

interface DocumentRoutes {
    /** The sub-resource: its query key. */
    readonly key: string;
    /** S3's name of the document in operation names. */
    readonly name: string;
    readonly readAction: string;
    readonly writeAction: string;
    readonly get: (call: S3Call, documents: BucketDocuments) => XmlOut | HttpResponse;
    readonly put?: (call: S3Call, documents: BucketDocuments) => HttpResponse | undefined;
    readonly putStatus?: number;
    readonly putHeaders?: readonly string[];
    /** Defaults to the write action: most deletes have no permission of their own. */
    readonly deleteAction?: string;
    readonly remove?: (documents: BucketDocuments) => void;
}

const absent = (code: string, message: string): AwsError => new AwsError(code, 404, message);

const documents: readonly DocumentRoutes[] = [
    {
        key: "versioning",
        name: "BucketVersioning",
        readAction: "s3:GetBucketVersioning",
        writeAction: "s3:PutBucketVersioning",
        get: (_, { versioning }) => versioningXml(versioning),
        put: (call, to) => {
            to.versioning = readVersioning(
                call.xml("VersioningConfiguration"),
                call.s3,
                call.bucket,
            );
            return undefined;
        },
    },
    {
        key: "policy",
        name: "BucketPolicy",
        readAction: "s3:GetBucketPolicy",
        writeAction: "s3:PutBucketPolicy",
        deleteAction: "s3:DeleteBucketPolicy",
        get: (_, { policy }) => {
            if (policy === undefined)
                throw absent("NoSuchBucketPolicy", "The bucket policy does not exist");
            const body = typeof policy === "string" ? policy : JSON.stringify(policy);
            return { status: 200, headers: { "content-type": "application/json" }, body };
        },
        putStatus: 204,
        putHeaders: ["x-amz-confirm-remove-self-bucket-access"],
        put: (call, to) => {
            to.policy = requireJson(call.request.body.toString("utf8"));
            return undefined;
        },
        remove: (from) => (from.policy = undefined),
    },
    {
        key: "policyStatus",
        name: "BucketPolicyStatus",
        readAction: "s3:GetBucketPolicyStatus",
        writeAction: "s3:GetBucketPolicyStatus",
        get: (_, { policy }) => {
            if (policy === undefined)
                throw absent("NoSuchBucketPolicy", "The bucket policy does not exist");
            return el("PolicyStatus", el("IsPublic", isPublicPolicy(policy)));
        },
    },
    {
        key: "publicAccessBlock",
        name: "PublicAccessBlock",
        readAction: "s3:GetBucketPublicAccessBlock",
        writeAction: "s3:PutBucketPublicAccessBlock",
        get: (_, { publicAccessBlock: block }) => {
            if (block !== undefined) return publicAccessBlockXml(block);
            throw absent(
                "NoSuchPublicAccessBlockConfiguration",
                "The public access block configuration was not found",
            );
        },
        put: (call, to) => {
            to.publicAccessBlock = readPublicAccessBlock(
                call.xml("PublicAccessBlockConfiguration"),
            );
            return undefined;
        },
        remove: (from) => (from.publicAccessBlock = undefined),
    },
    {
        key: "encryption",
        name: "BucketEncryption",
        readAction: "s3:GetEncryptionConfiguration",
        writeAction: "s3:PutEncryptionConfiguration",
        get: (_, { encryption }) =>
            encryptionXml(encryption ?? { algorithm: "AES256", bucketKey: false }),
        put: (call, to) => {
            const root = call.xml("ServerSideEncryptionConfiguration");
            to.encryption = readEncryption(root, call.s3, call.ctx, call.bucket);
            return undefined;
        },
        remove: (from) => (from.encryption = undefined),
    },
    {
        key: "ownershipControls",
        name: "BucketOwnershipControls",
        readAction: "s3:GetBucketOwnershipControls",
        writeAction: "s3:PutBucketOwnershipControls",
        get: (_, { ownership }) => {
            if (ownership !== undefined) return ownershipXml(ownership);
            throw absent(
                "OwnershipControlsNotFoundError",
                "The bucket ownership controls were not found",
            );
        },
        put: (call, to) => {
            to.ownership = readOwnership(call.xml("OwnershipControls"));
            return undefined;
        },
        remove: (from) => (from.ownership = undefined),
    },
    {
        key: "lifecycle",
        name: "BucketLifecycleConfiguration",
        readAction: "s3:GetLifecycleConfiguration",
        writeAction: "s3:PutLifecycleConfiguration",
        putHeaders: [minimumHeader],
        get: (_, { lifecycle }) => {
            if (lifecycle === undefined) {
                throw absent(
                    "NoSuchLifecycleConfiguration",
                    "The lifecycle configuration does not exist",
                );
            }
            return xmlAnswer(lifecycleXml(lifecycle.rules), {
                [minimumHeader]: lifecycle.transitionDefaultMinimumObjectSize,
            });
        },
        put: (call, to) => {
            const minimum = call.header(minimumHeader) ?? defaultLifecycleMinimum;
            if (!minimums.includes(minimum)) {
                throw invalidArgument(
                    `must be one of ${minimums.join(", ")}`,
                    minimumHeader,
                    minimum,
                );
            }
            const rules = readLifecycle(call.xml("LifecycleConfiguration"));
            to.lifecycle = { rules, transitionDefaultMinimumObjectSize: minimum };
            return emptyAnswer(200, { [minimumHeader]: minimum });
        },
        remove: (from) => (from.lifecycle = undefined),
    },
    {
        key: "notification",
        name: "BucketNotificationConfiguration",
        readAction: "s3:GetBucketNotification",
        writeAction: "s3:PutBucketNotification",
        putHeaders: ["x-amz-skip-destination-validation"],
        get: (_, { eventBridge }) => notificationXml(eventBridge),
        put: (call, to) => {
            to.eventBridge = readNotification(call.xml("NotificationConfiguration"), call.s3);
            return undefined;
        },
    },
    {
        key: "logging",
        name: "BucketLogging",
        readAction: "s3:GetBucketLogging",
        writeAction: "s3:PutBucketLogging",
        get: (_, { logging }) => loggingXml(logging),
        put: (call, to) => {
            to.logging = readLogging(call.xml("BucketLoggingStatus"), call.s3, call.bucket);
            return undefined;
        },
    },
    {
        key: "tagging",
        name: "BucketTagging",
        readAction: "s3:GetBucketTagging",
        writeAction: "s3:PutBucketTagging",
        putStatus: 204,
        get: (_, { tags }) => {
            if (Object.keys(tags).length > 0) return taggingXml(tags);
            throw absent("NoSuchTagSet", "The TagSet does not exist");
        },
        put: (call, to) => {
            to.tags = readTagging(call.xml("Tagging"), maxBucketTags);
            return undefined;
        },
        remove: (from) => (from.tags = {}),
    },
    {
        key: "object-lock",
        name: "ObjectLockConfiguration",
        readAction: "s3:GetBucketObjectLockConfiguration",
        writeAction: "s3:PutBucketObjectLockConfiguration",
        putHeaders: ["x-amz-bucket-object-lock-token"],
        get: (_, { objectLock }) => {
            if (objectLock?.enabled === true) return objectLockXml(objectLock);
            throw absent(
                "ObjectLockConfigurationNotFoundError",
                "Object Lock configuration does not exist for this bucket",
            );
        },
        put: (call, to) => {
            to.objectLock = readObjectLock(call.xml("ObjectLockConfiguration"), call.bucket);
            return undefined;
        },
    },
];

function authorize(call: S3Call, action: string, context: Context = {}): void {
    authorizeBucket(call.s3, call.ctx, call.bucket, action, context);
}

function routesOf(one: DocumentRoutes): Route[] {
    const base = { scope: "bucket", query: [one.key] } as const;
    const routes: Route[] = [
        {
            ...base,
            operation: `Get${one.name}`,
            method: "GET",
            handle: (call) => {
                authorize(call, one.readAction);
                const answer = one.get(call, call.bucket.configuration);
                return "status" in answer ? answer : xmlAnswer(answer);
            },
        },
    ];
    const { put, remove } = one;
    if (put !== undefined) {
        routes.push({
            ...base,
            operation: `Put${one.name}`,
            method: "PUT",
            headers: one.putHeaders ?? [],
            hasDocument: true,
            handle: (call) => {
                authorize(call, one.writeAction);
                return put(call, call.bucket.configuration) ?? emptyAnswer(one.putStatus ?? 200);
            },
        });
    }
    if (remove !== undefined) {
        routes.push({
            ...base,
            operation: `Delete${one.name}`,
            method: "DELETE",
            handle: (call) => {
                authorize(call, one.deleteAction ?? one.writeAction);
                remove(call.bucket.configuration);
                return emptyAnswer(204);
            },
        });
    }
    return routes;
}

export const bucketDocumentRoutes: readonly Route[] = [
    ...documents.flatMap(routesOf),
    ...inventoryRoutes,
];
