/**
 * What is done about one job whose status may have changed. Events come twice, late and out of order, so nothing
 * in the event is believed: DescribeJob is asked, and the records tell what was done before.
 */
import { jobIndexKey, outcomeKey, runFolder } from "../../model/naming/keys";
import type { JobRecord, OutcomeRecord } from "../../model/runs/records";
import type { JobEnd } from "../../model/jobs/reportVerdict";
import type { DescribedJob } from "../aws/batchJobs";
import { createRecord, readRecord } from "../aws/records";
import { followUp } from "./followUp";
import { jobOutcome } from "./jobOutcome";
import { repairedJob } from "./jobOfRun";
import type { ReconcilePorts } from "./ports";

export type Reconciliation =
    | { readonly result: "foreign" | "forgotten" | "awaiting-approval" | "running" }
    | {
          readonly result: "reconciled" | "was-reconciled";
          readonly outcome: OutcomeRecord;
      };

export async function reconcileJob(ports: ReconcilePorts, jobId: string): Promise<Reconciliation> {
    const known = await readRecord<JobRecord>(ports.control, jobIndexKey(jobId), "job");
    const before = known === undefined ? undefined : await recordedOutcome(ports, known);
    // Recorded is final, and the service forgets a job after 90 days: the records are asked first.
    if (before !== undefined) return finished(ports, before);
    const described = await ports.jobs.describe(jobId);
    if (described === undefined) {
        const level = known === undefined ? "info" : "error";
        ports.telemetry[level]("the service does not know this job", { jobId });
        return { result: known === undefined ? "foreign" : "forgotten" };
    }
    const job = known ?? (await repaired(ports, described));
    if (job === undefined) return { result: "foreign" };
    const end = jobEnd(described);
    if (end === undefined) return waiting(ports, job, described);
    return finished(ports, await recordOutcome(ports, job, described, end));
}

async function recordedOutcome(
    ports: ReconcilePorts,
    job: JobRecord,
): Promise<OutcomeRecord | undefined> {
    return readRecord<OutcomeRecord>(ports.control, outcomeKeyOf(job), "outcome");
}

const outcomeKeyOf = (job: JobRecord): string =>
    outcomeKey(runFolder(job.bucket, job.tier, job.runId), job.part, job.attempt);

async function recordOutcome(
    ports: ReconcilePorts,
    job: JobRecord,
    described: DescribedJob,
    end: JobEnd,
): Promise<OutcomeRecord> {
    // A repaired job may have been judged already under its run.
    const there = await recordedOutcome(ports, job);
    if (there !== undefined) return there;
    const outcome = await jobOutcome(ports, job, described, end);
    return (await createRecord(ports.control, outcomeKeyOf(job), outcome)).record;
}

async function finished(ports: ReconcilePorts, outcome: OutcomeRecord): Promise<Reconciliation> {
    const did = await followUp(ports, outcome);
    return { result: did ? "reconciled" : "was-reconciled", outcome };
}

async function repaired(
    ports: ReconcilePorts,
    described: DescribedJob,
): Promise<JobRecord | undefined> {
    const found = await repairedJob(ports, described);
    const { jobId } = described;
    if (found.kind === "foreign") {
        ports.telemetry.info("not a job of this stack", { jobId, why: found.why });
        return undefined;
    }
    ports.telemetry.warn("the job had no record and got one", { jobId, runId: found.job.runId });
    return found.job;
}

function waiting(ports: ReconcilePorts, job: JobRecord, described: DescribedJob): Reconciliation {
    const { jobId, bucket, tier, runId } = job;
    const details = { jobId, bucket, tier, runId, status: described.status };
    if (described.status !== "Suspended") {
        ports.telemetry.info("the job has not ended", details);
        return { result: "running" };
    }
    ports.telemetry.metric("jobsAwaitingApproval", 1, details);
    ports.telemetry.info("the job waits for approval", details);
    return { result: "awaiting-approval" };
}

/** Undefined while the job has not ended. */
function jobEnd({ status, tasks }: DescribedJob): JobEnd | undefined {
    if (status !== "Complete" && status !== "Failed" && status !== "Cancelled") return undefined;
    return { status, tasks };
}
