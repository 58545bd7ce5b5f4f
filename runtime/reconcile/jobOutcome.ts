/** The outcome of an ended job: what the service and the report say, and the retry that follows from it. */
import { decodeManifestKey } from "../../model/inventory/keyCodec";
import { manifestLine } from "../../model/jobs/manifestRow";
import {
    isRetried,
    type JobEnd,
    reportProblems,
    retriedRows,
} from "../../model/jobs/reportVerdict";
import { manifestKey } from "../../model/naming/keys";
import { retryJob } from "../../model/runs/plannedJob";
import type { JobRecord, OutcomeRecord, PlannedJob } from "../../model/runs/records";
import type { DescribedJob } from "../aws/batchJobs";
import { readPlan } from "../records/readPlan";
import type { ReconcilePorts } from "./ports";
import {
    joinedReport,
    type JoinedReport,
    readReportFiles,
    type VerifiedReport,
} from "../records/reportReader";

/**
 * A report may follow the event: for this long after the job's end its absence is an error to repeat the event
 * for (Lambda repeats it, then the watchdog, hourly), later it is a fact to record.
 */
const reportGraceMilliseconds = 6 * 60 * 60 * 1000;

export class ReportNotYetThere extends Error {
    constructor(jobId: string) {
        super(`job ${jobId}: its completion report is not there yet; the event is repeated later`);
        this.name = "ReportNotYetThere";
    }
}

const batchBytes = 1024 * 1024;

/** @throws ReportNotYetThere, or what a port throws; nothing is recorded then and everything can be repeated. */
export async function jobOutcome(
    ports: ReconcilePorts,
    job: JobRecord,
    described: DescribedJob,
    end: JobEnd,
): Promise<OutcomeRecord> {
    const now = ports.now();
    const endedAt = described.endedAt ?? now;
    const problems: string[] = [];
    let report: VerifiedReport | undefined;
    let joined: JoinedReport | undefined;
    const ran = end.tasks.succeeded + end.tasks.failed;
    if (ran > 0) {
        const read = await readReportFiles(ports, job);
        if (read === undefined) {
            if (now.getTime() - endedAt.getTime() < reportGraceMilliseconds)
                throw new ReportNotYetThere(job.jobId);
            problems.push(`the job ran ${ran} tasks and left no completion report`);
        } else {
            report = read.report;
            problems.push(...read.problems);
        }
        if (report !== undefined) {
            joined = await joinedReport(ports, job.planned, report.files);
            problems.push(...joined.problems);
        }
        if (joined?.counts !== undefined)
            problems.push(...reportProblems(end, joined.counts, job.planned.manifest.rows));
    } else if (end.status === "Complete" && job.planned.manifest.rows > 0) {
        problems.push(`the job is Complete and ran none of ${job.planned.manifest.rows} tasks`);
    }
    const counts = joined?.counts;
    const isRetryable =
        counts !== undefined && problems.length === 0 && retriedRows(end, counts) > 0;
    const retry =
        isRetryable && joined !== undefined
            ? await plannedRetry(ports, job, end, joined)
            : undefined;
    return {
        kind: "outcome",
        schemaVersion: 1,
        runId: job.runId,
        bucket: job.bucket,
        tier: job.tier,
        part: job.part,
        attempt: job.attempt,
        jobId: job.jobId,
        at: now.toISOString(),
        status: end.status,
        endedAt: endedAt.toISOString(),
        failureReasons: described.failureReasons,
        tasks: end.tasks,
        bytesSucceeded: counts?.succeeded.bytes ?? 0,
        failures: counts?.failures ?? {},
        skippedByTask: counts?.skipped,
        unanswered: counts?.unanswered ?? (ran === 0 ? job.planned.manifest.rows : undefined),
        reportProblems: problems,
        report:
            report === undefined
                ? undefined
                : { manifestKey: report.manifestKey, manifestMd5: report.manifestMd5 },
        retry,
        examples: (counts?.failedExamples ?? []).map(({ key, error }) => ({
            key: readable(key),
            error,
        })),
    };
}

/** Undefined when the attempts are used up, or the tier is no longer declared. */
async function plannedRetry(
    ports: ReconcilePorts,
    job: JobRecord,
    end: JobEnd,
    report: JoinedReport,
): Promise<PlannedJob | undefined> {
    const attempt = job.attempt + 1;
    const cap = await maxAttempts(ports, job);
    if (attempt >= cap) return undefined;
    const { planned } = job;
    const writer = ports.manifests.open(manifestKey(job.runId, job.part, attempt));
    let rows = 0;
    let bytes = 0;
    try {
        let pending = "";
        for await (const row of report.rowsWhere((verdict) => isRetried(end, verdict))) {
            rows += 1;
            bytes += row.sizeBytes;
            pending += manifestLine(row.fields);
            if (pending.length < batchBytes) continue;
            await writer.write(Buffer.from(pending));
            pending = "";
        }
        await writer.write(Buffer.from(pending));
        const stored = await writer.finish();
        const { key, etag, versionId, sha256 } = stored;
        return retryJob(planned, {
            surroundings: {
                stack: ports.stack,
                partition: ports.partition,
                controlBucket: ports.control.bucket,
            },
            runId: job.runId,
            attempt,
            manifest: {
                key,
                etag,
                versionId,
                fields: planned.manifest.fields,
                rows,
                bytes,
                sha256,
            },
            // It ran, so whoever had to approve it has: the retry holds nothing but objects of that job.
            approved: true,
        });
    } catch (error) {
        // The first error is the one to see; the control bucket's abort rule takes what is left.
        await writer.abort().catch(() => undefined);
        throw error;
    }
}

/** 0 for a bucket or tier that is no longer declared. */
async function maxAttempts(
    ports: Pick<ReconcilePorts, "control">,
    job: Pick<JobRecord, "bucket" | "tier">,
): Promise<number> {
    const plan = await readPlan(ports.control, job.bucket);
    return plan?.tiers.find(({ name }) => name === job.tier)?.maxAttempts ?? 0;
}

/** The raw key for a person; a key that is not ours to decode is shown as it is. */
function readable(key: string): string {
    try {
        return decodeManifestKey(key);
    } catch {
        return key;
    }
}
