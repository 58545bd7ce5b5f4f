import { objectArn } from "../../naming/arn";
import type { StackConfig } from "../../config/types";
import { auditKeys, controlKeys } from "./functionRole";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";
import type { TierSite } from "./tierSite";

/**
 * Trust of every Batch Operations job role. No AWS document shows a condition, and whether the service sends
 * aws:SourceAccount is unverified: with IfExists a job works either way, and a foreign account is refused when
 * it is sent. Who may pass the role is the real boundary.
 */
export function batchJobTrust(config: StackConfig): PolicyDocument {
    return policyDocument({
        Sid: "BatchOperations",
        Effect: "Allow",
        Principal: { Service: "batchoperations.s3.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEqualsIfExists: { "aws:SourceAccount": config.account } },
    });
}

/** Reads the manifest, pinned by ETag and by version when the job names one. */
export function readManifest({ config, names }: TierSite): Statement {
    return {
        Sid: "Manifest",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion"],
        Resource: objectArn(config.partition, names.controlBucket, controlKeys.manifests),
        Condition: { StringEquals: { "aws:ResourceAccount": config.account } },
    };
}

/** Batch Operations writes completion reports as the job role, always with SSE-S3. */
export function writeReport({ config, names }: TierSite): Statement {
    return {
        Sid: "Report",
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: objectArn(config.partition, names.auditBucket, auditKeys.reports),
        Condition: { StringEquals: { "aws:ResourceAccount": config.account } },
    };
}
