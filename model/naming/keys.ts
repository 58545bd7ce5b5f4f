/**
 * Key layout of the control and audit buckets: the one place that spells the prefixes and names, builds keys and
 * reads them back.
 */

/** Destination prefix of every inventory configuration; never ends with "/" (it would double the slash). */
export const inventoryPrefix = "inventory";
export const inventoriesPrefix = `${inventoryPrefix}/`;
export const configPrefix = "config/";
/** Results of people's queries; the only prefix of the control bucket that people write. */
export const queriesPrefix = "queries/";
export const manifestsPrefix = "manifests/";
export const runsPrefix = "runs/";
export const jobIndexPrefix = "jobs/";
export const scansPrefix = "scans/";
export const reportsPrefix = "reports/";
export const ledgersPrefix = "ledger/";

export const configKey = (bucket: string): string => `${configPrefix}${bucket}.json`;
/** The bucket whose plan is stored under a key; undefined for any other key. */
export function bucketOfConfigKey(key: string): string | undefined {
    const bucket = key.slice(configPrefix.length).replace(/\.json$/, "");
    return key === configKey(bucket) ? bucket : undefined;
}

/** Folder S3 delivers a bucket's inventories to. */
export const inventoryFolder = (bucket: string, configurationId: string): string =>
    `${inventoriesPrefix}${bucket}/${configurationId}/`;

/** How a part of a run is archived: "copy" is the native Batch copy, "task" goes through a Lambda function. */
export type PartKind = "copy" | "task";

/**
 * A job part. What is too much for one job is spread over several of its kind, numbered from the second on: "copy",
 * "copy2", "copy3".
 */
export type JobPart = PartKind | `${PartKind}${number}`;

const partForm = /^(copy|task)([2-9]|[1-9]\d{1,5})?$/;

/** @param number from 1. Throws RangeError for anything else. */
export function numberedPart(kind: PartKind, number: number): JobPart {
    const part: JobPart = number === 1 ? kind : `${kind}${number}`;
    if (!partForm.test(part))
        throw new RangeError(`job part: number must be from 1 to 999999, got ${number}`);
    return part;
}

/** What a part is, whatever its number. Throws RangeError for a text that is no part. */
export function partKindOf(part: JobPart): PartKind {
    const kind = partForm.exec(part)?.[1];
    if (kind === undefined)
        throw new RangeError(`job part: must be "copy" or "task", then a number, got "${part}"`);
    return kind as PartKind;
}

/** Order of parts in a run: copies before tasks, each by number. */
export function compareParts(a: JobPart, b: JobPart): number {
    const [kindA, kindB] = [partKindOf(a), partKindOf(b)];
    if (kindA !== kindB) return kindA < kindB ? -1 : 1;
    return numberOfPart(a, kindA) - numberOfPart(b, kindB);
}

const numberOfPart = (part: JobPart, kind: PartKind): number =>
    Number(part.slice(kind.length) || 1);

/** One attempt at one part of a run. */
export interface JobOfRun {
    readonly part: JobPart;
    readonly attempt: number;
}

/** How a job is called in its run: "copy-0". */
export const jobName = ({ part, attempt }: JobOfRun): string => `${part}-${attempt}`;

/** The job of such a name; undefined for any other text. */
export function jobOfName(name: string): JobOfRun | undefined {
    const [, part, attempt] = /^([a-z]+\d*)-(\d+)$/.exec(name) ?? [];
    if (part === undefined || !partForm.test(part)) return undefined;
    return { part: part as JobPart, attempt: Number(attempt) };
}

/**
 * How the rows of a run are cut into the manifests of its jobs. It is no part of the run's identity and decides the
 * manifests' bytes, so it is in their keys: what is left of a try that crashed before run.json is in nobody's way when
 * the next try cuts in another way. Readers take the key that is stored in the run's record.
 */
export type ManifestCut = `rows-${number}` | `scan-${string}`;

/** In one function. */
export const cutByRows = (maxRowsPerJob: number): ManifestCut => `rows-${maxRowsPerJob}`;
/** By the shards of a scan, whose plan is stored under its id. The first digits of an id are the inventory's. */
export const cutByScan = (scanId: string): ManifestCut => `scan-${scanId.slice(16, 32)}`;

/** @param cut Of first attempts; a retry's rows are those that failed, whatever was cut. */
export const manifestKey = (
    runId: string,
    part: JobPart,
    attempt: number,
    cut?: ManifestCut,
): string => `${manifestName(runId, { part, attempt }, cut)}.csv`;
/** Sums of the pieces that a manifest was joined of (model/runs/records.ts, PlannedJob.manifest.pieces). */
export const manifestPiecesKey = (
    runId: string,
    part: JobPart,
    attempt: number,
    cut?: ManifestCut,
): string => `${manifestName(runId, { part, attempt }, cut)}.pieces.json`;

const manifestName = (runId: string, job: JobOfRun, cut: ManifestCut | undefined): string =>
    `${manifestsPrefix}${runId}/${cut === undefined ? "" : `${cut}/`}${jobName(job)}`;

/** All records of the runs of a bucket's tiers, also of tiers that are no longer declared. */
export const bucketRunsPrefix = (bucket: string): string => `${runsPrefix}${bucket}/`;
/** All records of one tier's runs; list it with delimiter "/" to find the runs. */
export const tierRunsPrefix = (bucket: string, tier: string): string =>
    `${runsPrefix}${bucket}/${tier}/`;
export const runFolder = (bucket: string, tier: string, runId: string): string =>
    `${tierRunsPrefix(bucket, tier)}${runId}/`;

type RecordKind = "run" | "job" | "outcome" | "notice" | "proof";
const recordKey = (folder: string, kind: RecordKind, of?: string): string =>
    `${folder}${kind}${of === undefined ? "" : `-${of}`}.json`;

export const runKey = (folder: string): string => recordKey(folder, "run");
export const jobKey = (folder: string, part: JobPart, attempt: number): string =>
    recordKey(folder, "job", jobName({ part, attempt }));
export const outcomeKey = (folder: string, part: JobPart, attempt: number): string =>
    recordKey(folder, "outcome", jobName({ part, attempt }));
/** Says that people and metrics were told of a run's decision. */
export const runNoticeKey = (folder: string): string => recordKey(folder, "notice", "run");
/** Says that an outcome's ledger entry, retry, metrics and notice are done. */
export const outcomeNoticeKey = (folder: string, part: JobPart, attempt: number): string =>
    recordKey(folder, "notice", jobName({ part, attempt }));
export const proofKey = (folder: string): string => recordKey(folder, "proof");

/** What a key in a run's folder holds; `job` is the job's name, for the records of one job. */
export type RunRecordKey = { readonly folder: string; readonly runId: string } & (
    | { readonly kind: "run" | "runNotice" | "proof" }
    | { readonly kind: "job" | "outcome" | "outcomeNotice"; readonly job: string }
);

/** Names with "_" before them are no buckets; what lies beside the runs has such names. */
const inRunFolder = /^([^/]+\/(?!_)(?:[^/]+\/){2}([^/]+)\/)([^/]+)$/;

/** Undefined for a key that is no record of a run. */
export function recordOf(key: string): RunRecordKey | undefined {
    const [, folder, runId, name] = (key.startsWith(runsPrefix) && inRunFolder.exec(key)) || [];
    if (folder === undefined || runId === undefined || name === undefined) return undefined;
    if (key === runKey(folder)) return { folder, runId, kind: "run" };
    if (key === runNoticeKey(folder)) return { folder, runId, kind: "runNotice" };
    if (key === proofKey(folder)) return { folder, runId, kind: "proof" };
    const job = jobOfName(/[a-z]+\d*-\d+(?=\.)/.exec(name)?.[0] ?? "");
    if (job === undefined) return undefined;
    const { part, attempt } = job;
    const of = { folder, runId, job: jobName(job) };
    if (key === jobKey(folder, part, attempt)) return { ...of, kind: "job" };
    if (key === outcomeKey(folder, part, attempt)) return { ...of, kind: "outcome" };
    if (key === outcomeNoticeKey(folder, part, attempt)) return { ...of, kind: "outcomeNotice" };
    return undefined;
}

/** Beside the runs. No bucket's name has "_", so it is nobody's run folder. */
export const doneListsPrefix = `${runsPrefix}_done/`;
/**
 * What earlier runs of a bucket's tiers have done, gathered: one list per inventory that needed a new one. `deed` is
 * a hash of what was done; listing order is the order of inventories.
 */
export const doneListPrefix = (bucket: string, deed: string): string =>
    `${doneListsPrefix}${bucket}/${deed}/`;
/** @param inventoryCreatedAt ISO 8601, start of the scan. */
export const doneListKey = (
    prefix: string,
    inventoryCreatedAt: string,
    manifestMd5: string,
): string => `${prefix}${inventoryCreatedAt}-${manifestMd5}.bin`;

/**
 * Who began a run when, by number, so that of two submits at once only one begins (runtime/submit/turn.ts). `lane`
 * is what only one run at a time may do.
 */
export const turnsPrefix = (bucket: string, lane: string): string =>
    `${runsPrefix}_turns/${bucket}/${lane}/`;
/** Numbers count from 1 and are zero-padded so that listing order is their order. */
export const turnKey = (prefix: string, number: number): string =>
    `${prefix}${String(number).padStart(9, "0")}.json`;
/** 0 for a key that is no turn's. */
export const turnNumber = (key: string): number => Number(/\/(\d{9})\.json$/.exec(key)?.[1] ?? 0);

/** Scans of a bucket's inventories that are spread over many functions (model/scale/scanRecords.ts). */
export const bucketScansPrefix = (bucket: string): string => `${scansPrefix}${bucket}/`;
export const scanFolder = (bucket: string, scanId: string): string =>
    `${bucketScansPrefix(bucket)}${scanId}/`;
export const scanKey = (folder: string): string => `${folder}scan.json`;
/** The id of the scan whose plan is stored under a key of the bucket; undefined for any other key. */
export function scanIdOfKey(bucket: string, key: string): string | undefined {
    const scanId = key.slice(bucketScansPrefix(bucket).length).split("/")[0] ?? "";
    return scanId !== "" && key === scanKey(scanFolder(bucket, scanId)) ? scanId : undefined;
}
/** The list that the state machine reads its items from. */
export const scanItemsKey = (folder: string): string => `${folder}items.json`;
/** One per execution that was started, counted from 1. */
export const scanAttemptKey = (folder: string, attempt: number): string =>
    `${folder}attempt-${attempt}.json`;
export const scanFailureKey = (folder: string, attempt: number): string =>
    `${folder}failed-${attempt}.json`;
/** Named by content, so that two submits that gather different things do not mix them. */
export const scanSetKey = (folder: string, kind: "done" | "watch", sha256: string): string =>
    `${folder}${kind}-${sha256.slice(0, 32)}.bin`;

/** Shards are counted from 0; five digits keep listing order their order. */
const shardName = (shard: number): string => String(shard).padStart(5, "0");
export const shardResultsPrefix = (folder: string): string => `${folder}shards/`;
export const shardResultKey = (folder: string, shard: number): string =>
    `${shardResultsPrefix(folder)}${shardName(shard)}.json`;
export const shardWatchedKey = (folder: string, shard: number): string =>
    `${folder}watched/${shardName(shard)}.jsonl.gz`;
export const shardPartKey = (folder: string, shard: number, tier: string, part: JobPart): string =>
    `${folder}parts/${shardName(shard)}/${tier}-${part}.csv`;
/** Says that a manifest of a run was joined of shard parts. */
export const joinedKey = (folder: string, tier: string, part: JobPart): string =>
    `${folder}joined/${tier}-${part}.json`;

/** Index from a Batch Operations job id to its run, because job events carry only the id. */
export const jobIndexKey = (jobId: string): string => `${jobIndexPrefix}${jobId}.json`;

/** Report prefix of a run in the audit bucket; no trailing slash (S3 would write "//"). */
export const reportPrefix = (runId: string): string => `${reportsPrefix}${runId}`;

export const ledgerPrefix = (bucket: string): string => `${ledgersPrefix}${bucket}/`;
/** Sequence numbers count from 1 and are zero-padded so that listing order is chain order. */
export const ledgerKey = (bucket: string, sequence: number): string =>
    `${ledgerPrefix(bucket)}${String(sequence).padStart(12, "0")}.json`;
