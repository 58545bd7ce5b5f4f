/**
 * From a bucket's newest committed inventory to its jobs. Every step may be repeated by anyone at any time: run ids
 * and client tokens are hashes, records are written once, and whoever finds a record goes on from it.
 */
import type { BucketPlan } from "../../model/config/bucketPlan";
import { inventoryAgeHours, isStale } from "../../model/inventory/inventoryAge";
import { unstartedJobs, type TierRun } from "../../model/runs/tierRun";
import { tierHistory } from "../records/tierHistory";
import { DataFileRefused } from "../shard/dataFileRefused";
import { Attempts } from "./attempts";
import { concludeTier } from "./concludeTier";
import { DoneBooks } from "./doneBefore";
import { findInventory } from "./findInventory";
import { judgeTier, type EligibleTier } from "./judgeTier";
import { pendingProofs, provesClaims, type PendingProof } from "./pendingProofs";
import type { SubmitPorts } from "./ports";
import { recordProofs } from "./recordProofs";
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

/** Throws an AggregateError after everything else has been done when a tier failed, so that the event is repeated. */
export async function submitBucket(ports: SubmitPorts, plan: BucketPlan): Promise<SubmitSummary> {
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
    const proofs = await useInventory({ ...submission, usable, createdAt });
    const { manifestKey } = usable.reference;
    ports.telemetry.info("submit done", { bucket, inventory: manifestKey, ...attempts.results });
    attempts.end();
    return { bucket, inventory: manifestKey, tiers: attempts.results, proofs };
}

/** Answers how many proofs were recorded. */
async function useInventory(submission: InventorySubmission): Promise<number> {
    tellAge(submission);
    const { eligible, proofs } = await prepare(submission);
    if (eligible.length === 0 && proofs.length === 0) return 0;

    const { ports, plan, usable, attempts } = submission;
    const { bucket } = plan;
    const counts = await scanTiers(submission, eligible, proofs);
    if (counts instanceof DataFileRefused) {
        ports.telemetry.error(`inventory refused: ${counts.message}`, { bucket }, counts);
        const refusal = {
            inventory: usable.reference,
            code: "data-file",
            reasons: [counts.message],
        };
        for (const { task } of eligible)
            await attempts.run(task.tier.name, () => refuse(submission, task, refusal));
        return 0;
    }
    if (counts.unreadableRows > 0)
        ports.telemetry.metric("unreadableRows", counts.unreadableRows, { bucket });
    for (const row of counts.unreadable) ports.telemetry.warn(`unreadable row: ${row}`, { bucket });
    for (const tier of eligible)
        await attempts.run(tier.task.tier.name, () => concludeTier(submission, tier, counts));
    let recorded = 0;
    await attempts.run("(proofs)", async () => {
        recorded = await recordProofs(ports, proofs, usable.reference);
        return undefined;
    });
    return recorded;
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
