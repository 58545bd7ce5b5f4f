/** Finds the job record of a job id; repairs it when submit died between CreateJob and its records. */
import {
    jobIndexKey,
    jobKey,
    outcomeKey,
    reportPrefix,
    runFolder,
    runKey,
} from "../../model/naming/keys";
import { parseJobDescription } from "../../model/runs/plannedJob";
import type { JobRecord, OutcomeRecord, PlannedJob, RunRecord } from "../../model/runs/records";
import type { DescribedJob } from "../aws/batchJobs";
import { appendToLedger } from "../aws/ledger";
import { createRecord, readRecord } from "../aws/records";
import { readPlans } from "../records/readPlan";
import type { ReconcilePorts } from "./ports";

export type JobOfRun =
    | { readonly kind: "ours"; readonly job: JobRecord }
    /** Not a job of this stack, or a copy of one that somebody else made; `why` is for the log. */
    | { readonly kind: "foreign"; readonly why: string };

/** The job of an id that has no index, judged by its description; "ours" has been recorded on return. */
export async function repairedJob(
    ports: ReconcilePorts,
    described: DescribedJob,
): Promise<JobOfRun> {
    const said = parseJobDescription(described.description);
    if (said === undefined) return { kind: "foreign", why: "its description is not ours" };
    if (said.stack !== ports.stack)
        return { kind: "foreign", why: `it belongs to stack "${said.stack}"` };
    if (described.report?.prefix !== reportPrefix(said.runId))
        return { kind: "foreign", why: "its report does not go where its run's reports go" };
    const run = await runById(ports, said.runId);
    if (run === undefined) return { kind: "foreign", why: `no record of run ${said.runId} exists` };
    const folder = runFolder(run.bucket, run.tier, run.runId);
    const planned = await plannedOf(ports, run, folder, said.part, said.attempt);
    if (planned === undefined)
        return {
            kind: "foreign",
            why: `run ${said.runId} plans no ${said.part} job for attempt ${said.attempt}`,
        };
    const { record } = await createRecord<JobRecord>(
        ports.control,
        jobKey(folder, said.part, said.attempt),
        {
            kind: "job",
            schemaVersion: 1,
            runId: run.runId,
            bucket: run.bucket,
            tier: run.tier,
            part: said.part,
            attempt: said.attempt,
            jobId: described.jobId,
            at: ports.now().toISOString(),
            planned,
        },
    );
    // Somebody cloned our job by hand: the run has its job already, and it is another one.
    if (record.jobId !== described.jobId)
        return {
            kind: "foreign",
            why: `the run's job is ${record.jobId}; this one is a copy of it`,
        };
    await createRecord<JobRecord>(ports.control, jobIndexKey(record.jobId), record);
    await appendToLedger(
        ports.audit,
        record.bucket,
        { id: `${record.runId}/job-${record.part}-${record.attempt}`, entry: record },
        () => ports.now(),
    );
    return { kind: "ours", job: record };
}

/** A description has no room for bucket and tier, so the declared ones are asked; they are few. */
async function runById(ports: ReconcilePorts, runId: string): Promise<RunRecord | undefined> {
    const plans = await readPlans(ports.control, (error) => {
        ports.telemetry.error("a bucket's plan was left out", { runId }, error);
    });
    for (const plan of plans)
        for (const tier of plan.tiers) {
            const run = await readRecord<RunRecord>(
                ports.control,
                runKey(runFolder(plan.bucket, tier.name, runId)),
                "run",
            );
            if (run !== undefined) return run;
        }
    return undefined;
}

/** The first attempt stands in the run record, each retry in the outcome before it. */
async function plannedOf(
    ports: ReconcilePorts,
    run: RunRecord,
    folder: string,
    part: PlannedJob["part"],
    attempt: number,
): Promise<PlannedJob | undefined> {
    if (attempt === 0) return run.jobs.find((job) => job.part === part && job.attempt === 0);
    const before = await readRecord<OutcomeRecord>(
        ports.control,
        outcomeKey(folder, part, attempt - 1),
        "outcome",
    );
    return before?.retry?.attempt === attempt ? before.retry : undefined;
}
