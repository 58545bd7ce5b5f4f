/** The Lambda entry point of reconcile: a job's status changed, or the watchdog found a job without an outcome. */
import { S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { SNSClient } from "@aws-sdk/client-sns";
import { functionEnvironment } from "../aws/functionEnvironment";
import { snsNotifier } from "../aws/notifier";
import { s3BatchJobs } from "../aws/s3BatchJobs";
import { s3ManifestStore } from "../aws/s3ManifestStore";
import { s3ObjectStore } from "../aws/s3ObjectStore";
import { powertoolsTelemetry } from "../aws/telemetry";
import { readJobEvent } from "./jobEvent";
import type { ReconcilePorts } from "./ports";
import { reconcileJob } from "./reconcileJob";

const { account, partition, stack, controlBucket, auditBucket, topicArn } = functionEnvironment();
const s3 = new S3Client({ maxAttempts: 5 });

const ports: ReconcilePorts = {
    stack,
    partition,
    control: s3ObjectStore(s3, controlBucket, account),
    audit: s3ObjectStore(s3, auditBucket, account),
    manifests: s3ManifestStore(s3, controlBucket, account),
    jobs: s3BatchJobs(new S3ControlClient({ maxAttempts: 5 }), account),
    notifier: snsNotifier(new SNSClient({ maxAttempts: 5 }), topicArn),
    telemetry: powertoolsTelemetry(stack, "reconcile"),
    now: () => new Date(),
};

export async function handler(event: unknown): Promise<{ readonly result: string }> {
    const { jobId } = readJobEvent(event);
    const { result } = await reconcileJob(ports, jobId);
    return { result };
}
