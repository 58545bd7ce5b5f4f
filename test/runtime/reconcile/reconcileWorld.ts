/** One tier's run with its job, manifest and completion report, ready to be reconciled and to be broken in one place. */
import type { BucketPlan } from "../../../model/config/bucketPlan";
import { manifestLine } from "../../../model/jobs/manifestRow";
import { md5Hex, reportFolder } from "../../../model/jobs/reportManifest";
import {
    configKey,
    jobIndexKey,
    ledgersPrefix,
    jobKey,
    manifestKey,
    outcomeKey,
    reportPrefix,
    runFolder,
    runKey,
} from "../../../model/naming/keys";
import { jobDescription } from "../../../model/runs/plannedJob";
import type {
    JobRecord,
    LedgerRecord,
    OutcomeRecord,
    PlannedJob,
    RunRecord,
} from "../../../model/runs/records";
import type { DescribedJob } from "../../../runtime/aws/batchJobs";
import type { ReconcilePorts } from "../../../runtime/reconcile/ports";
import { etagOf, MemoryManifests, MemoryStore, sha256Of } from "./memoryStore";

export const runId = "a".repeat(64);
export const jobId = "11111111-1111-4111-8111-111111111111";
export const folder = runFolder("src", "cold", runId);

export interface ReportLine {
    readonly key: string;
    readonly status?: string;
    readonly code?: string;
    readonly message?: string;
    readonly bucket?: string;
}

export class ReconcileWorld {
    time = new Date("2026-11-22T12:00:00.000Z");
    readonly control = new MemoryStore("control", () => this.time);
    readonly audit = new MemoryStore("audit", () => this.time);
    readonly described = new Map<string, DescribedJob>();
    /** By client token: the deterministic token makes CreateJob answer the same id. */
    readonly created = new Map<string, { readonly jobId: string; readonly planned: PlannedJob }>();
    createJobFailure: Error | undefined;
    readonly notices: { subject: string; body: string }[] = [];
    readonly metrics: string[] = [];
    readonly logs: string[] = [];
    readonly planned: PlannedJob;

    constructor(keys: readonly string[] = ["a", "b%20c", "d", "e"], maxAttempts = 3) {
        const manifest = Buffer.from(
            keys.map((key, index) => manifestLine(["src", key, String(10 ** index)])).join(""),
        );
        const key = manifestKey(runId, "copy", 0);
        this.control.put(key, manifest);
        this.planned = {
            part: "copy",
            attempt: 0,
            kind: "in-place",
            manifest: {
                key,
                etag: etagOf(manifest),
                fields: ["Bucket", "Key", "Ignore"],
                rows: keys.length,
                bytes: 0,
                sha256: sha256Of(manifest),
            },
            request: {
                ConfirmationRequired: true,
                Operation: { S3PutObjectCopy: { StorageClass: "GLACIER_IR" } },
                Report: { Prefix: reportPrefix(runId), ReportScope: "AllTasks" },
                ClientRequestToken: "first",
                Description: jobDescription("dev", runId, "copy", 0),
                RoleArn: "arn:aws:iam::111111111111:role/copy",
                Priority: 10,
            },
        };
        const job: JobRecord = {
            kind: "job",
            schemaVersion: 1,
            runId,
            bucket: "src",
            tier: "cold",
            part: "copy",
            attempt: 0,
            jobId,
            at: this.time.toISOString(),
            planned: this.planned,
        };
        const run = {
            kind: "run",
            schemaVersion: 1,
            runId,
            bucket: "src",
            tier: "cold",
            decision: "submit",
            at: this.time.toISOString(),
            jobs: [this.planned],
        } as unknown as RunRecord;
        this.control.put(runKey(folder), run);
        this.control.put(jobKey(folder, "copy", 0), job);
        this.control.put(jobIndexKey(jobId), job);
        const plan = {
            schemaVersion: 1,
            bucket: "src",
            tiers: [{ name: "cold", maxAttempts }],
        } as unknown as BucketPlan;
        this.control.put(configKey("src"), plan);
    }

    /** The job's end as DescribeJob tells it; counts follow from `failed` and the manifest. */
    end(status: string, change: Partial<DescribedJob> = {}): void {
        this.described.set(jobId, {
            jobId,
            status,
            description: jobDescription("dev", runId, "copy", 0),
            failureReasons: [],
            endedAt: new Date("2026-11-22T11:59:00.000Z"),
            tasks: { total: 4, succeeded: 4, failed: 0 },
            report: { bucketArn: "arn:aws:s3:::audit", prefix: reportPrefix(runId) },
            ...change,
        });
    }

    /** Writes the completion report as Batch Operations does, one file per status. */
    report(lines: readonly ReportLine[], of = jobId): void {
        const at = reportFolder(reportPrefix(runId), of);
        const row = ({
            key,
            status = "200",
            code = "",
            message,
            bucket = "src",
        }: ReportLine): string =>
            manifestLine([
                bucket,
                key,
                "",
                code === "" ? "succeeded" : "failed",
                status,
                code,
                message ?? (code === "" ? "Successful" : `it said "${code}", sorry`),
            ]);
        const files = (["succeeded", "failed"] as const)
            .map((status) => ({
                status,
                text: lines
                    .filter(({ code = "" }) => (code === "") === (status === "succeeded"))
                    .map(row)
                    .join(""),
            }))
            .filter(({ text }) => text !== "");
        for (const { status, text } of files) this.audit.put(`${at}results/${status}.csv`, text);
        const manifest = JSON.stringify({
            Format: "Report_CSV_20180820",
            ReportCreationDate: "2026-11-22T11:59:00.000Z",
            Results: files.map(({ status, text }) => ({
                TaskExecutionStatus: status,
                Bucket: "audit",
                MD5Checksum: md5Hex(text),
                Key: `${at}results/${status}.csv`,
            })),
            ReportSchema:
                "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage",
        });
        this.audit.put(`${at}manifest.json`, manifest);
        this.audit.put(`${at}manifest.json.md5`, md5Hex(manifest));
    }

    outcome(attempt = 0): OutcomeRecord | undefined {
        return this.control.json(outcomeKey(folder, "copy", attempt)) as OutcomeRecord | undefined;
    }
    retryManifest(attempt = 1): string | undefined {
        return this.control.objects
            .get(manifestKey(runId, "copy", attempt))
            ?.bytes.toString("utf8");
    }
    ledgerIds(): string[] {
        return this.audit
            .keys(ledgersPrefix)
            .map((key) => (this.audit.json(key) as LedgerRecord).id);
    }

    ports(): ReconcilePorts {
        const log =
            (level: string) =>
            (message: string): void => {
                this.logs.push(`${level} ${message}`);
            };
        return {
            stack: "dev",
            partition: "aws",
            control: this.control,
            audit: this.audit,
            manifests: new MemoryManifests(this.control),
            jobs: {
                create: async (planned) => {
                    await Promise.resolve();
                    if (this.createJobFailure !== undefined) throw this.createJobFailure;
                    const token = String(planned.request["ClientRequestToken"]);
                    const known = this.created.get(token);
                    if (known !== undefined) return known.jobId;
                    const id = `22222222-2222-4222-8222-22222222222${this.created.size}`;
                    this.created.set(token, { jobId: id, planned });
                    return id;
                },
                describe: (id) => Promise.resolve(this.described.get(id)),
            },
            notifier: {
                notify: (subject, body) => {
                    this.notices.push({ subject, body });
                    return Promise.resolve();
                },
            },
            telemetry: {
                metric: (name, value) => {
                    this.metrics.push(`${name}=${value}`);
                },
                info: log("info"),
                warn: log("warn"),
                error: log("error"),
            },
            now: () => this.time,
        };
    }
}
