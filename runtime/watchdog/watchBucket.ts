/** One bucket: is its newest inventory fresh, did every tier use it, and was everything planned also submitted? */
import type { BucketPlan, TierPlan } from "../../model/config/bucketPlan";
import {
    inventoryChecksumKey,
    inventoryFoldersNewestFirst,
    inventoryFolderTime,
    inventoryManifestKey,
} from "../../model/inventory/inventoryFolders";
import {
    bucketScansPrefix,
    inventoryFolder,
    jobKey,
    jobName,
    jobOfName,
    outcomeKey,
    runFolder,
    runKey,
    scanKey,
    tierRunsPrefix,
} from "../../model/naming/keys";
import { inventoryAgeHours, isStale } from "../../model/inventory/inventoryAge";
import { gateReason } from "../../model/runs/inventoryGate";
import type { JobRecord, OutcomeRecord, RunRecord } from "../../model/runs/records";
import type { ScanRecord } from "../../model/scale/scanRecords";
import { maxScanHours } from "../../model/scale/scanStateMachine";
import { readRecord } from "../aws/records";
import type { ObjectStore } from "../aws/objectStore";
import { deedGate } from "../records/deedGate";
import { tierHistory } from "../records/tierHistory";
import type { WatchdogPorts } from "./ports";
import { type RunTrace, tierRuns, unfinishedFollowUps } from "./tierRuns";

const hour = 60 * 60 * 1000;
/** Submit has this long for a committed inventory; its events and the schedule come well before. */
const submitGrace = 2 * hour;
/** From run.json to the job's record is one call. */
const jobGrace = 1 * hour;
const followUpGrace = 1 * hour;
/** A first report takes up to 48 h [S3 User Guide, April 2026]; half a day more before somebody is called. */
const firstInventoryGrace = 60 * hour;
/** Older runs are no longer looked into: whatever was wrong with them has been an alarm for a week. */
const lookBack = 7 * 24 * hour;

export interface BucketFindings {
    /** Age of the newest committed inventory; undefined when there is none. */
    readonly inventoryAgeHours?: number | undefined;
    readonly stale: boolean;
    /** Tiers without a run for the newest fresh inventory. */
    readonly missingTiers: readonly string[];
    /** Submit has to be woken: a run is missing or not submitted to the end. */
    readonly wakeSubmit: boolean;
    /** Jobs whose outcome is recorded and not followed up. */
    readonly wakeReconcile: readonly string[];
    /** All runs of the declared tiers, by run id. */
    readonly runs: ReadonlyMap<string, RunTrace>;
}

interface CommittedInventory {
    readonly folder: string;
    readonly scanStart: Date;
    readonly committedAt: Date;
}

type Ports = Pick<WatchdogPorts, "control" | "now">;

/** @param declaredAt When the bucket's plan was last written. */
export async function watchBucket(
    ports: Ports,
    plan: BucketPlan,
    declaredAt: Date,
): Promise<BucketFindings> {
    const now = ports.now();
    const since = (date: Date): number => now.getTime() - date.getTime();
    const inventory = await newestCommitted(ports.control, plan);
    const age = inventory === undefined ? undefined : inventoryAgeHours(inventory.scanStart, now);
    const stale =
        age === undefined
            ? since(declaredAt) > firstInventoryGrace
            : isStale(age, plan.inventory.maxAgeHours);
    const runs = new Map<string, RunTrace>();
    const missingTiers: string[] = [];
    const wakeReconcile: string[] = [];
    let wakeSubmit = false;
    for (const tier of plan.tiers) {
        const traces = tierRuns(
            await ports.control.entries(tierRunsPrefix(plan.bucket, tier.name)),
        );
        for (const trace of traces) runs.set(trace.runId, trace);
        const recent = traces.filter(
            ({ decidedAt }) => decidedAt !== undefined && since(decidedAt) < lookBack,
        );
        const due =
            inventory !== undefined && !stale && since(inventory.committedAt) > submitGrace
                ? inventory
                : undefined;
        if (due !== undefined && (await isMissing(ports.control, plan, tier, traces, due, now))) {
            // Submit is woken all the same: it starts a scan that failed again, and leaves one at work alone.
            wakeSubmit = true;
            const begun = await scanBegun(ports.control, plan.bucket, tier.name, due);
            if (begun === undefined || since(begun) > maxScanHours * hour)
                missingTiers.push(tier.name);
        }
        for (const trace of recent) {
            if (
                trace.decidedAt !== undefined &&
                since(trace.decidedAt) > jobGrace &&
                (await lacksFirstJob(ports.control, plan, tier, trace))
            )
                wakeSubmit = true;
            wakeReconcile.push(...(await unfinished(ports.control, plan, tier, trace, since)));
        }
    }
    return { inventoryAgeHours: age, stale, missingTiers, wakeSubmit, wakeReconcile, runs };
}

async function newestCommitted(
    control: ObjectStore,
    plan: BucketPlan,
): Promise<CommittedInventory | undefined> {
    const folders = await control.folders(inventoryFolder(plan.bucket, plan.inventory.id));
    for (const folder of inventoryFoldersNewestFirst(folders)) {
        const checksum = inventoryChecksumKey(folder);
        const [marker] = (await control.entries(checksum)).filter(({ key }) => key === checksum);
        if (marker === undefined) continue;
        return {
            folder,
            scanStart: new Date(inventoryFolderTime(folder)),
            committedAt: marker.lastModified,
        };
    }
    return undefined;
}

async function isMissing(
    control: ObjectStore,
    plan: BucketPlan,
    tier: TierPlan,
    traces: readonly RunTrace[],
    inventory: CommittedInventory,
    now: Date,
): Promise<boolean> {
    const manifestKey = inventoryManifestKey(inventory.folder);
    for (const { runId, decidedAt } of traces) {
        // A run about this inventory cannot have been decided before the inventory began.
        if (decidedAt === undefined || decidedAt < inventory.scanStart) continue;
        const run = await runRecord(control, plan, tier, runId);
        if (run?.inventory.manifestKey === manifestKey) return false;
    }
    // Submit leaves an inventory alone on purpose while the tier's earlier jobs are not over or not yet visible in it.
    const history = await tierHistory(control, plan.bucket, tier.name, inventory.scanStart);
    if (gateReason(history, inventory.scanStart, tier.action) !== undefined) return false;
    const declared = new Set(plan.tiers.map(({ name }) => name));
    const others = await deedGate(control, {
        bucket: plan.bucket,
        tier,
        createdAt: inventory.scanStart,
        now,
        declared,
        isOfThisInventory: (run) =>
            run.inventory.manifestKey === manifestKey && declared.has(run.tier),
    });
    return others === undefined;
}

/** When a scan over many functions began that reads the inventory for the tier; undefined without one. */
async function scanBegun(
    control: ObjectStore,
    bucket: string,
    tier: string,
    inventory: CommittedInventory,
): Promise<Date | undefined> {
    const manifestKey = inventoryManifestKey(inventory.folder);
    for (const folder of await control.folders(bucketScansPrefix(bucket))) {
        const scan = await readRecord<ScanRecord>(control, scanKey(folder), "scan");
        const isOf =
            scan?.inventory.manifestKey === manifestKey &&
            scan.tiers.some(({ run }) => run?.tier.name === tier);
        if (isOf) return new Date(scan.at);
    }
    return undefined;
}

const runRecord = (
    control: ObjectStore,
    plan: BucketPlan,
    tier: TierPlan,
    runId: string,
): Promise<RunRecord | undefined> =>
    readRecord<RunRecord>(control, runKey(runFolder(plan.bucket, tier.name, runId)), "run");

async function lacksFirstJob(
    control: ObjectStore,
    plan: BucketPlan,
    tier: TierPlan,
    trace: RunTrace,
): Promise<boolean> {
    const run = await runRecord(control, plan, tier, trace.runId);
    return run?.decision === "submit" && run.jobs.some((job) => !trace.jobs.has(jobName(job)));
}

/** Job ids whose outcome waits for its follow-up; the outcome tells its job. */
async function unfinished(
    control: ObjectStore,
    plan: BucketPlan,
    tier: TierPlan,
    trace: RunTrace,
    since: (date: Date) => number,
): Promise<string[]> {
    const folder = runFolder(plan.bucket, tier.name, trace.runId);
    const jobIds: string[] = [];
    for (const name of unfinishedFollowUps(trace)) {
        const recordedAt = trace.outcomes.get(name);
        const named = jobOfName(name);
        if (named === undefined || recordedAt === undefined || since(recordedAt) < followUpGrace)
            continue;
        const { part, attempt } = named;
        const outcome = await readRecord<OutcomeRecord>(
            control,
            outcomeKey(folder, part, attempt),
            "outcome",
        );
        const job =
            outcome ?? (await readRecord<JobRecord>(control, jobKey(folder, part, attempt), "job"));
        if (job !== undefined) jobIds.push(job.jobId);
    }
    return jobIds;
}
