import { S3Client } from "@aws-sdk/client-s3";

/**
 * The client that stores manifests in the control bucket. By default the SDK sends a CRC32 with each part although
 * the upload was created without an algorithm, and other SDKs' users report InvalidPart at its end (aws-sdk-go-v2 issue
 * 3005, aws-sdk-java-v2 issue 6518; not tried here). Manifests need no such sum: they are under SSE-S3, and each ETag
 * is compared with our own MD5. Not for the audit bucket, whose Object Lock asks for a checksum.
 */
export const manifestClient = (): S3Client =>
    new S3Client({ maxAttempts: 5, requestChecksumCalculation: "WHEN_REQUIRED" });
