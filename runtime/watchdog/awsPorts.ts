/** The watchdog's ports on AWS, from the function's environment; listing jobs and waking functions are its own. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { ListJobsCommand, type ListJobsResult, S3ControlClient } from "@aws-sdk/client-s3-control";
import { environmentVariable, functionEnvironment } from "../aws/functionEnvironment";
import { s3ObjectStore } from "../aws/s3ObjectStore";
import { powertoolsTelemetry } from "../aws/telemetry";
import type { ListedJob, WatchdogPorts } from "./ports";

const pageSize = 1000;

export function awsPorts(): WatchdogPorts {
    const { account, stack, controlBucket } = functionEnvironment();
    const submitArn = environmentVariable("submitFunctionArn");
    const reconcileArn = environmentVariable("reconcileFunctionArn");
    const lambda = new LambdaClient({ maxAttempts: 5 });
    const s3Control = new S3ControlClient({ maxAttempts: 5 });
    return {
        stack,
        control: s3ObjectStore(new S3Client({ maxAttempts: 5 }), controlBucket, account),
        listJobs: () => listedJobs(s3Control, account),
        wakeSubmit: (bucket) => wake(lambda, submitArn, { trigger: "watchdog", bucket }),
        wakeReconcile: (jobId) => wake(lambda, reconcileArn, { trigger: "watchdog", jobId }),
        telemetry: powertoolsTelemetry(stack, "watchdog"),
        now: () => new Date(),
    };
}

export async function* listedJobs(
    control: S3ControlClient,
    account: string,
): AsyncGenerator<ListedJob> {
    let token: string | undefined;
    do {
        const page: ListJobsResult = await control.send(
            new ListJobsCommand({ AccountId: account, MaxResults: pageSize, NextToken: token }),
        );
        for (const job of page.Jobs ?? []) {
            if (
                job.JobId === undefined ||
                job.Status === undefined ||
                job.CreationTime === undefined
            )
                continue;
            yield {
                jobId: job.JobId,
                description: job.Description ?? "",
                status: job.Status,
                createdAt: job.CreationTime,
                endedAt: job.TerminationDate,
            };
        }
        token = page.NextToken;
    } while (token !== undefined);
}

/** Hands `event` to a function and does not wait for it; Lambda's own retries and the function's DLQ take over. */
export async function wake(
    lambda: LambdaClient,
    functionArn: string,
    event: unknown,
): Promise<void> {
    await lambda.send(
        new InvokeCommand({
            FunctionName: functionArn,
            InvocationType: "Event",
            Payload: Buffer.from(JSON.stringify(event)),
        }),
    );
}
