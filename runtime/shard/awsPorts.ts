/** A shard's ports on AWS, from the function's environment. */
import { S3Client } from "@aws-sdk/client-s3";
import { environmentVariable } from "../aws/functionEnvironment";
import { manifestClient } from "../aws/manifestClient";
import { s3ManifestStore } from "../aws/s3ManifestStore";
import { s3ObjectStore } from "../aws/s3ObjectStore";
import { powertoolsTelemetry } from "../aws/telemetry";
import type { ShardPorts } from "./ports";

export function awsPorts(): ShardPorts {
    const account = environmentVariable("account");
    const controlBucket = environmentVariable("controlBucket");
    const s3 = new S3Client({ maxAttempts: 5 });
    return {
        control: s3ObjectStore(s3, controlBucket, account),
        parts: s3ManifestStore(manifestClient(), controlBucket, account),
        telemetry: powertoolsTelemetry(environmentVariable("stack"), "shard"),
    };
}
