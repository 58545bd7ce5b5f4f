/**
 * The shapes of the Batch Operations part of S3 Control that this local AWS speaks, with their limits.
 * Sources: S3 Control API model, October 2026; limits as in the S3 User Guide, April 2026.
 */
import { targetClasses } from "../../model/storageClass";
import type { WireShape } from "./wireShape";

const text = (minimum: number, maximum: number): WireShape => ({
    kind: "string",
    length: [minimum, maximum],
});
const oneOf = (...values: readonly string[]): WireShape => ({ kind: "string", values });
const arn = (maximum: number, regExp: RegExp, form: string): WireShape => ({
    kind: "string",
    length: [1, maximum],
    pattern: { regExp, form },
});
const unimplemented: WireShape = { kind: "unimplemented" };
const bucketArnShape = arn(
    128,
    /^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "a bucket ARN",
);
const accountId: WireShape = {
    kind: "string",
    pattern: { regExp: /^\d{12}$/, form: "a 12-digit account id" },
};

const tag: WireShape = {
    kind: "structure",
    members: { Key: text(1, 128), Value: text(0, 256) },
    required: ["Key", "Value"],
};
/** Job tags: at most 50, checked by the service because the error has its own name (TooManyTagsException). */
export const tagSet: WireShape = { kind: "list", item: tag };
/** Object tags: at most 10. */
const objectTags: WireShape = { kind: "list", item: tag, length: [0, 10] };

const copyOperation: WireShape = {
    kind: "structure",
    members: {
        TargetResource: bucketArnShape,
        CannedAccessControlList: oneOf(
            "private",
            "public-read",
            "public-read-write",
            "aws-exec-read",
            "authenticated-read",
            "bucket-owner-read",
            "bucket-owner-full-control",
        ),
        AccessControlGrants: unimplemented,
        AnnotationDirective: unimplemented,
        MetadataDirective: oneOf("COPY", "REPLACE"),
        ModifiedSinceConstraint: { kind: "timestamp" },
        NewObjectMetadata: {
            kind: "structure",
            members: {
                CacheControl: text(1, 1024),
                ContentDisposition: text(1, 1024),
                ContentEncoding: text(1, 1024),
                ContentLanguage: text(1, 1024),
                UserMetadata: {
                    kind: "map",
                    entries: [0, 8192],
                    keyLength: 1024,
                    valueLength: 1024,
                },
                ContentLength: unimplemented,
                ContentMD5: unimplemented,
                ContentType: text(1, 1024),
                HttpExpiresDate: unimplemented,
                RequesterCharged: unimplemented,
                SSEAlgorithm: oneOf("AES256", "KMS"),
            },
        },
        NewObjectTagging: objectTags,
        RedirectLocation: unimplemented,
        RequesterPays: unimplemented,
        StorageClass: oneOf(...targetClasses),
        UnModifiedSinceConstraint: { kind: "timestamp" },
        SSEAwsKmsKeyId: text(1, 2000),
        TargetKeyPrefix: text(1, 1024),
        ObjectLockLegalHoldStatus: oneOf("OFF", "ON"),
        ObjectLockMode: oneOf("COMPLIANCE", "GOVERNANCE"),
        ObjectLockRetainUntilDate: { kind: "timestamp" },
        ObjectLockEventHold: unimplemented,
        ObjectLockEventHoldDuration: unimplemented,
        BucketKeyEnabled: { kind: "boolean" },
        ChecksumAlgorithm: oneOf("CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"),
    },
};

export const operationShape: WireShape = {
    kind: "structure",
    members: {
        LambdaInvoke: {
            kind: "structure",
            members: {
                FunctionArn: arn(
                    1024,
                    /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]{1,128})?$/,
                    "a Lambda function ARN",
                ),
                InvocationSchemaVersion: oneOf("1.0", "2.0"),
                UserArguments: {
                    kind: "map",
                    entries: [1, 10],
                    keyLength: 64,
                    valueLength: 1024,
                },
            },
            required: ["FunctionArn"],
        },
        S3PutObjectCopy: copyOperation,
        S3PutObjectAcl: unimplemented,
        S3PutObjectTagging: { kind: "structure", members: { TagSet: objectTags } },
        S3DeleteObjectTagging: { kind: "structure", members: {} },
        S3InitiateRestoreObject: {
            kind: "structure",
            members: {
                ExpirationInDays: { kind: "integer", range: [1, 2_147_483_647] },
                GlacierJobTier: oneOf("BULK", "STANDARD"),
            },
        },
        S3PutObjectLegalHold: {
            kind: "structure",
            members: {
                LegalHold: {
                    kind: "structure",
                    members: { Status: oneOf("OFF", "ON") },
                    required: ["Status"],
                },
            },
            required: ["LegalHold"],
        },
        S3PutObjectRetention: {
            kind: "structure",
            members: {
                Retention: {
                    kind: "structure",
                    members: {
                        RetainUntilDate: { kind: "timestamp" },
                        Mode: oneOf("COMPLIANCE", "GOVERNANCE"),
                        EventHold: unimplemented,
                        EventHoldDuration: unimplemented,
                    },
                },
                BypassGovernanceRetention: { kind: "boolean" },
            },
            required: ["Retention"],
        },
        S3ReplicateObject: unimplemented,
        S3ComputeObjectChecksum: unimplemented,
        S3UpdateObjectEncryption: unimplemented,
    },
};

const manifestShape: WireShape = {
    kind: "structure",
    members: {
        Spec: {
            kind: "structure",
            members: {
                Format: oneOf("S3BatchOperations_CSV_20180820", "S3InventoryReport_CSV_20161130"),
                Fields: {
                    kind: "list",
                    item: oneOf("Ignore", "Bucket", "Key", "VersionId"),
                },
            },
            required: ["Format"],
        },
        Location: {
            kind: "structure",
            members: {
                ObjectArn: arn(
                    2000,
                    /^arn:[a-z-]+:s3:::[a-z0-9.-]{3,63}\/[\s\S]+$/,
                    "an object ARN",
                ),
                ETag: text(1, 1024),
                ObjectVersionId: text(1, 2000),
            },
            required: ["ObjectArn", "ETag"],
        },
    },
    required: ["Spec", "Location"],
};

const reportShape: WireShape = {
    kind: "structure",
    members: {
        Enabled: { kind: "boolean" },
        Bucket: bucketArnShape,
        Format: oneOf("Report_CSV_20180820"),
        Prefix: text(1, 512),
        ReportScope: oneOf("AllTasks", "FailedTasksOnly"),
        ExpectedBucketOwner: accountId,
    },
    required: ["Enabled"],
};

export const createJobRequest: WireShape = {
    kind: "structure",
    members: {
        ConfirmationRequired: { kind: "boolean" },
        Operation: operationShape,
        Report: reportShape,
        ClientRequestToken: text(1, 64),
        Manifest: manifestShape,
        Description: text(1, 256),
        Priority: { kind: "integer", range: [0, 2_147_483_647] },
        RoleArn: arn(2048, /^arn:[a-z-]+:iam::\d{12}:role\/.+$/, "a role ARN"),
        Tags: tagSet,
        ManifestGenerator: unimplemented,
    },
    required: ["Operation", "Report", "ClientRequestToken", "Priority", "RoleArn"],
};

export const jobTaggingRequest: WireShape = {
    kind: "structure",
    members: { Tags: tagSet },
    required: ["Tags"],
};

const progressSummary: WireShape = {
    kind: "structure",
    members: {
        TotalNumberOfTasks: { kind: "integer" },
        NumberOfTasksSucceeded: { kind: "integer" },
        NumberOfTasksFailed: { kind: "integer" },
        Timers: {
            kind: "structure",
            members: { ElapsedTimeInActiveSeconds: { kind: "integer" } },
        },
    },
};

const anyText: WireShape = { kind: "string" };

export const describeJobResult: WireShape = {
    kind: "structure",
    members: {
        Job: {
            kind: "structure",
            members: {
                JobId: anyText,
                ConfirmationRequired: { kind: "boolean" },
                Description: anyText,
                JobArn: anyText,
                Status: anyText,
                Manifest: manifestShape,
                Operation: operationShape,
                Priority: { kind: "integer" },
                ProgressSummary: progressSummary,
                StatusUpdateReason: anyText,
                FailureReasons: {
                    kind: "list",
                    item: {
                        kind: "structure",
                        members: { FailureCode: anyText, FailureReason: anyText },
                    },
                },
                Report: reportShape,
                CreationTime: { kind: "timestamp" },
                TerminationDate: { kind: "timestamp" },
                RoleArn: anyText,
                SuspendedDate: { kind: "timestamp" },
                SuspendedCause: anyText,
            },
        },
    },
};

export const listJobsResult: WireShape = {
    kind: "structure",
    members: {
        NextToken: anyText,
        Jobs: {
            kind: "list",
            item: {
                kind: "structure",
                members: {
                    JobId: anyText,
                    Description: anyText,
                    Operation: anyText,
                    Priority: { kind: "integer" },
                    Status: anyText,
                    CreationTime: { kind: "timestamp" },
                    TerminationDate: { kind: "timestamp" },
                    ProgressSummary: progressSummary,
                },
            },
        },
    },
};

/** Results whose members are plain texts and numbers. */
export const flatResult = (members: Readonly<Record<string, "string" | "integer">>): WireShape => ({
    kind: "structure",
    members: Object.fromEntries(Object.entries(members).map(([name, kind]) => [name, { kind }])),
});
