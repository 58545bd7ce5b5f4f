import { bucketArn } from "../../model/naming/arn";
import { parsePolicyDocument, type PolicyDocument } from "../../model/iam/policyDocument";
import { AwsError } from "../core/contracts";
import type { BucketState } from "./bucketState";
import { accessDenied } from "./errors";
import { isPublicPolicy } from "./publicPolicy";
import type { S3State } from "./s3State";

/** S3 User Guide, "Bucket policies": at most 20 KB. */
const maxPolicyBytes = 20 * 1024;

const malformedPolicy = (message: string): AwsError =>
    new AwsError("MalformedPolicy", 400, message);

/**
 * The checks of PutBucketPolicy: well-formed, about this bucket alone, naming roles that exist, and not public where
 * that is blocked. @throws AwsError MalformedPolicy (400) or AccessDenied (403)
 */
export function checkBucketPolicy(s3: S3State, bucket: BucketState, document: unknown): void {
    const text = typeof document === "string" ? document : JSON.stringify(document);
    if (Buffer.byteLength(text) > maxPolicyBytes) {
        throw malformedPolicy(
            `Policy has more than ${maxPolicyBytes} bytes: ${Buffer.byteLength(text)}`,
        );
    }
    const policy = parse(document, bucket);
    const arn = bucketArn(s3.world.partition, bucket.name);
    for (const { resource } of policy.statements) {
        for (const pattern of resource?.patterns ?? []) {
            if (
                pattern !== "*" &&
                pattern !== arn &&
                !pattern.startsWith(`${arn}/`) &&
                pattern !== `${arn}*`
            ) {
                throw malformedPolicy(
                    `Policy has invalid resource: ${pattern} is not ${arn} or ${arn}/*`,
                );
            }
        }
    }
    checkPrincipals(s3, text);
    if (
        bucket.configuration.publicAccessBlock?.BlockPublicPolicy === true &&
        isPublicPolicy(document)
    ) {
        throw accessDenied(
            "User is not authorized to perform: s3:PutBucketPolicy because public policies are blocked by the BlockPublicPolicy block public access setting.",
        );
    }
}

function parse(document: unknown, bucket: BucketState): PolicyDocument {
    try {
        return parsePolicyDocument(document, `bucket policy of ${bucket.name}`, "resource");
    } catch (error) {
        throw malformedPolicy(error instanceof Error ? error.message : String(error));
    }
}

/** A role of one of this world's accounts must exist when a policy names it, as on AWS. */
function checkPrincipals(s3: S3State, text: string): void {
    const { Statement } = JSON.parse(text) as { Statement: unknown };
    for (const statement of Array.isArray(Statement) ? Statement : [Statement]) {
        const { Principal, NotPrincipal } = statement as Record<string, unknown>;
        const named = (Principal ?? NotPrincipal) as
            { AWS?: string | string[] } | string | undefined;
        if (typeof named !== "object") continue;
        const arns = named.AWS === undefined ? [] : [named.AWS].flat();
        for (const arn of arns) {
            const owner = /^arn:[^:]+:iam::(\d{12}):role\//.exec(arn)?.[1];
            if (owner === undefined || !s3.world.accounts.includes(owner)) continue;
            if (s3.world.iam.role(arn) === undefined) {
                throw malformedPolicy(
                    `Invalid principal in policy: ${arn} does not exist; create the role first`,
                );
            }
        }
    }
}
