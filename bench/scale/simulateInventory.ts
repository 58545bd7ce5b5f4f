/** One inventory of any size through the product's design: time, cost, memory, requests, and the limits on its way. */
import {
    defaultConcurrencyQuota,
    maxShardsOfDefaultQuota,
    shardLimits,
    submitLimits,
} from "../../model/scale/functionLimits";
import { joinLimits } from "../../model/scale/joinPlan";
import { maxShards, scanPlan } from "../../model/scale/scanPlan";
import type { Assumptions } from "./assumptions";
import { simulateMap, type MapResult } from "./simulateMap";

export interface InventorySize {
    readonly files: number;
    readonly rowsPerFile: number;
    /** Stored bytes of one file. */
    readonly bytesPerFile: number;
    /** CPU seconds of the product's scan of one file, sums included (bench: csv-wasm-md5). */
    readonly cpuSecondsPerFile: number;
    /** Largest resident set of that scan, in MB. */
    readonly rssMb: number;
    readonly concurrency: number;
    readonly maxRowsPerJob: number;
    readonly tiers: number;
}

export interface Limit {
    readonly name: string;
    readonly used: number;
    readonly limit: number;
    readonly unit: string;
    /** What the product does there. */
    readonly then: string;
}

export interface SimulatedInventory {
    readonly plan: string;
    readonly map: MapResult;
    readonly concludeSeconds: number;
    readonly joinSeconds: number;
    readonly startSeconds: number;
    readonly jobs: number;
    readonly selectedRows: number;
    readonly usd: Readonly<Record<"functions" | "stateMachine" | "requests" | "total", number>>;
    /** By how near they are, nearest first. */
    readonly limits: readonly Limit[];
}

/** Calls of one shard besides its data file: its own result, the plan, manifest.json, the done and watch sets. */
const smallReadsPerShard = 5;
/** runtime/aws/s3ManifestStore.ts stores a piece above this in parts. */
const uploadPartBytes = 8 * 1024 * 1024;
/** runtime/submit/scaled/shardResults.ts, runtime/aws/s3ManifestJoiner.ts, runtime/aws/startJob.ts. */
const readsAtOnce = 32;
const partsAtOnce = 32;
const jobsAtOnce = 4;
/** Of an account's concurrency, what other functions reserve or nobody may. */
const notForShards = defaultConcurrencyQuota - maxShardsOfDefaultQuota;

export function simulateInventory(size: InventorySize, a: Assumptions): SimulatedInventory {
    const { files, rowsPerFile, bytesPerFile } = size;
    const listed = Array.from({ length: files }, (_, index) => ({
        key: `data/${index}.csv.gz`,
        size: bytesPerFile,
        md5: "",
    }));
    const plan = scanPlan(
        { format: "CSV", files: listed },
        { minFiles: 20, maxConcurrency: size.concurrency, maxRowsPerJob: size.maxRowsPerJob },
    );
    const shards = plan.kind === "shards" ? plan.shards.length : 1;
    const filesPerShard = files / shards;

    // Bytes come while earlier ones are scanned: the slower of the two decides.
    const scanSeconds = size.cpuSecondsPerFile * a.arm64CpuFactor;
    const downloadSeconds = bytesPerFile / 1e6 / a.downloadMegabytesPerSecond;
    const perFile = Math.max(scanSeconds, downloadSeconds);
    const pieceBytes = (rowsPerFile * a.selectedShare * a.manifestBytesPerRow) / size.tiers;
    const callsPerPiece =
        pieceBytes <= uploadPartBytes ? 1 : 2 + Math.ceil(pieceBytes / uploadPartBytes);
    const putsPerShard = size.tiers * callsPerPiece + 1;
    const meanSeconds =
        a.coldStartSeconds +
        smallReadsPerShard * a.requestSeconds +
        perFile * filesPerShard +
        putsPerShard * a.requestSeconds;
    const map = simulateMap({
        shards,
        concurrency: size.concurrency,
        childStartsPerSecond: a.childStartsPerSecond,
        meanSeconds,
        spread: a.shardSpread,
        getsPerShard: smallReadsPerShard + filesPerShard,
        putsPerShard,
    });

    const selectedRows = files * rowsPerFile * a.selectedShare;
    const rowsPerTier = selectedRows / size.tiers;
    const jobsPerTier = Math.ceil(rowsPerTier / size.maxRowsPerJob);
    const jobs = jobsPerTier * size.tiers;
    const concludeSeconds = (shards / readsAtOnce) * a.requestSeconds;
    const joinedParts =
        shards * size.tiers * Math.max(1, Math.ceil(pieceBytes / joinLimits.maxPartBytes));
    const joinSeconds =
        (joinedParts / partsAtOnce) * a.partCopySeconds + jobs * 4 * a.requestSeconds;
    const startSeconds = (jobs / jobsAtOnce) * a.createJobSeconds;

    const gigabytes = shardLimits.memoryMb / 1024;
    const submitSeconds = concludeSeconds + joinSeconds + startSeconds;
    const functions =
        (map.functionSeconds * gigabytes + (submitSeconds * submitLimits.memoryMb) / 1024) *
            a.lambdaUsdPerGigabyteSecond +
        (shards / 1e6) * a.lambdaUsdPerMillionRequests;
    const stateMachine =
        ((shards * a.transitionsPerChild + 5) / 1000) * a.stateTransitionUsdPerThousand;
    const requests =
        ((shards * (smallReadsPerShard + filesPerShard + 1)) / 1000) * a.getUsdPerThousand +
        ((shards * putsPerShard + joinedParts + jobs * 6) / 1000) * a.putUsdPerThousand;

    const limits: Limit[] = [
        {
            name: "time of one shard",
            used: map.slowestShardSeconds,
            limit: shardLimits.timeoutSeconds,
            unit: "s",
            then: "the inventory is refused before anything starts (scanPlan)",
        },
        {
            name: "memory of one shard",
            used: size.rssMb,
            limit: shardLimits.memoryMb,
            unit: "MB",
            then: "flat: it does not grow with the file",
        },
        {
            name: "functions at once",
            used: map.mostAtOnce,
            limit: a.lambdaConcurrency - notForShards,
            unit: "functions",
            then: "the quota must be raised first (the check of the configuration says so); throttled starts are retried",
        },
        {
            name: "shards",
            used: shards,
            limit: maxShards,
            unit: "shards",
            then: "a shard reads several files; refused when they do not fit its time",
        },
        {
            name: "S3 reads below one prefix",
            used: map.peakGetsPerSecond,
            limit: a.s3GetsPerSecondPerPrefix,
            unit: "1/s",
            then: "the SDK retries 503 with backoff",
        },
        {
            name: "S3 writes below one prefix",
            used: map.peakPutsPerSecond,
            limit: a.s3PutsPerSecondPerPrefix,
            unit: "1/s",
            then: "the SDK retries 503 with backoff",
        },
        {
            name: "parts of one manifest",
            used: joinedParts / size.tiers / Math.max(1, jobsPerTier),
            limit: joinLimits.maxParts,
            unit: "parts",
            then: "another job of the run",
        },
        {
            // Uncut: how far it is past the limit is how many jobs a run has.
            name: "rows of a tier in one job",
            used: rowsPerTier,
            limit: size.maxRowsPerJob,
            unit: "rows",
            then: "another job of the run",
        },
        {
            name: "time of submit's conclusion",
            used: submitSeconds,
            limit: submitLimits.timeoutSeconds,
            unit: "s",
            then: "it is called again (4 retries) and goes on where it stopped: joined manifests and jobs are recorded",
        },
    ].sort((x, y) => y.used / y.limit - x.used / x.limit);
    return {
        plan: plan.kind === "refused" ? `refused: ${plan.reasons[0] ?? ""}` : plan.kind,
        map,
        concludeSeconds,
        joinSeconds,
        startSeconds,
        jobs,
        selectedRows,
        usd: { functions, stateMachine, requests, total: functions + stateMachine + requests },
        limits,
    };
}
