/** BatchJobs over S3 Control. */
import {
    CreateJobCommand,
    DescribeJobCommand,
    type CreateJobCommandInput,
    type S3ControlClient,
} from "@aws-sdk/client-s3-control";
import type { BatchJobs } from "./batchJobs";
import { unserialisedMembers } from "./unserialisedMembers";

/** Thrown when the SDK in this bundle would leave out a part of a job request: the job would run with defaults. */
export class JobMembersDropped extends Error {
    constructor(members: readonly string[]) {
        super(
            `CreateJob: the bundled S3 Control SDK does not serialise ${members.join(", ")}; ` +
                "no job was created; pin an SDK version that knows the members",
        );
        this.name = "JobMembersDropped";
    }
}

export function s3BatchJobs(control: S3ControlClient, account: string): BatchJobs {
    return {
        async create(planned) {
            const command = new CreateJobCommand(createJobInput(planned.request, account));
            // The SDK drops what it does not know in silence, so what is about to be sent is read again.
            command.middlewareStack.add(
                (next) => async (args) => {
                    const { body } = args.request as { readonly body?: unknown };
                    const dropped = unserialisedMembers(planned.request, String(body));
                    if (dropped.length > 0) throw new JobMembersDropped(dropped);
                    return next(args);
                },
                { step: "build", name: "archivalMembersAreSent" },
            );
            const { JobId } = await control.send(command);
            if (JobId === undefined) throw new Error("CreateJob answered without a JobId");
            return JobId;
        },
        async describe(jobId) {
            try {
                const { Job: job } = await control.send(
                    new DescribeJobCommand({ AccountId: account, JobId: jobId }),
                );
                if (job === undefined) return undefined;
                const progress = job.ProgressSummary;
                return {
                    jobId,
                    status: job.Status ?? "",
                    description: job.Description ?? "",
                    suspendedCause: job.SuspendedCause,
                    createdAt: job.CreationTime,
                    endedAt: job.TerminationDate,
                    failureReasons: (job.FailureReasons ?? []).map(
                        ({ FailureCode, FailureReason }) =>
                            `${FailureCode ?? "?"}: ${FailureReason ?? "?"}`,
                    ),
                    tasks: {
                        total: progress?.TotalNumberOfTasks ?? 0,
                        succeeded: progress?.NumberOfTasksSucceeded ?? 0,
                        failed: progress?.NumberOfTasksFailed ?? 0,
                    },
                    report:
                        job.Report?.Bucket === undefined
                            ? undefined
                            : { bucketArn: job.Report.Bucket, prefix: job.Report.Prefix ?? "" },
                };
            } catch (error) {
                const { name } = error as { readonly name?: string };
                if (name === "NotFoundException" || name === "NoSuchJob") return undefined;
                throw error;
            }
        },
    };
}

/** The stored request as the SDK takes it: JSON has no dates, so the one date member comes back as a Date. */
export function createJobInput(
    request: Readonly<Record<string, unknown>>,
    account: string,
): CreateJobCommandInput {
    const input = structuredClone(request) as unknown as CreateJobCommandInput;
    const copy = input.Operation?.S3PutObjectCopy;
    if (copy?.UnModifiedSinceConstraint !== undefined)
        copy.UnModifiedSinceConstraint = new Date(copy.UnModifiedSinceConstraint);
    return { ...input, AccountId: account };
}
