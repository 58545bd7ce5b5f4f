import {
    GetObjectCommand,
    ListObjectsV2Command,
    NoSuchKey,
    type S3Client,
} from "@aws-sdk/client-s3";
import {
    DescribeJobCommand,
    ListJobsCommand,
    UpdateJobStatusCommand,
    type S3ControlClient,
} from "@aws-sdk/client-s3-control";
import type { StackConfig } from "../model/config/types";
import { jobIndexKey, runFolder, runKey, tierRunsPrefix } from "../model/naming/keys";
import { namesOf } from "../model/naming/names";
import type { JobRecord, RunRecord } from "../model/runs/records";
import { UserError } from "./stackFile";

/** Clients that act as the approver role. */
export interface ApprovalClients {
    readonly s3: S3Client;
    readonly s3control: S3ControlClient;
}

export interface WaitingJob {
    readonly jobId: string;
    readonly record: JobRecord;
    readonly run: RunRecord;
}

async function readJson<T>(
    clients: ApprovalClients,
    Bucket: string,
    Key: string,
): Promise<T | undefined> {
    try {
        const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
        return JSON.parse((await Body?.transformToString()) ?? "") as T;
    } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
    }
}

/** Every job of this stack that waits for confirmation, with what its run selected. */
export async function waitingJobs(
    clients: ApprovalClients,
    config: StackConfig,
): Promise<WaitingJob[]> {
    const { controlBucket } = namesOf(config.namePrefix, config);
    const waiting: WaitingJob[] = [];
    let NextToken: string | undefined;
    do {
        const page = await clients.s3control.send(
            new ListJobsCommand({
                AccountId: config.account,
                JobStatuses: ["Suspended"],
                ...(NextToken === undefined ? {} : { NextToken }),
            }),
        );
        for (const { JobId } of page.Jobs ?? []) {
            if (JobId === undefined) continue;
            const record = await readJson<JobRecord>(clients, controlBucket, jobIndexKey(JobId));
            if (!record) continue; // somebody else's job
            const folder = runFolder(record.bucket, record.tier, record.runId);
            const run = await readJson<RunRecord>(clients, controlBucket, runKey(folder));
            if (run) waiting.push({ jobId: JobId, record, run });
        }
        NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return waiting;
}

/** Runs whose id begins with `runId`, whatever their state. */
async function runsNamed(
    clients: ApprovalClients,
    config: StackConfig,
    runId: string,
): Promise<RunRecord[]> {
    const { controlBucket } = namesOf(config.namePrefix, config);
    const found: RunRecord[] = [];
    for (const bucket of config.buckets) {
        for (const tier of bucket.tiers) {
            const { Contents = [] } = await clients.s3.send(
                new ListObjectsV2Command({
                    Bucket: controlBucket,
                    Prefix: `${tierRunsPrefix(bucket.name, tier.name)}${runId}`,
                }),
            );
            for (const { Key = "" } of Contents.filter(({ Key }) => Key?.endsWith("/run.json"))) {
                const run = await readJson<RunRecord>(clients, controlBucket, Key);
                if (run) found.push(run);
            }
        }
    }
    return found;
}

/**
 * Releases the waiting jobs of one run. `runId` may be shortened as long as it is unique. Throws UserError when it
 * names no run, several runs, or a run without a waiting job, and says what that run's state is.
 */
export async function approveRun(
    clients: ApprovalClients,
    config: StackConfig,
    runId: string,
): Promise<WaitingJob[]> {
    if (!/^[0-9a-f]{6,64}$/.test(runId)) {
        throw new UserError(
            `run: must be at least the first 6 hexadecimal digits of a run id, got "${runId}"; ` +
                `"archival approve" without a run lists what waits`,
        );
    }
    const waiting = (await waitingJobs(clients, config)).filter(({ record }) =>
        record.runId.startsWith(runId),
    );
    const runs = new Set(waiting.map(({ record }) => record.runId));
    if (runs.size > 1) {
        throw new UserError(
            `run: "${runId}" begins ${runs.size} run ids (${[...runs].join(", ")}); give more digits`,
        );
    }
    if (waiting.length === 0) {
        const named = await runsNamed(clients, config, runId);
        throw new UserError(
            named.length === 0
                ? `run: no run of this stack begins with "${runId}"; "archival approve" without a run lists what waits`
                : named
                      .map(
                          ({ runId: id, bucket, tier, decision, reasons }) =>
                              `run ${id} (${bucket}/${tier}) has no job waiting for approval: its decision was ` +
                              `"${decision}"${reasons.length > 0 ? ` (${reasons.join("; ")})` : ""}`,
                      )
                      .join("\n"),
        );
    }
    for (const { jobId } of waiting) {
        const { Job } = await clients.s3control.send(
            new DescribeJobCommand({ AccountId: config.account, JobId: jobId }),
        );
        // Somebody else may have decided since the listing; a released job is what was asked for.
        if (Job?.Status !== "Suspended") continue;
        await clients.s3control.send(
            new UpdateJobStatusCommand({
                AccountId: config.account,
                JobId: jobId,
                RequestedJobStatus: "Ready",
                StatusUpdateReason: "approved by archival approve",
            }),
        );
    }
    return waiting;
}
