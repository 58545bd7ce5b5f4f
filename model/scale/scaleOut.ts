/** When a stack spreads the reading of an inventory over many functions, and how it cuts what comes out into jobs. */

export interface ScaleOut {
    /** From this number of data files on, each file is read by a function of its own. 1 to 100,000. */
    readonly minFiles: number;
    /** Functions that read at the same time for one inventory. 1 to 1,000. */
    readonly maxConcurrency: number;
    /** Rows of one Batch Operations job; a part of a run with more becomes several jobs. */
    readonly maxRowsPerJob: number;
}

/**
 * Objects per job of copies and Lambda invocations (S3 User Guide, April 2026, per-operation pages: 20 billion; the
 * general page says 4 billion, and the lower one is what we never pass).
 */
export const batchRowLimit = 4_000_000_000;

/**
 * What reconcile verifies in one pass over manifest and report (runtime/records/reportReader.ts); a job with more is
 * read once more for every further such number of rows. Measured on one core of an AMD EPYC with Node 24, November
 * 2026: all 32,000,000 rows of both in 57 s of CPU time and 1.4 GB of memory in all, of which 1.2 GB are 28 bytes for
 * each object and 8.4 for its place in the index (model/jobs/identityTable.ts), so the function has 2 GB. About 10 GB
 * from S3 (some 140 bytes a row of the manifest, more of the report) at 75 MB/s [assumed for Lambda] are 130 s more, a
 * retry about half as much again of both: a third of the 15 minutes.
 */
export const verifiableRowsPerJob = 32_000_000;

/** Reconcile's time for more passes than this is not there, by the figures above with a reserve of a half. */
export const mostRowsPerJob = 2 * verifiableRowsPerJob;

/** Settings of a bucket's plan; plans of older programs have none. */
export const scaleOutOf = (plan: { readonly scaleOut?: ScaleOut | undefined }): ScaleOut =>
    plan.scaleOut ?? defaultScaleOut;

export const defaultScaleOut: ScaleOut = {
    minFiles: 20,
    maxConcurrency: 100,
    maxRowsPerJob: verifiableRowsPerJob,
};
