/** The Lambda entry point of the watchdog, invoked by the Scheduler every hour. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { environmentVariable, functionEnvironment } from "../aws/functionEnvironment";
import { s3ObjectStore } from "../aws/s3ObjectStore";
import { powertoolsTelemetry } from "../aws/telemetry";
import { listedJobs, wake } from "./awsPorts";
import type { WatchdogPorts } from "./ports";
import { watch, type WatchReport } from "./watch";
import { checkWatchdogEvent } from "./watchdogEvent";

const { account, stack, controlBucket } = functionEnvironment();
const submitArn = environmentVariable("submitFunctionArn");
const reconcileArn = environmentVariable("reconcileFunctionArn");
const lambda = new LambdaClient({ maxAttempts: 5 });
const control = new S3ControlClient({ maxAttempts: 5 });

const ports: WatchdogPorts = {
    stack,
    control: s3ObjectStore(new S3Client({ maxAttempts: 5 }), controlBucket, account),
    listJobs: () => listedJobs(control, account),
    wakeSubmit: (bucket) => wake(lambda, submitArn, { trigger: "watchdog", bucket }),
    wakeReconcile: (jobId) => wake(lambda, reconcileArn, { trigger: "watchdog", jobId }),
    telemetry: powertoolsTelemetry(stack, "watchdog"),
    now: () => new Date(),
};

export async function handler(event: unknown): Promise<WatchReport> {
    checkWatchdogEvent(event);
    return watch(ports);
}
