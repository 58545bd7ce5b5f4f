/**
 * From a bucket's newest committed inventory to its jobs. Every step may be repeated by anyone at any time: run ids
 * and client tokens are hashes, records are written once, and whoever finds a record goes on from it.
 */
import type { BucketPlan } from "../../model/config/bucketPlan";
import { inventoryAgeHours, isStale } from "../../model/inventory/inventoryAge";
import { unstartedJobs, type TierRun } from "../../model/runs/tierRun";
import { tierHistory } from "../records/tierHistory";
import { DataFileRefused } from "../shard/dataFileRefused";
import { scanPlan } from "../../model/scale/scanPlan";
import { scaleOutOf } from "../../model/scale/scaleOut";
import { concludeScan } from "./scaled/concludeScan";
import type { ScanWork } from "./scaled/beginScan";
import { scanInShards } from "./scaled/scanInShards";
import { concludeInventory } from "./concludeInventory";
import { Attempts } from "./attempts";
import { concludeTier } from "./concludeTier";
import { DoneBooks } from "./doneBefore";
import { findInventory } from "./findInventory";
import { judgeTier, type EligibleTier } from "./judgeTier";
import { pendingProofs, provesClaims, type PendingProof } from "./pendingProofs";
import type { SubmitPorts } from "./ports";
import { resumeRun } from "./recordRun";
import { scanTiers } from "./scanTiers";
import { refuse, type InventorySubmission, type Submission } from "./submission";
import { orderedTiers, runIdsOf, type TierTask } from "./tierTasks";

/** What became of each tier, for the log and the caller. */
export interface SubmitSummary {
    readonly bucket: string;
    /** manifest.json of the inventory that was used; undefined when there is none to use. */
    readonly inventory?: string | undefined;
    readonly tiers: Readonly<Record<string, string>>;
    readonly proofs: number;
}

/**
 * Throws an AggregateError after everything else has been done when a tier failed, so that the event is repeated.
 * @param repeatsRefused Whether a large inventory that was refused is read again (scaled/scanInShards.ts).
 */
export async function submitBucket(
    ports: SubmitPorts,
    plan: BucketPlan,
    repeatsRefused = true,
): Promise<SubmitSummary> {
    const { bucket } = plan;
    const attempts = new Attempts(ports.telemetry, bucket);
    const submission: Submission = { ports, plan, tiers: orderedTiers(plan), attempts };

    const { usable, refused } = await findInventory(ports.control, bucket, plan.inventory.id);
    if (refused !== undefined) {
        const { reference: inventory, code, reasons } = refused;
        for (const task of tasksOf(submission))
            await attempts.run(task.tier.name, async () => {
                await finishedHistory(submission, task, new Date(inventory.createdAt));
                return refuse(submission, task, { inventory, code, reasons });
            });
    }
    if (usable === undefined) {
        ports.telemetry.warn("no committed inventory to use", { bucket });
        attempts.end();
        return { bucket, tiers: attempts.results, proofs: 0 };
    }
    const createdAt = new Date(usable.manifest.createdAt);
    const proofs = await useInventory({ ...submission, usable, createdAt }, repeatsRefused);
    const { manifestKey } = usable.reference;
    ports.telemetry.info("submit done", { bucket, inventory: manifestKey, ...attempts.results });
    attempts.end();
    return { bucket, inventory: manifestKey, tiers: attempts.results, proofs };
}

/** Answers how many proofs were recorded. */
async function useInventory(
    submission: InventorySubmission,
    repeatsRefused: boolean,
): Promise<number> {
    tellAge(submission);
    const { eligible, proofs } = await prepare(submission);
    if (eligible.length === 0 && proofs.length === 0) return 0;

    const { ports, plan, tiers, usable, attempts } = submission;
    const scaleOut = scaleOutOf(plan);
    const how = scanPlan(usable.manifest, scaleOut);
    switch (how.kind) {
        case "one-function":
            return scanHere(submission, eligible, proofs);
        case "refused":
            return concludeUnread(submission, eligible, how.reasons);
        case "shards": {
            const work: ScanWork = {
                bucket: plan.bucket,
                usable,
                tiers,
                eligible,
                proofs,
                shards: how.shards,
                maxRowsPerJob: scaleOut.maxRowsPerJob,
            };
            let recorded = 0;
            // The tiers share a scan: what keeps it from beginning keeps all of them.
            await attempts.run("(scan)", async () => {
                recorded = await scanInShards(ports, work, {
                    conclude: (scan) => concludeScan(submission, scan),
                    repeatsRefused,
                    tell: (scan, word) => {
                        for (const { run } of scan.tiers)
                            if (run !== undefined) attempts.note(run.tier.name, word);
                    },
                });
                return undefined;
            });
            return recorded;
        }
    }
}

async function scanHere(
    submission: InventorySubmission,
    eligible: readonly EligibleTier[],
    proofs: readonly PendingProof[],
): Promise<number> {
    const counts = await scanTiers(submission, eligible, proofs);
    return concludeInventory(submission, {
        scanned: counts instanceof DataFileRefused ? { refused: counts.message } : counts,
        tasks: eligible.map(({ task }) => task),
        conclude: (task, scanned) => {
            const tier = eligible.find((each) => each.task === task);
            if (tier === undefined) throw new Error(`no run of tier "${task.tier.name}"`);
            return concludeTier(submission, tier, scanned);
        },
        proofs: async () => Promise.resolve(proofs),
    });
}

/** No function can read it: said before anything is begun, and once. Answers the number of proofs, none. */
async function concludeUnread(
    submission: InventorySubmission,
    eligible: readonly EligibleTier[],
    reasons: readonly string[],
): Promise<number> {
    const { ports, plan, usable, attempts } = submission;
    ports.telemetry.error(`inventory cannot be read: ${reasons.join("; ")}`, {
        bucket: plan.bucket,
    });
    const refusal = { inventory: usable.reference, code: "too-large", reasons };
    for (const { task } of eligible)
        await attempts.run(task.tier.name, () => refuse(submission, task, refusal));
    return 0;
}

function tellAge({ ports, plan, createdAt }: InventorySubmission): void {
    const { bucket, inventory } = plan;
    const ageHours = inventoryAgeHours(createdAt, ports.now());
    ports.telemetry.metric("inventoryAgeHours", ageHours, { bucket });
    if (isStale(ageHours, inventory.maxAgeHours))
        ports.telemetry.metric("inventoriesStale", 1, { bucket });
}

/** Completes what earlier submits left half done, and finds what the scan is for. */
async function prepare(submission: InventorySubmission): Promise<{
    readonly eligible: readonly EligibleTier[];
    readonly proofs: readonly PendingProof[];
}> {
    const { ports, plan, usable, createdAt, attempts } = submission;
    const { bucket } = plan;
    const eligible: EligibleTier[] = [];
    const proofs: PendingProof[] = [];
    const proofBudget = { left: ports.maxProofClaims };
    const runIds = runIdsOf(submission.tiers, usable.reference);
    const doneBooks = new DoneBooks(ports, bucket, usable.reference, runIds);
    const listed = { listedBucket: bucket, createdAt: createdAt.getTime() };
    for (const task of tasksOf(submission))
        await attempts.run(task.tier.name, async () => {
            const history = await finishedHistory(submission, task, createdAt);
            if (provesClaims(usable.manifest))
                proofs.push(...(await pendingProofs(ports, history, listed, proofBudget)));
            const judged = await judgeTier(submission, task, history, doneBooks);
            if (typeof judged === "string") return judged;
            eligible.push(judged);
            return undefined;
        });
    return { eligible, proofs };
}

/** Completes the tier's runs that a crash left half done; answers all of its runs that matter now. */
async function finishedHistory(
    { ports, plan }: Submission,
    task: TierTask,
    createdAt: Date,
): Promise<readonly TierRun[]> {
    const history = await tierHistory(ports.control, plan.bucket, task.tier.name, createdAt);
    for (const earlier of history)
        if (unstartedJobs(earlier).length > 0 || !earlier.wasTold)
            await resumeRun(ports, earlier.run);
    return history;
}

const tasksOf = ({ tiers }: Submission): readonly TierTask[] =>
    tiers.flatMap(({ task }) => (task === undefined ? [] : [task]));
