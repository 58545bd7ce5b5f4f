/** Reads a job's manifest and completion report, verifies both while streaming, and joins them. */
import { createHash } from "node:crypto";
import { manifestRow, type ManifestRow } from "../../model/jobs/manifestRow";
import {
    type JoinCounts,
    ReportJoin,
    type RowVerdict,
    sumOfCounts,
} from "../../model/jobs/reportJoin";
import {
    md5Hex,
    readReportManifest,
    type ReportFile,
    reportFolder,
} from "../../model/jobs/reportManifest";
import { reportRow } from "../../model/jobs/reportRow";
import { reportPrefix } from "../../model/naming/keys";
import type { JobRecord, PlannedJob } from "../../model/runs/records";
import type { ManifestStore } from "../aws/manifestStore";
import { NoSuchObject, type ObjectStore } from "../aws/objectStore";
import { manifestPiecesOf, piecewiseSum, wholeSum, type ManifestSum } from "./manifestSums";
import { hashedCsvRows } from "./hashedCsvRows";

interface Stores {
    readonly audit: ObjectStore;
    readonly manifests: Pick<ManifestStore, "stream">;
}

/** Thrown when a file is not what its checksum says, is missing or is no CSV; becomes a report problem. */
export class ReportUnsound extends Error {
    constructor(problem: string) {
        super(problem);
        this.name = "ReportUnsound";
    }
}

/** Rows joined at once: a few hundred bytes each, within the function's memory. */
const rowsPerPartition = 400_000;

export interface VerifiedReport {
    readonly manifestKey: string;
    readonly manifestMd5: string;
    readonly files: readonly ReportFile[];
}

/** The report's list of files; undefined while it is not there. `problems` leave no files to trust. */
export async function readReportFiles(
    stores: Stores,
    job: Pick<JobRecord, "runId" | "jobId">,
): Promise<
    | { readonly report: VerifiedReport; readonly problems: readonly [] }
    | { readonly report?: undefined; readonly problems: readonly string[] }
    | undefined
> {
    const folder = reportFolder(reportPrefix(job.runId), job.jobId);
    const manifestKey = `${folder}manifest.json`;
    const manifest = await stores.audit.read(manifestKey);
    const checksum = await stores.audit.read(`${manifestKey}.md5`);
    if (manifest === undefined || checksum === undefined) return undefined;
    const reading = readReportManifest(manifest.bytes, checksum.bytes.toString("utf8"), {
        bucket: stores.audit.bucket,
        folder,
    });
    if (reading.files === undefined) return { problems: reading.problems };
    return {
        report: { manifestKey, manifestMd5: md5Hex(manifest.bytes), files: reading.files },
        problems: [],
    };
}

/** Counts over the whole job; a file that is missing, damaged or unreadable is a problem and leaves no counts. */
export async function joinedCounts(
    stores: Stores,
    planned: PlannedJob,
    files: readonly ReportFile[],
): Promise<{ readonly counts?: JoinCounts | undefined; readonly problems: readonly string[] }> {
    const parts: JoinCounts[] = [];
    try {
        for await (const join of joins(stores, planned, files)) parts.push(join.counts());
    } catch (error) {
        if (error instanceof ReportUnsound) return { problems: [error.message] };
        throw error;
    }
    return { counts: sumOfCounts(parts), problems: [] };
}

/**
 * The manifest rows whose verdict passes, in an order that is the same every time. Reads everything again, so
 * that no list of rows is ever held; call it for a sound report only. Throws ReportUnsound, and yields no row of
 * files that do not hold: all are read to their end before the first row.
 */
export async function* rowsWhere(
    stores: Stores,
    planned: PlannedJob,
    files: readonly ReportFile[],
    passes: (verdict: RowVerdict) => boolean,
): AsyncGenerator<ManifestRow> {
    for await (const join of joins(stores, planned, files))
        for (const { row, verdict } of join.rows()) if (passes(verdict)) yield row;
}

async function* joins(
    stores: Stores,
    planned: PlannedJob,
    files: readonly ReportFile[],
): AsyncGenerator<ReportJoin> {
    const partitions = Math.max(1, Math.ceil(planned.manifest.rows / rowsPerPartition));
    for (let partition = 0; partition < partitions; partition += 1) {
        const join = new ReportJoin(partition, partitions);
        await readManifest(stores, planned, join);
        for (const file of files) await readResults(stores, file, join);
        yield join;
    }
}

async function readManifest(stores: Stores, planned: PlannedJob, join: ReportJoin): Promise<void> {
    const { key, versionId, fields } = planned.manifest;
    const sum = await manifestSum(stores, planned.manifest);
    let line = 0;
    await readable(key, async () => {
        for await (const columns of hashedCsvRows(
            await stores.manifests.stream(key, versionId),
            sum,
        )) {
            line += 1;
            const where = `${key} row ${line}`;
            join.expect(soundly(() => manifestRow(columns, fields, where)));
        }
    });
    const problem = sum.problem();
    if (problem !== undefined) throw new ReportUnsound(`${key}: ${problem}`);
}

async function manifestSum(
    stores: Stores,
    { sha256, pieces }: PlannedJob["manifest"],
): Promise<ManifestSum> {
    if (pieces === undefined) return wholeSum(sha256);
    const chunks: Buffer[] = [];
    await readable(pieces.key, async () => {
        for await (const chunk of await stores.manifests.stream(pieces.key)) chunks.push(chunk);
    });
    return soundly(() => {
        try {
            return piecewiseSum(manifestPiecesOf(Buffer.concat(chunks), sha256));
        } catch (cause) {
            throw new Error(`${pieces.key}: ${cause instanceof Error ? cause.message : ""}`, {
                cause,
            });
        }
    });
}

async function readResults(stores: Stores, file: ReportFile, join: ReportJoin): Promise<void> {
    const hash = createHash("md5");
    let row = 0;
    await readable(file.key, async () => {
        for await (const columns of hashedCsvRows(await stores.audit.stream(file.key), hash)) {
            row += 1;
            const where = `${file.key} row ${row}`;
            join.answer(
                soundly(() => reportRow(columns, where)),
                file.taskStatus,
            );
        }
    });
    const actual = hash.digest("hex");
    if (actual !== file.md5)
        throw new ReportUnsound(
            `${file.key}: MD5 must be ${file.md5} as manifest.json says, got ${actual}; ` +
                "the report was damaged or altered",
        );
}

/** A file that is missing or no CSV is a problem of the report; a call that failed is not, and is repeated. */
async function readable(key: string, read: () => Promise<void>): Promise<void> {
    try {
        await read();
    } catch (error) {
        if (error instanceof NoSuchObject)
            throw new ReportUnsound(`${key}: must exist, got nothing`);
        if (isCsvError(error)) throw new ReportUnsound(`${key}: must be CSV, got ${error.message}`);
        throw error;
    }
}

function soundly<T>(read: () => T): T {
    try {
        return read();
    } catch (error) {
        throw new ReportUnsound(error instanceof Error ? error.message : String(error));
    }
}

const isCsvError = (error: unknown): error is Error =>
    error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
