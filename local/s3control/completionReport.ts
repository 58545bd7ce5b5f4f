import { createHash } from "node:crypto";
import type { CallContext, World } from "../core/contracts";
import type { Job } from "./job";
import type { ManifestRow } from "./manifestRow";
import type { TaskResult } from "./taskResult";

/** Rows of one results file. AWS documents no number; several files per status occur. */
const rowsPerResultsFile = 10_000;

/** Declared as AWS declares it, and not the order of the rows (S3 User Guide, April 2026, and observed reports). */
const declaredSchema =
    "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage";

/** A row: the key as in the manifest, and HTTPStatusCode before ErrorCode. */
export function reportLine(row: ManifestRow, result: TaskResult): string {
    const status = result.outcome === "succeeded" ? "succeeded" : "failed";
    return `${[
        row.bucket,
        row.encodedKey,
        row.versionId ?? "",
        status,
        String(result.httpStatus),
        result.errorCode,
        result.message,
    ]
        .map(csvField)
        .join(",")}\n`;
}

/**
 * Writes the job's completion report as the job role, always under SSE-S3: results, manifest.json, manifest.json.md5.
 * Nothing when the report is off or no task ran.
 * @throws AwsError when a write is refused.
 */
export async function writeCompletionReport(
    world: World,
    ctx: CallContext,
    job: Job,
): Promise<void> {
    const { Report } = job.request;
    if (!Report.Enabled || job.succeeded + job.failed === 0) return;
    const bucket = (Report.Bucket ?? "").slice((Report.Bucket ?? "").lastIndexOf(":") + 1);
    const folder = `${Report.Prefix === undefined ? "" : `${Report.Prefix}/`}job-${job.id}`;
    const put = async (key: string, text: string): Promise<void> => {
        await world.s3.putObject(ctx, {
            bucket,
            key,
            body: { bytes: Buffer.from(text) },
            encryption: { algorithm: "AES256" },
            expectedBucketOwner: Report.ExpectedBucketOwner,
        });
    };

    const results: object[] = [];
    for (const status of ["succeeded", "failed"] as const) {
        if (status === "succeeded" && Report.ReportScope === "FailedTasksOnly") continue;
        const lines = job.reportLines[status];
        for (let start = 0; start < lines.length; start += rowsPerResultsFile) {
            const text = lines.slice(start, start + rowsPerResultsFile).join("");
            const key = `${folder}/results/${world.ids.hex(40)}.csv`;
            await put(key, text);
            results.push({
                TaskExecutionStatus: status,
                Bucket: bucket,
                MD5Checksum: md5(text),
                Key: key,
            });
        }
    }
    const manifest = JSON.stringify({
        Format: "Report_CSV_20180820",
        ReportCreationDate: world.clock.date().toISOString(),
        Results: results,
        ReportSchema: declaredSchema,
    });
    await put(`${folder}/manifest.json`, manifest);
    await put(`${folder}/manifest.json.md5`, md5(manifest));
}

function csvField(text: string): string {
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
