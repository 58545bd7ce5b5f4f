/** All jobs of this stack: which ended unseen, which wait for a person, which do not move. */
import { parseJobDescription } from "../../model/runs/plannedJob";
import type { ListedJob } from "./ports";

const hour = 60 * 60 * 1000;
/** Its event is on its way for this long; two at once would only do the same twice. */
const eventGrace = hour / 4;
const stuckAfter = 24 * hour;
/** The service fails a job that waits 30 days (reference 5.8); ten days are left to say yes. */
const expiringAfter = 20 * 24 * hour;

export interface OurJob extends ListedJob {
    readonly runId: string;
    readonly attempt: number;
    readonly part: "copy" | "task";
}

export interface JobFindings {
    /** Ended long enough ago for their event to have been handled. */
    readonly ended: readonly OurJob[];
    readonly awaitingApproval: readonly OurJob[];
    /** Of those, the ones that have waited 20 days or more. */
    readonly expiring: readonly OurJob[];
    readonly stuck: readonly OurJob[];
}

/** The job as ours, or undefined for any other. */
export function ourJob(stack: string, job: ListedJob): OurJob | undefined {
    const said = parseJobDescription(job.description);
    if (said?.stack !== stack) return undefined;
    return { ...job, runId: said.runId, part: said.part, attempt: said.attempt };
}

export function jobFindings(jobs: readonly OurJob[], now: Date): JobFindings {
    const age = (job: OurJob): number => now.getTime() - job.createdAt.getTime();
    const inStatus = (...statuses: string[]): OurJob[] =>
        jobs.filter(({ status }) => statuses.includes(status));
    const awaitingApproval = inStatus("Suspended");
    return {
        ended: inStatus("Complete", "Failed", "Cancelled").filter(
            ({ endedAt, createdAt }) =>
                now.getTime() - (endedAt ?? createdAt).getTime() > eventGrace,
        ),
        awaitingApproval,
        expiring: awaitingApproval.filter((job) => age(job) >= expiringAfter),
        stuck: inStatus("New", "Preparing", "Ready").filter((job) => age(job) > stuckAfter),
    };
}
