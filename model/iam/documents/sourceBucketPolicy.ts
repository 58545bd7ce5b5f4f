import { bucketArn, objectArn } from "../../naming/arn";
import type { StackConfig } from "../../config/types";
import { policyDocument, type PolicyDocument } from "./statement";
import { tlsOnly } from "./tlsOnly";

/** Policy of a source bucket that this stack creates; an adopted bucket keeps its own. */
export function sourceBucketPolicy(config: StackConfig, bucket: string): PolicyDocument {
    return policyDocument(tlsOnly(config.partition, bucket), {
        Sid: "VersionsStay",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:DeleteObjectVersion", "s3:DeleteBucket"],
        Resource: [bucketArn(config.partition, bucket), objectArn(config.partition, bucket, "*")],
    });
}
