/**
 * Key layout of the control and audit buckets: the one place that spells the prefixes and names, builds keys and
 * reads them back.
 */

/** Destination prefix of every inventory configuration; never ends with "/" (it would double the slash). */
export const inventoryPrefix = "inventory";
export const inventoriesPrefix = `${inventoryPrefix}/`;
export const configPrefix = "config/";
export const manifestsPrefix = "manifests/";
export const runsPrefix = "runs/";
export const jobIndexPrefix = "jobs/";
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

/** A job part: "copy" is the native Batch copy, "task" goes through a Lambda function. */
export type JobPart = "copy" | "task";

/** One attempt at one part of a run. */
export interface JobOfRun {
    readonly part: JobPart;
    readonly attempt: number;
}

/** How a job is called in its run: "copy-0". */
export const jobName = ({ part, attempt }: JobOfRun): string => `${part}-${attempt}`;

/** The job of such a name; undefined for any other text. */
export function jobOfName(name: string): JobOfRun | undefined {
    const [, part, attempt] = /^(copy|task)-(\d+)$/.exec(name) ?? [];
    return part === undefined ? undefined : { part: part as JobPart, attempt: Number(attempt) };
}

export const manifestKey = (runId: string, part: JobPart, attempt: number): string =>
    `${manifestsPrefix}${runId}/${jobName({ part, attempt })}.csv`;

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
    const job = jobOfName(/[a-z]+-\d+(?=\.)/.exec(name)?.[0] ?? "");
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

/** Index from a Batch Operations job id to its run, because job events carry only the id. */
export const jobIndexKey = (jobId: string): string => `${jobIndexPrefix}${jobId}.json`;

/** Report prefix of a run in the audit bucket; no trailing slash (S3 would write "//"). */
export const reportPrefix = (runId: string): string => `${reportsPrefix}${runId}`;

export const ledgerPrefix = (bucket: string): string => `${ledgersPrefix}${bucket}/`;
/** Sequence numbers count from 1 and are zero-padded so that listing order is chain order. */
export const ledgerKey = (bucket: string, sequence: number): string =>
    `${ledgerPrefix(bucket)}${String(sequence).padStart(12, "0")}.json`;
