/** Reads a job's manifest and completion report, verifies both while streaming, and joins them. */
import { createHash } from "node:crypto";
import { IdentityHash } from "../../model/jobs/identityHash";
import { IdentityTable } from "../../model/jobs/identityTable";
import { type JoinCounts, type RowVerdict, sumOfCounts } from "../../model/jobs/joinCounts";
import { joinParts } from "../../model/jobs/joinParts";
import type { ManifestRow } from "../../model/jobs/manifestRow";
import { ListedTooOften, ReportJoin } from "../../model/jobs/reportJoin";
import {
    md5Hex,
    readReportManifest,
    type ReportFile,
    reportFolder,
} from "../../model/jobs/reportManifest";
import { reportPrefix } from "../../model/naming/keys";
import type { JobRecord, PlannedJob } from "../../model/runs/records";
import type { ManifestStore } from "../aws/manifestStore";
import { NoSuchObject, type ObjectStore } from "../aws/objectStore";
import { csvRows, type CsvRowSink, readCsvRows } from "./csvRows";
import { manifestPiecesOf, piecewiseSum, wholeSum, type ManifestSum } from "./manifestSums";
import { ReportUnsound, soundly } from "./reportUnsound";
import { answeredRows, expectedRows, manifestRows } from "./rowReaders";
import { BlockSums } from "./verifiedReplay";

export { ReportUnsound };

interface Stores {
    readonly audit: ObjectStore;
    readonly manifests: Pick<ManifestStore, "stream">;
}

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

/** What a manifest and its report come to together; with problems there are no counts. */
export interface JoinedReport {
    readonly counts?: JoinCounts | undefined;
    readonly problems: readonly string[];
    /** `rowsWhere` of the same files, without reading the report again where one pass was enough. */
    readonly rowsWhere: (passes: (verdict: RowVerdict) => boolean) => AsyncGenerator<ManifestRow>;
}

/**
 * Joins the whole job; a file that is missing, damaged or unreadable is a problem.
 *
 * @param rowsAtOnce Rows that fit into memory; a job with more is joined in parts. @default verifiableRowsPerJob
 */
export async function joinedReport(
    stores: Stores,
    planned: PlannedJob,
    files: readonly ReportFile[],
    rowsAtOnce?: number,
): Promise<JoinedReport> {
    const parts: JoinCounts[] = [];
    // A part of several is given up for the next one.
    let whole: Joined | undefined;
    const again = (passes: (verdict: RowVerdict) => boolean): AsyncGenerator<ManifestRow> =>
        whole === undefined
            ? rowsWhere(stores, planned, files, passes, rowsAtOnce)
            : passingRows(stores, planned, whole, passes);
    try {
        for await (const joined of joins(stores, planned, files, rowsAtOnce)) {
            parts.push(joined.join.counts(await unansweredKeys(stores, planned, joined)));
            if (joined.isWhole) whole = joined;
        }
    } catch (error) {
        if (error instanceof ReportUnsound) return { problems: [error.message], rowsWhere: again };
        throw error;
    }
    return { counts: sumOfCounts(parts), problems: [], rowsWhere: again };
}

/**
 * The manifest rows whose verdict passes, in an order that is the same every time. Reads everything again, so
 * that no list of rows is ever held; call it for a sound report only. Throws ReportUnsound, and yields no row of
 * files that do not hold: all are read to their end before the first row, and what the manifest holds when its rows
 * are read is what it held then.
 */
export async function* rowsWhere(
    stores: Stores,
    planned: PlannedJob,
    files: readonly ReportFile[],
    passes: (verdict: RowVerdict) => boolean,
    rowsAtOnce?: number,
): AsyncGenerator<ManifestRow> {
    for await (const joined of joins(stores, planned, files, rowsAtOnce))
        yield* passingRows(stores, planned, joined, passes);
}

async function* passingRows(
    stores: Stores,
    planned: PlannedJob,
    joined: Joined,
    passes: (verdict: RowVerdict) => boolean,
): AsyncGenerator<ManifestRow> {
    const isWanted = (entry: number): boolean => passes(joined.join.verdict(entry));
    if (joined.join.hasEntry(isWanted)) yield* distinctRows(stores, planned, joined, isWanted);
}

/** A join, and what the manifest's bytes were when it was made. */
interface Joined {
    /** Of all rows, and answers as long as it is held; a part of several does until the next is asked for. */
    readonly isWhole: boolean;
    readonly join: ReportJoin;
    readonly sums: BlockSums;
}

async function* joins(
    stores: Stores,
    planned: PlannedJob,
    files: readonly ReportFile[],
    rowsAtOnce?: number,
): AsyncGenerator<Joined> {
    // Both sides are read again for each part, into the one table that there is memory for.
    const { parts, room } = joinParts(planned.manifest.rows, rowsAtOnce);
    const hash = new IdentityHash();
    const table = new IdentityTable(room);
    for (let partition = 0; partition < parts; partition += 1) {
        const join = new ReportJoin({ table, partition, partitions: parts, hash });
        const sums = new BlockSums();
        await readManifest(stores, planned, join, sums);
        for (const file of files) await readResults(stores, file, join);
        yield { isWhole: parts === 1, join, sums };
    }
}

async function readManifest(
    stores: Stores,
    planned: PlannedJob,
    join: ReportJoin,
    sums: BlockSums,
): Promise<void> {
    const { key, versionId, fields } = planned.manifest;
    const sum = await manifestSum(stores, planned.manifest);
    const both = {
        update(bytes: Buffer): void {
            sum.update(bytes);
            sums.update(bytes);
        },
    };
    await readRows(
        key,
        () => stores.manifests.stream(key, versionId),
        both,
        expectedRows(key, fields, join),
    );
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
    await readRows(
        file.key,
        () => stores.audit.stream(file.key),
        hash,
        answeredRows(file.key, file.taskStatus, join),
    );
    const actual = hash.digest("hex");
    if (actual !== file.md5)
        throw new ReportUnsound(
            `${file.key}: MD5 must be ${file.md5} as manifest.json says, got ${actual}; ` +
                "the report was damaged or altered",
        );
}

/** Every byte to the hash, every row to the sink. */
async function readRows(
    key: string,
    open: () => Promise<AsyncIterable<Buffer>>,
    hash: { update(bytes: Buffer): unknown },
    sink: CsvRowSink,
): Promise<void> {
    await readable(key, async () => {
        const chunks = await open();
        const hashed = async function* (): AsyncGenerator<Buffer> {
            for await (const chunk of chunks) {
                hash.update(chunk);
                yield chunk;
            }
        };
        await readCsvRows(hashed(), sink);
    });
}

/** The rows by which the wanted entries came into the join, in the manifest's order. */
async function* distinctRows(
    stores: Stores,
    planned: PlannedJob,
    { join, sums }: Joined,
    isWanted: (entry: number) => boolean,
): AsyncGenerator<ManifestRow> {
    const { key, versionId, fields } = planned.manifest;
    let found: ManifestRow[] = [];
    let next = 0;
    // Entries are numbered as they came, so the first row of an entry is the one that has the next number.
    const isFirst = (entry: number): boolean => {
        if (entry !== next) return false;
        next++;
        return isWanted(entry);
    };
    const sink = manifestRows(key, fields, {
        at: (place, _, text) => {
            const entry = join.entryAt(place);
            if (entry === undefined) return false;
            if (isFirst(entry)) found.push(text());
            return true;
        },
        row: (row) => {
            if (isFirst(join.entryOf(row))) found.push(row);
        },
    });
    const altered = (): ReportUnsound =>
        new ReportUnsound(
            `${key}: must be the same whenever it is read, got other bytes than before; the manifest was altered`,
        );
    try {
        const chunks = await stores.manifests.stream(key, versionId);
        const steps = csvRows(sums.replay(chunks, altered), sink);
        try {
            while ((await steps.next()).done !== true) {
                yield* found;
                found = [];
            }
        } finally {
            await steps.return(undefined);
        }
    } catch (error) {
        throw readingFailure(key, error);
    }
}

async function unansweredKeys(
    stores: Stores,
    planned: PlannedJob,
    joined: Joined,
): Promise<readonly string[]> {
    const wanted = joined.join.unansweredEntries();
    const keys: string[] = [];
    if (wanted.size === 0) return keys;
    for await (const { key } of distinctRows(stores, planned, joined, (entry) =>
        wanted.has(entry),
    )) {
        keys.push(key);
        if (keys.length === wanted.size) break;
    }
    return keys;
}

/** A file that is missing or no CSV is a problem of the report; a call that failed is not, and is repeated. */
function readingFailure(key: string, error: unknown): unknown {
    if (error instanceof NoSuchObject) return new ReportUnsound(`${key}: must exist, got nothing`);
    if (error instanceof ListedTooOften) return new ReportUnsound(`${key}: ${error.message}`);
    if (isCsvError(error)) return new ReportUnsound(`${key}: must be CSV, got ${error.message}`);
    return error;
}

async function readable(key: string, read: () => Promise<void>): Promise<void> {
    try {
        await read();
    } catch (error) {
        throw readingFailure(key, error);
    }
}

const isCsvError = (error: unknown): error is Error =>
    error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
