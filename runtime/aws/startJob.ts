/** From a planned job to a running one with its records: the same steps for first attempts and retries. */
import { jobIndexKey, jobKey, runFolder } from "../../model/naming/keys";
import type { JobRecord, PlannedJob } from "../../model/runs/records";
import type { BatchJobs } from "./batchJobs";
import { appendToLedger } from "./ledger";
import type { ObjectStore } from "./objectStore";
import { createRecord, readRecord } from "./records";

export interface StartJobPorts {
    readonly jobs: Pick<BatchJobs, "create">;
    readonly control: ObjectStore;
    readonly audit: ObjectStore;
    now(): Date;
}

/**
 * Creates the job and records it. May be repeated after a crash at any point: the client token makes CreateJob
 * answer the same id, the records are written once, the ledger recognises the fact.
 */
export async function startJob(
    ports: StartJobPorts,
    run: { readonly runId: string; readonly bucket: string; readonly tier: string },
    planned: PlannedJob,
): Promise<JobRecord> {
    const { part, attempt } = planned;
    const folder = runFolder(run.bucket, run.tier, run.runId);
    const key = jobKey(folder, part, attempt);
    let record = await readRecord<JobRecord>(ports.control, key, "job");
    if (record === undefined) {
        const jobId = await ports.jobs.create(planned);
        const written = await createRecord<JobRecord>(ports.control, key, {
            kind: "job",
            schemaVersion: 1,
            runId: run.runId,
            bucket: run.bucket,
            tier: run.tier,
            part,
            attempt,
            jobId,
            at: ports.now().toISOString(),
            planned,
        });
        record = written.record;
    }
    await createRecord<JobRecord>(ports.control, jobIndexKey(record.jobId), record);
    await appendToLedger(
        ports.audit,
        run.bucket,
        { id: `${run.runId}/job-${part}-${attempt}`, entry: record },
        () => ports.now(),
    );
    return record;
}
