/** What the functions are given: infra sizes them by it, and scans are planned and settings checked by it. */
import type { FunctionName } from "../naming/names";

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

/**
 * Concurrency that each function reserves of its account's, so that it runs when others are busy and no job floods
 * the account. The shards reserve `scaleOut.maxConcurrency`.
 */
export const reservedConcurrency: Readonly<Record<Exclude<FunctionName, "shard">, number>> = {
    submit: 10,
    reconcile: 10,
    task: 100,
    watchdog: 1,
};

/** Concurrent executions of an account in a Region, unless a higher quota was granted (Lambda Developer Guide, quotas). */
export const defaultConcurrencyQuota = 1_000;

/** Of an account's quota, what Lambda lets nobody reserve (Lambda Developer Guide, reserved concurrency). */
export const leastUnreserved = 100;

/** Most shards at once that can be deployed with the default quota, if nothing else in the account reserves any: 779. */
export const maxShardsOfDefaultQuota =
    defaultConcurrencyQuota -
    leastUnreserved -
    Object.values(reservedConcurrency).reduce((sum, reserved) => sum + reserved, 0);
