/** Keys that may stand in `${…}`; a name ending in "/" takes any tag key. From the IAM User Guide's global condition keys. */
const variables: readonly string[] = [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalTag/",
    "aws:PrincipalType",
    "aws:RequestTag/",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceTag/",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:userid",
    "aws:username",
    "kms:CallerAccount",
    "kms:ViaService",
    "s3:ExistingObjectTag/",
    "s3:ResourceAccount",
    "s3:prefix",
].map((name) => name.toLowerCase());

/** Whether `key` may be used as a policy variable. */
export function isPolicyVariable(key: string): boolean {
    const wanted = key.toLowerCase();
    return variables.some((name) =>
        name.endsWith("/")
            ? wanted.startsWith(name) && wanted.length > name.length
            : wanted === name,
    );
}
