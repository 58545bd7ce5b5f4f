/** A CreateJob request as read and checked; member names are those of the API. Timestamps are ISO 8601 text. */
export interface CreateJobRequest {
    readonly ConfirmationRequired?: boolean;
    readonly Operation: JobOperation;
    readonly Report: {
        readonly Enabled: boolean;
        readonly Bucket?: string;
        readonly Format?: string;
        readonly Prefix?: string;
        readonly ReportScope?: "AllTasks" | "FailedTasksOnly";
        readonly ExpectedBucketOwner?: string;
    };
    readonly ClientRequestToken: string;
    readonly Manifest: JobManifest;
    readonly Description?: string;
    readonly Priority: number;
    readonly RoleArn: string;
    readonly Tags?: readonly Tag[];
}

export interface Tag {
    readonly Key: string;
    readonly Value: string;
}

export interface JobManifest {
    readonly Spec: {
        readonly Format: "S3BatchOperations_CSV_20180820" | "S3InventoryReport_CSV_20161130";
        readonly Fields?: readonly ManifestField[];
    };
    readonly Location: {
        readonly ObjectArn: string;
        readonly ETag: string;
        readonly ObjectVersionId?: string;
    };
}

export type ManifestField = "Ignore" | "Bucket" | "Key" | "VersionId";

/** Exactly one member. */
export interface JobOperation {
    readonly LambdaInvoke?: LambdaInvokeOperation;
    readonly S3PutObjectCopy?: CopyOperation;
    readonly S3PutObjectTagging?: { readonly TagSet?: readonly Tag[] };
    readonly S3DeleteObjectTagging?: Readonly<Record<string, never>>;
    readonly S3InitiateRestoreObject?: {
        readonly ExpirationInDays?: number;
        readonly GlacierJobTier?: "BULK" | "STANDARD";
    };
    readonly S3PutObjectLegalHold?: { readonly LegalHold: { readonly Status: "ON" | "OFF" } };
    readonly S3PutObjectRetention?: RetentionOperation;
}

export interface LambdaInvokeOperation {
    readonly FunctionArn: string;
    readonly InvocationSchemaVersion?: "1.0" | "2.0";
    readonly UserArguments?: Readonly<Record<string, string>>;
}

export interface RetentionOperation {
    readonly Retention: {
        readonly RetainUntilDate?: string;
        readonly Mode?: "COMPLIANCE" | "GOVERNANCE";
    };
    readonly BypassGovernanceRetention?: boolean;
}

export interface CopyOperation {
    readonly TargetResource: string;
    readonly CannedAccessControlList?: string;
    readonly MetadataDirective?: "COPY" | "REPLACE";
    readonly ModifiedSinceConstraint?: string;
    readonly UnModifiedSinceConstraint?: string;
    readonly NewObjectMetadata?: {
        readonly CacheControl?: string;
        readonly ContentDisposition?: string;
        readonly ContentEncoding?: string;
        readonly ContentLanguage?: string;
        readonly ContentType?: string;
        readonly UserMetadata?: Readonly<Record<string, string>>;
        readonly SSEAlgorithm?: "AES256" | "KMS";
    };
    readonly NewObjectTagging?: readonly Tag[];
    readonly StorageClass?: string;
    readonly SSEAwsKmsKeyId?: string;
    readonly TargetKeyPrefix?: string;
    readonly ObjectLockLegalHoldStatus?: "ON" | "OFF";
    readonly ObjectLockMode?: "COMPLIANCE" | "GOVERNANCE";
    readonly ObjectLockRetainUntilDate?: string;
    readonly BucketKeyEnabled?: boolean;
    readonly ChecksumAlgorithm?: string;
}

/** Name of the request's one operation, as in OperationName. */
export function operationName(operation: JobOperation): string {
    return Object.keys(operation)[0] ?? "";
}
