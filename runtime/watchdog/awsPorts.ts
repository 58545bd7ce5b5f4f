/** The watchdog's own calls: listing jobs and waking functions. */
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
    ListJobsCommand,
    type ListJobsResult,
    type S3ControlClient,
} from "@aws-sdk/client-s3-control";
import type { ListedJob } from "./ports";

const pageSize = 1000;

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
