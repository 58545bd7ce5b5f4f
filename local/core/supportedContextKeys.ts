/**
 * Condition keys that the local AWS puts into requests where AWS does. A policy with another key is refused as not
 * implemented: were it taken, its condition would be decided on a key that is always absent. A name that ends in "/"
 * takes any tag key.
 */
const supported: readonly string[] = [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:RequestTag/",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceTag/",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:TagKeys",
    "aws:ViaAWSService",
    "aws:userid",
    "aws:username",
    "iam:PassedToService",
    "iam:AssociatedResourceArn",
    "kms:CallerAccount",
    "kms:EncryptionContext:",
    "kms:EncryptionContextKeys",
    "kms:ResourceAliases",
    "kms:ViaService",
    "lambda:FunctionArn",
    "s3:ExistingJobOperation",
    "s3:ExistingJobPriority",
    "s3:ExistingObjectTag/",
    "s3:InventoryAccessibleOptionalFields",
    "s3:JobSuspendedCause",
    "s3:RequestJobOperation",
    "s3:RequestJobPriority",
    "s3:RequestObjectTag/",
    "s3:RequestObjectTagKeys",
    "s3:ResourceAccount",
    "s3:delimiter",
    "s3:if-match",
    "s3:if-none-match",
    "s3:max-keys",
    "s3:object-lock-legal-hold",
    "s3:object-lock-mode",
    "s3:object-lock-remaining-retention-days",
    "s3:object-lock-retain-until-date",
    "s3:prefix",
    "s3:VersionId",
    "s3:x-amz-acl",
    "s3:x-amz-copy-source",
    "s3:x-amz-metadata-directive",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-server-side-encryption-customer-algorithm",
    "s3:x-amz-storage-class",
    "sns:Endpoint",
    "sns:Protocol",
    "sts:ExternalId",
    "sts:RoleSessionName",
].map((name) => name.toLowerCase());

/** Whether the local AWS knows the condition key. */
export function isSupportedContextKey(key: string): boolean {
    const wanted = key.toLowerCase();
    return supported.some((name) =>
        name.endsWith("/") || name.endsWith(":")
            ? wanted.startsWith(name) && wanted.length > name.length
            : wanted === name,
    );
}
