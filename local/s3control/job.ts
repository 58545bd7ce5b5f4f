import type { JobView } from "../core/contracts";
import { operationName, type CreateJobRequest } from "./createJobRequest";
import type { ManifestRow } from "./manifestRow";

/** JobStatus of the S3 Control API model, October 2026. */
export type JobStatus =
    | "Active"
    | "Cancelled"
    | "Cancelling"
    | "Complete"
    | "Completing"
    | "Failed"
    | "Failing"
    | "New"
    | "Paused"
    | "Pausing"
    | "Preparing"
    | "Ready"
    | "Suspended";

export interface JobFailure {
    readonly FailureCode: string;
    readonly FailureReason: string;
}

/** A task yet to run: its row and how often it was put back. */
export interface PendingTask {
    readonly row: ManifestRow;
    readonly retries: number;
}

/** One job and all that happens to it. Only the service and its engine change it. */
export interface Job {
    readonly id: string;
    readonly arn: string;
    readonly account: string;
    readonly operation: string;
    readonly request: CreateJobRequest;
    readonly createdAt: Date;
    priority: number;
    status: JobStatus;
    statusUpdateReason?: string | undefined;
    suspendedAt?: Date | undefined;
    suspendedCause?: string | undefined;
    terminatedAt?: Date | undefined;
    readonly failures: JobFailure[];
    tags: ReadonlyMap<string, string>;
    /** Tasks of the manifest, once prepared. */
    total: number;
    /** Rows of the manifest from Ready until the end, and the first one not yet started. */
    rows: readonly ManifestRow[];
    nextRow: number;
    /** Tasks put back because they failed for a time; run after all rows. */
    readonly putBack: PendingTask[];
    succeeded: number;
    failed: number;
    /** Lines of the completion report. */
    reportLines: { readonly succeeded: string[]; readonly failed: string[] };
    activeMilliseconds: number;
    activeSince?: number | undefined;
    /** Ends the 30-day limit of a suspended job. */
    cancelExpiry?: (() => void) | undefined;
}

export const terminalStatuses: ReadonlySet<JobStatus> = new Set([
    "Cancelled",
    "Complete",
    "Failed",
]);

export function newJob(
    id: string,
    arn: string,
    account: string,
    request: CreateJobRequest,
    createdAt: Date,
): Job {
    return {
        id,
        arn,
        account,
        operation: operationName(request.Operation),
        request,
        createdAt,
        priority: request.Priority,
        status: "New",
        failures: [],
        tags: new Map((request.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
        total: 0,
        rows: [],
        nextRow: 0,
        putBack: [],
        succeeded: 0,
        failed: 0,
        reportLines: { succeeded: [], failed: [] },
        activeMilliseconds: 0,
    };
}

/** The job as tests and rehearsals see it. */
export function jobView(job: Job): JobView {
    return {
        jobId: job.id,
        account: job.account,
        status: job.status,
        description: job.request.Description,
        operation: job.operation,
        clientRequestToken: job.request.ClientRequestToken,
        tasks: { total: job.total, succeeded: job.succeeded, failed: job.failed },
        createdAt: job.createdAt,
        terminatedAt: job.terminatedAt,
        failureReasons: job.failures.map(
            ({ FailureCode, FailureReason }) => `${FailureCode}: ${FailureReason}`,
        ),
        request: job.request as unknown as Readonly<Record<string, unknown>>,
    };
}
