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
 * What reconcile can verify in its 15 minutes. It joins manifest and report in memory, 400,000 rows at a time, and
 * reads both again for each such pass (runtime/records/reportReader.ts), once to count and once for retries: the time
 * grows with the square. Measured on one x86 core, November 2026: 46 s for 1,200,000 rows counted, so 130 s for
 * 2,000,000 and twice that with a retry; a slower core and the downloads have more than as much again.
 */
export const verifiableRowsPerJob = 2_000_000;

/** Settings of a bucket's plan; plans of older programs have none. */
export const scaleOutOf = (plan: { readonly scaleOut?: ScaleOut | undefined }): ScaleOut =>
    plan.scaleOut ?? defaultScaleOut;

export const defaultScaleOut: ScaleOut = {
    minFiles: 20,
    maxConcurrency: 100,
    maxRowsPerJob: verifiableRowsPerJob,
};
