/** The manifest.json of a completion report: which result files there are and their checksums. */
import { createHash } from "node:crypto";

export interface ReportFile {
    readonly taskStatus: "succeeded" | "failed";
    readonly key: string;
    /** Hex, lower case. */
    readonly md5: string;
}

/** Folder that Batch Operations writes a job's report to (reference 5.11; the API reference's form is wrong). */
export const reportFolder = (prefix: string, jobId: string): string => `${prefix}/job-${jobId}/`;

export interface ExpectedReport {
    readonly bucket: string;
    /** `reportFolder(...)`: every result file must be below it. */
    readonly folder: string;
}

export type ReportManifestReading =
    | { readonly files: readonly ReportFile[]; readonly problems: readonly [] }
    | { readonly files?: undefined; readonly problems: readonly string[] };

/** MD5 in hex, the form in which Batch Operations checks its reports. */
export const md5Hex = (bytes: Uint8Array | string): string =>
    createHash("md5").update(bytes).digest("hex");

/** Reads manifest.json and its .md5; every problem is named, and with any there are no files to trust. */
export function readReportManifest(
    manifest: Uint8Array,
    checksum: string,
    expected: ExpectedReport,
): ReportManifestReading {
    const where = `${expected.folder}manifest.json`;
    const actual = md5Hex(manifest);
    // The checksum file may hold quotes or a newline; what counts is the digest in it.
    const declared = checksum.trim().replace(/^"|"$/g, "").toLowerCase();
    if (declared !== actual) {
        return {
            problems: [
                `${where}: MD5 must be "${declared}" as manifest.json.md5 says, got "${actual}"; ` +
                    `the report was damaged or altered`,
            ],
        };
    }
    let document: unknown;
    try {
        document = JSON.parse(Buffer.from(manifest).toString("utf8"));
    } catch (error) {
        return { problems: [`${where}: must be JSON, got ${String(error)}`] };
    }
    if (!isRecord(document)) return { problems: [`${where}: must be a JSON object`] };
    const problems: string[] = [];
    if (document["Format"] !== "Report_CSV_20180820") {
        problems.push(
            `${where}: Format must be "Report_CSV_20180820", got ${JSON.stringify(document["Format"])}`,
        );
    }
    const results = document["Results"];
    if (!Array.isArray(results)) {
        return { problems: [...problems, `${where}: Results must be a list`] };
    }
    const files: ReportFile[] = [];
    const seen = new Set<string>();
    results.forEach((entry: unknown, index) => {
        const file = reportFile(entry, `${where} Results[${index}]`, expected, problems);
        if (file === undefined) return;
        if (seen.has(file.key)) problems.push(`${where}: "${file.key}" is listed twice`);
        seen.add(file.key);
        files.push(file);
    });
    return problems.length > 0 ? { problems } : { files, problems: [] };
}

function reportFile(
    entry: unknown,
    where: string,
    expected: ExpectedReport,
    problems: string[],
): ReportFile | undefined {
    if (!isRecord(entry)) {
        problems.push(`${where}: must be an object`);
        return undefined;
    }
    const { TaskExecutionStatus: taskStatus, Bucket: bucket, Key: key, MD5Checksum: md5 } = entry;
    if (taskStatus !== "succeeded" && taskStatus !== "failed") {
        problems.push(
            `${where}: TaskExecutionStatus must be "succeeded" or "failed", got ${JSON.stringify(taskStatus)}`,
        );
        return undefined;
    }
    if (bucket !== expected.bucket) {
        problems.push(
            `${where}: Bucket must be "${expected.bucket}", got ${JSON.stringify(bucket)}`,
        );
        return undefined;
    }
    if (typeof key !== "string" || !key.startsWith(`${expected.folder}results/`)) {
        problems.push(
            `${where}: Key must be below "${expected.folder}results/", got ${JSON.stringify(key)}`,
        );
        return undefined;
    }
    if (typeof md5 !== "string" || !/^[0-9a-f]{32}$/i.test(md5)) {
        problems.push(`${where}: MD5Checksum must be 32 hex digits, got ${JSON.stringify(md5)}`);
        return undefined;
    }
    return { taskStatus, key, md5: md5.toLowerCase() };
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
