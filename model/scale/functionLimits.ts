/** What the functions that read inventories are given: infra sizes them by it, and a scan is planned by it. */

export interface FunctionLimits {
    /** Seconds, at most 900 (Lambda). */
    readonly timeoutSeconds: number;
    /** 1,769 MB have the power of one vCPU (Lambda Developer Guide). */
    readonly memoryMb: number;
    /** Size of /tmp, 512 to 10,240. Parquet and ORC files are read from there. */
    readonly ephemeralStorageMb: number;
}

/** Reads small inventories itself, beside all else it does. */
export const submitLimits: FunctionLimits = {
    timeoutSeconds: 900,
    memoryMb: 2048,
    ephemeralStorageMb: 2048,
};

/** Reads one data file, or a few small ones. */
export const shardLimits: FunctionLimits = {
    timeoutSeconds: 900,
    memoryMb: 1769,
    ephemeralStorageMb: 10_240,
};
