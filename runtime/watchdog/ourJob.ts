/** The jobs of this stack among all of the account and Region. */
import type { JobOfRun } from "../../model/naming/keys";
import { parseJobDescription } from "../../model/runs/plannedJob";
import type { ListedJob } from "./ports";

export interface OurJob extends ListedJob, JobOfRun {
    readonly runId: string;
}

/** The job as ours, or undefined for any other. */
export function ourJob(stack: string, job: ListedJob): OurJob | undefined {
    const said = parseJobDescription(job.description);
    if (said?.stack !== stack) return undefined;
    return { ...job, runId: said.runId, part: said.part, attempt: said.attempt };
}
