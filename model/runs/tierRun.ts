/** One run of a tier as its records tell it: what is still open, what ended when, what it claims. */
import { jobName } from "../naming/keys";
import type { OutcomeRecord, PlannedJob, RunRecord } from "./records";

export interface TierRun {
    readonly run: RunRecord;
    /** Names of the jobs that have a record ("copy-0"), and when it was written. */
    readonly started: ReadonlyMap<string, Date>;
    readonly outcomes: readonly OutcomeRecord[];
    readonly hasProof: boolean;
    /** Whether people and metrics were told of the decision; false after a crash in between. */
    readonly wasTold: boolean;
}

type Jobs = Pick<TierRun, "run" | "outcomes">;

/** Every job of a run: the planned ones and the retries that outcomes ordered. */
export function jobsOf({ run, outcomes }: Jobs): readonly PlannedJob[] {
    const retries = outcomes.flatMap(({ retry }) => (retry === undefined ? [] : [retry]));
    return [...run.jobs, ...retries];
}

/** Names of the jobs whose outcome is not known. */
export function openJobs(history: Jobs): readonly string[] {
    const known = new Set(history.outcomes.map(jobName));
    return jobsOf(history)
        .map(jobName)
        .filter((name) => !known.has(name));
}

/** Planned jobs that were never recorded as started: a crash came between the run record and the job's. */
export function unstartedJobs({
    run,
    started,
    outcomes,
}: Jobs & Pick<TierRun, "started">): readonly PlannedJob[] {
    const known = new Set(outcomes.map(jobName));
    return run.jobs.filter((job) => !started.has(jobName(job)) && !known.has(jobName(job)));
}

/** When the last job of a run ended, milliseconds since the epoch; undefined while one is open or none was. */
export function endedAt(history: Jobs): number | undefined {
    if (history.outcomes.length === 0 || openJobs(history).length > 0) return undefined;
    return Math.max(...history.outcomes.map((outcome) => Date.parse(outcome.endedAt)));
}

/** Whether a run says of any object that its task succeeded. */
export const claims = ({ outcomes }: Pick<TierRun, "outcomes">): boolean =>
    outcomes.some(({ tasks }) => tasks.succeeded > 0);

export interface ClaimingJob {
    readonly outcome: OutcomeRecord;
    readonly planned: PlannedJob;
}

/** Outcomes in which any task succeeded, each with the job it is about. */
export function claimingJobs(history: Jobs): readonly ClaimingJob[] {
    const planned = new Map(jobsOf(history).map((job) => [jobName(job), job]));
    return history.outcomes.flatMap((outcome) => {
        const job = planned.get(jobName(outcome));
        return job === undefined || outcome.tasks.succeeded === 0
            ? []
            : [{ outcome, planned: job }];
    });
}

/** Rows of the newest inventory before `createdAt` (ISO 8601) that runs of the tier have scanned; undefined for none. */
export function lastScannedObjects(
    history: readonly Pick<TierRun, "run">[],
    createdAt: string,
): number | undefined {
    const earlier = history
        .map(({ run }) => run)
        .filter((run) => run.decision !== "refused" && run.inventory.createdAt < createdAt)
        .sort((a, b) => (a.inventory.createdAt < b.inventory.createdAt ? 1 : -1));
    return earlier[0]?.scanned.objects;
}
