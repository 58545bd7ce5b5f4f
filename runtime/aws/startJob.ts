/** From a planned job to a running one with its records: the same steps for first attempts and retries. */
import { jobIndexKey, jobKey, runFolder } from "../../model/naming/keys";
import type { JobRecord, PlannedJob } from "../../model/runs/records";
import type { BatchJobs } from "./batchJobs";
import { appendFactsToLedger, appendToLedger, type LedgerFact } from "./ledger";
import type { ObjectStore } from "./objectStore";
import { createRecord, readRecord } from "./records";

export interface StartJobPorts {
    readonly jobs: Pick<BatchJobs, "create">;
    readonly control: ObjectStore;
    readonly audit: ObjectStore;
    now(): Date;
}

type OfRun = { readonly runId: string; readonly bucket: string; readonly tier: string };

/** Jobs of a run that are created at once; AWS publishes no rate for CreateJob, and throttling is retried. */
const createdAtOnce = 4;

/**
 * Creates the job and records it. May be repeated after a crash at any point: the client token makes CreateJob
 * answer the same id, the records are written once, the ledger recognises the fact.
 */
export async function startJob(
    ports: StartJobPorts,
    run: OfRun,
    planned: PlannedJob,
): Promise<JobRecord> {
    const record = await recordedJob(ports, run, planned);
    await appendToLedger(ports.audit, run.bucket, factOf(record), () => ports.now());
    return record;
}

/**
 * The same for all jobs of a run, hundreds of them after a large scan: several at once, and one look at the ledger for
 * all instead of one for each.
 */
export async function startJobs(
    ports: StartJobPorts,
    run: OfRun,
    planned: readonly PlannedJob[],
): Promise<void> {
    const records: JobRecord[] = [];
    for (let first = 0; first < planned.length; first += createdAtOnce) {
        const batch = planned.slice(first, first + createdAtOnce);
        const started = await Promise.allSettled(batch.map((job) => recordedJob(ports, run, job)));
        for (const result of started) {
            if (result.status === "rejected") throw result.reason;
            records.push(result.value);
        }
    }
    if (records.length > 0)
        await appendFactsToLedger(ports.audit, run.bucket, records.map(factOf), () => ports.now());
}

const factOf = (record: JobRecord): LedgerFact => ({
    id: `${record.runId}/job-${record.part}-${record.attempt}`,
    entry: record,
});

async function recordedJob(
    ports: StartJobPorts,
    run: OfRun,
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
    return record;
}
