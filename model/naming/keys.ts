/** Key layout of the control and audit buckets: the one place that spells the prefixes. */

/** Destination prefix of every inventory configuration; never ends with "/" (it would double the slash). */
export const inventoryPrefix = "inventory";

export const configKey = (bucket: string): string => `config/${bucket}.json`;
export const configPrefix = "config/";

/** Folder S3 delivers a bucket's inventories to. */
export const inventoryFolder = (bucket: string, configurationId: string): string =>
    `${inventoryPrefix}/${bucket}/${configurationId}/`;

/** A job part: "copy" is the native Batch copy, "task" goes through a Lambda function. */
export type JobPart = "copy" | "task";

export const manifestKey = (runId: string, part: JobPart, attempt: number): string =>
    `manifests/${runId}/${part}-${attempt}.csv`;

/** All records of one tier's runs; list it with delimiter "/" to find the runs. */
export const tierRunsPrefix = (bucket: string, tier: string): string => `runs/${bucket}/${tier}/`;
export const runFolder = (bucket: string, tier: string, runId: string): string =>
    `${tierRunsPrefix(bucket, tier)}${runId}/`;
export const runKey = (folder: string): string => `${folder}run.json`;
export const jobKey = (folder: string, part: JobPart, attempt: number): string =>
    `${folder}job-${part}-${attempt}.json`;
export const outcomeKey = (folder: string, part: JobPart, attempt: number): string =>
    `${folder}outcome-${part}-${attempt}.json`;
/** Says that people and metrics were told of a run's decision. */
export const runNoticeKey = (folder: string): string => `${folder}notice-run.json`;
export const proofKey = (folder: string): string => `${folder}proof.json`;

/**
 * What earlier runs of a tier have done, gathered: one list per run that needed a new one. No bucket's name has "_",
 * so it is nobody's run folder. `deed` is a hash of what the tier does; listing order is the order of inventories.
 */
export const doneListPrefix = (bucket: string, tier: string, deed: string): string =>
    `runs/_done/${bucket}/${tier}/${deed}/`;

/** Index from a Batch Operations job id to its run, because job events carry only the id. */
export const jobIndexKey = (jobId: string): string => `jobs/${jobId}.json`;

/** Report prefix of a run in the audit bucket; no trailing slash (S3 would write "//"). */
export const reportPrefix = (runId: string): string => `reports/${runId}`;

export const ledgerPrefix = (bucket: string): string => `ledger/${bucket}/`;
/** Sequence numbers count from 1 and are zero-padded so that listing order is chain order. */
export const ledgerKey = (bucket: string, sequence: number): string =>
    `${ledgerPrefix(bucket)}${String(sequence).padStart(12, "0")}.json`;
