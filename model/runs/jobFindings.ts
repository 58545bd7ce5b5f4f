/** What is worth doing about the jobs of a stack: which ended unseen, which wait for a person, which do not move. */

const hourMilliseconds = 60 * 60 * 1000;

/** Its event is on its way for this long; two at once would only do the same twice. */
const eventGraceMilliseconds = hourMilliseconds / 4;

/** A job that is neither ready nor waiting after this many hours does not move. */
export const stuckAfterHours = 24;

/** S3 Batch Operations fails a job that nobody confirms for this long (S3 User Guide, "Assigning job priority and status"). */
export const approvalLimitDays: number = 30;
/** From here on a waiting job is an alarm: ten days are left to say yes. */
export const approvalExpiringDays: number = 20;

/** A job as ListJobs tells it. */
export interface JobState {
    /** A JobStatus of the S3 Control API. */
    readonly status: string;
    readonly createdAt: Date;
    /** When a terminal job ended. */
    readonly endedAt?: Date | undefined;
}

export interface JobFindings<Job> {
    /** Ended long enough ago for their event to have been handled. */
    readonly ended: readonly Job[];
    readonly awaitingApproval: readonly Job[];
    /** Of those, the ones that have waited `approvalExpiringDays` or more. */
    readonly expiring: readonly Job[];
    readonly stuck: readonly Job[];
}

export function jobFindings<Job extends JobState>(
    jobs: readonly Job[],
    now: Date,
): JobFindings<Job> {
    const ageHours = ({ createdAt }: Job): number =>
        (now.getTime() - createdAt.getTime()) / hourMilliseconds;
    const inStatus = (...statuses: string[]): Job[] =>
        jobs.filter(({ status }) => statuses.includes(status));
    const awaitingApproval = inStatus("Suspended");
    return {
        ended: inStatus("Complete", "Failed", "Cancelled").filter(
            ({ endedAt, createdAt }) =>
                now.getTime() - (endedAt ?? createdAt).getTime() > eventGraceMilliseconds,
        ),
        awaitingApproval,
        expiring: awaitingApproval.filter((job) => ageHours(job) >= approvalExpiringDays * 24),
        stuck: inStatus("New", "Preparing", "Ready").filter(
            (job) => ageHours(job) > stuckAfterHours,
        ),
    };
}
