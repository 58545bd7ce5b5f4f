/** Reconcile's ports on AWS, from the function's environment. */
import { S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { SNSClient } from "@aws-sdk/client-sns";
import { functionEnvironment } from "../aws/functionEnvironment";
import { snsNotifier } from "../aws/notifier";
import { s3BatchJobs } from "../aws/s3BatchJobs";
import { manifestClient } from "../aws/manifestClient";
import { s3ManifestStore } from "../aws/s3ManifestStore";
import { s3ObjectStore } from "../aws/s3ObjectStore";
import { powertoolsTelemetry } from "../aws/telemetry";
import type { ReconcilePorts } from "./ports";

export function awsPorts(): ReconcilePorts {
    const { account, partition, stack, controlBucket, auditBucket, topicArn } =
        functionEnvironment();
    const s3 = new S3Client({ maxAttempts: 5 });
    const manifestS3 = manifestClient();
    return {
        stack,
        partition,
        control: s3ObjectStore(s3, controlBucket, account),
        audit: s3ObjectStore(s3, auditBucket, account),
        manifests: s3ManifestStore(manifestS3, controlBucket, account),
        jobs: s3BatchJobs(new S3ControlClient({ maxAttempts: 5 }), account),
        notifier: snsNotifier(new SNSClient({ maxAttempts: 5 }), topicArn),
        telemetry: powertoolsTelemetry(stack, "reconcile"),
        now: () => new Date(),
    };
}
