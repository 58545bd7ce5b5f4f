import type { Job } from "./job";
import type { WireValue } from "./wireShape";

/** Job as DescribeJob answers it: no tags, no token. `now` in milliseconds. */
export function jobDescriptor(job: Job, now: number): WireValue {
    const { request } = job;
    return {
        JobId: job.id,
        ConfirmationRequired: request.ConfirmationRequired ?? false,
        Description: request.Description,
        JobArn: job.arn,
        Status: job.status,
        Manifest: request.Manifest as unknown as WireValue,
        Operation: request.Operation as unknown as WireValue,
        Priority: job.priority,
        ProgressSummary: progressSummary(job, now),
        StatusUpdateReason: job.statusUpdateReason,
        FailureReasons: job.failures as unknown as WireValue,
        Report: request.Report as unknown as WireValue,
        CreationTime: job.createdAt.toISOString(),
        TerminationDate: job.terminatedAt?.toISOString(),
        RoleArn: request.RoleArn,
        SuspendedDate: job.suspendedAt?.toISOString(),
        SuspendedCause: job.suspendedCause,
    };
}

/** Job as ListJobs answers it. */
export function jobListDescriptor(job: Job, now: number): WireValue {
    return {
        JobId: job.id,
        Description: job.request.Description,
        Operation: job.operation,
        Priority: job.priority,
        Status: job.status,
        CreationTime: job.createdAt.toISOString(),
        TerminationDate: job.terminatedAt?.toISOString(),
        ProgressSummary: progressSummary(job, now),
    };
}

function progressSummary(job: Job, now: number): WireValue {
    const running = job.activeSince === undefined ? 0 : now - job.activeSince;
    return {
        TotalNumberOfTasks: job.total,
        NumberOfTasksSucceeded: job.succeeded,
        NumberOfTasksFailed: job.failed,
        Timers: {
            ElapsedTimeInActiveSeconds: Math.floor((job.activeMilliseconds + running) / 1000),
        },
    };
}
