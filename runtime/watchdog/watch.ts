/** The hourly round. One bad bucket, job or call never stops the rest; what went wrong is named at the end. */
import {
    bucketOfConfigKey,
    configPrefix,
    jobIndexKey,
    jobName,
    outcomeKey,
    runFolder,
} from "../../model/naming/keys";
import type { JobRecord } from "../../model/runs/records";
import { readRecord } from "../aws/records";
import { readPlan } from "../records/readPlan";
import { jobFindings } from "../../model/runs/jobFindings";
import { type OurJob, ourJob } from "./ourJob";
import type { WatchdogPorts } from "./ports";
import type { RunTrace } from "./tierRuns";
import { watchBucket } from "./watchBucket";

/** Thrown after the whole round, so that the failure is seen by Lambda's retries and alarms. */
export class WatchIncomplete extends AggregateError {
    constructor(errors: readonly Error[]) {
        super(
            errors,
            `the watch was incomplete: ${errors.map(({ message }) => message).join("; ")}`,
        );
        this.name = "WatchIncomplete";
    }
}

export interface WatchReport {
    readonly buckets: number;
    readonly stale: readonly string[];
    readonly runsMissing: readonly string[];
    readonly submitWoken: readonly string[];
    readonly reconcileWoken: readonly string[];
    readonly awaitingApproval: number;
    readonly stuck: readonly string[];
}

export async function watch(ports: WatchdogPorts): Promise<WatchReport> {
    const errors: Error[] = [];
    const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
        try {
            await act();
        } catch (cause) {
            const message = `${what}: ${cause instanceof Error ? cause.message : String(cause)}`;
            ports.telemetry.error("watch failed", { what }, cause);
            errors.push(new Error(message, { cause }));
        }
    };
    const stale: string[] = [];
    const runsMissing: string[] = [];
    const submitWoken: string[] = [];
    const reconcileWoken = new Set<string>();
    const runs = new Map<string, RunTrace>();
    let buckets = 0;

    const wakeReconcile = async (jobId: string): Promise<void> => {
        if (reconcileWoken.has(jobId)) return;
        await attempt(`waking reconcile for job ${jobId}`, async () => {
            await ports.wakeReconcile(jobId);
            reconcileWoken.add(jobId);
        });
    };

    let plans: readonly { readonly key: string; readonly lastModified: Date }[] = [];
    await attempt("listing the buckets' plans", async () => {
        plans = await ports.control.entries(configPrefix);
    });
    for (const { key, lastModified } of plans) {
        await attempt(`bucket plan ${key}`, async () => {
            const bucket = bucketOfConfigKey(key);
            if (bucket === undefined) return;
            const plan = await readPlan(ports.control, bucket);
            // Taken out of the config since it was listed.
            if (plan === undefined) return;
            buckets += 1;
            const found = await watchBucket(ports, plan, lastModified);
            for (const [runId, trace] of found.runs) runs.set(runId, trace);
            if (found.inventoryAgeHours !== undefined)
                ports.telemetry.metric("inventoryAgeHours", found.inventoryAgeHours, { bucket });
            if (found.stale) {
                stale.push(bucket);
                ports.telemetry.warn("no fresh inventory", {
                    bucket,
                    ageHours: found.inventoryAgeHours,
                    maxAgeHours: plan.inventory.maxAgeHours,
                });
            }
            for (const tier of found.missingTiers) {
                runsMissing.push(`${bucket}/${tier}`);
                ports.telemetry.warn("a tier has no run for the newest inventory", {
                    bucket,
                    tier,
                });
            }
            for (const jobId of found.wakeReconcile) await wakeReconcile(jobId);
            if (found.wakeSubmit) {
                await ports.wakeSubmit(bucket);
                submitWoken.push(bucket);
            }
        });
    }

    const jobs: OurJob[] = [];
    await attempt("listing jobs", async () => {
        for await (const job of ports.listJobs()) {
            const ours = ourJob(ports.stack, job);
            if (ours !== undefined) jobs.push(ours);
        }
    });
    const found = jobFindings(jobs, ports.now());
    for (const job of found.ended)
        await attempt(`job ${job.jobId}`, async () => {
            if (!(await hasOutcome(ports, runs, job))) await wakeReconcile(job.jobId);
        });
    for (const { jobId, runId, createdAt } of found.expiring)
        ports.telemetry.warn("a job has waited long for approval", {
            jobId,
            runId,
            createdAt: createdAt.toISOString(),
        });
    for (const { jobId, status, runId } of found.stuck)
        ports.telemetry.warn("a job does not move", { jobId, status, runId });

    ports.telemetry.metric("inventoriesStale", stale.length);
    ports.telemetry.metric("runsMissing", runsMissing.length);
    ports.telemetry.metric("jobsAwaitingApproval", found.awaitingApproval.length);
    ports.telemetry.metric("approvalsExpiring", found.expiring.length);
    ports.telemetry.metric("jobsStuck", found.stuck.length);
    if (errors.length > 0) throw new WatchIncomplete(errors);
    return {
        buckets,
        stale,
        runsMissing,
        submitWoken,
        reconcileWoken: [...reconcileWoken],
        awaitingApproval: found.awaitingApproval.length,
        stuck: found.stuck.map(({ jobId }) => jobId),
    };
}

/** Answered from the listing of the declared tiers; only a job of a tier that is no longer declared costs reads. */
async function hasOutcome(
    ports: WatchdogPorts,
    runs: ReadonlyMap<string, RunTrace>,
    job: OurJob,
): Promise<boolean> {
    const trace = runs.get(job.runId);
    if (trace !== undefined) return trace.outcomes.has(jobName(job));
    const record = await readRecord<JobRecord>(ports.control, jobIndexKey(job.jobId), "job");
    if (record === undefined) return false;
    const key = outcomeKey(
        runFolder(record.bucket, record.tier, record.runId),
        record.part,
        record.attempt,
    );
    return (await ports.control.read(key)) !== undefined;
}
