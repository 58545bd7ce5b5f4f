/** How long the control bucket keeps what can be read again or is superseded. Run records stay for good. */

/**
 * The last reader of an inventory is a run that waited for approval (approvalLimitDays), ran, and is proven
 * proofPatienceDays later; Batch Operations forgets a job after 90 days. This leaves all of them room; a daily
 * inventory of a billion objects kept longer costs more than the archive saves.
 */
export const inventoryKeepDays: number = 100;

/**
 * Plans, results and parts of scans over many functions: used up when their manifests are joined, and kept a while for
 * a person who looks for what went wrong. Longer than any inventory may be old (maxAgeHours).
 */
export const scanKeepDays: number = 30;

/** Small, and what an auditor compares with the ledger; a done list can be made anew from them until then. */
export const manifestKeepDays: number = 400;
