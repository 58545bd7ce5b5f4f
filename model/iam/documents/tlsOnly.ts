import { bucketArn, objectArn, type Partition } from "../../naming/arn";
import type { Statement } from "./statement";

/** Refuses every call over plain HTTP, to the bucket and to its objects. */
export function tlsOnly(partition: Partition, bucket: string): Statement {
    return {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn(partition, bucket), objectArn(partition, bucket, "*")],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
}
