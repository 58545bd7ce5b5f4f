/**
 * From a bucket's newest committed inventory to its jobs. Every step may be repeated by anyone at any time: run ids
 * and client tokens are hashes, records are written once, and whoever finds a record goes on from it.
 */
import type { BucketPlan } from "../../model/config/bucketPlan";
import { missingColumns } from "../../model/inventory/requiredColumns";
import { runFolder, runKey } from "../../model/naming/keys";
import { manifestNamesVersions } from "../../model/runs/plannedJob";
import type { RunRecord } from "../../model/runs/records";
import { noncurrentInPlace } from "../../model/selection/noncurrentInPlace";
import { readRecord } from "../aws/records";
import { DataFileRefused } from "../shard/dataFileRefused";
import { scanInventory, type ScanCounts } from "../shard/scanInventory";
import { TierManifests } from "../shard/tierManifests";
import { Attempts } from "./attempts";
import { decideRun } from "./decideRun";
import { doneBefore, TooManyDone, type DoneBefore } from "./doneBefore";
import { findInventory, type UsableInventory } from "./findInventory";
import { pendingProofs, provesClaims, type PendingProof } from "./pendingProofs";
import type { SubmitPorts } from "./ports";
import { recordProofs } from "./recordProofs";
import { recordRun, resumeRun } from "./recordRun";
import { refuseTier } from "./refuseTiers";
import { gateReason, tierHistory, unstartedJobs, type TierRun } from "../records/tierHistory";
import { orderedTiers, type OrderedTier, type TierTask } from "./tierTasks";

/** What became of each tier, for the log and the caller. */
export interface SubmitSummary {
    readonly bucket: string;
    /** manifest.json of the inventory that was used; undefined when there is none to use. */
    readonly inventory?: string | undefined;
    readonly tiers: Readonly<Record<string, string>>;
    readonly proofs: number;
}

interface EligibleTier {
    readonly task: TierTask;
    readonly runId: string;
    readonly history: readonly TierRun[];
    readonly manifests: TierManifests;
    readonly done: DoneBefore;
}

const hourMilliseconds = 60 * 60 * 1000;

/** Throws an AggregateError after everything else has been done when a tier failed, so that the event is repeated. */
export async function submitBucket(ports: SubmitPorts, plan: BucketPlan): Promise<SubmitSummary> {
    const { telemetry } = ports;
    const { bucket } = plan;
    const tiers = orderedTiers(plan);
    const attempts = new Attempts(telemetry, bucket);
    const results: Record<string, string> = {};

    const found = await findInventory(ports.control, bucket, plan.inventory.id);
    for (const refused of found.refused)
        for (const { task } of tiers) {
            if (task === undefined) continue;
            const { name } = task.tier;
            const id = task.runIdFor(refused.reference);
            results[name] = "refused";
            await attempts.run(name, () =>
                refuseTier(
                    ports,
                    plan,
                    task.tier,
                    { id, digest: task.digest },
                    {
                        inventory: refused.reference,
                        code: refused.code,
                        reasons: refused.reasons,
                    },
                ),
            );
        }
    const { usable } = found;
    if (usable === undefined) {
        telemetry.warn("no committed inventory to use", { bucket });
        attempts.end();
        return { bucket, tiers: results, proofs: 0 };
    }

    const createdAt = new Date(usable.manifest.createdAt);
    const ageHours = (ports.now().getTime() - createdAt.getTime()) / hourMilliseconds;
    telemetry.metric("inventoryAgeHours", ageHours, { bucket });
    if (ageHours > plan.inventory.maxAgeHours) telemetry.metric("inventoriesStale", 1, { bucket });

    const eligible: EligibleTier[] = [];
    const proofs: PendingProof[] = [];
    const budget = { left: ports.maxProofClaims };
    const doneBudget = { left: ports.maxDoneObjects };
    for (const { task } of tiers) {
        if (task === undefined) continue;
        await attempts.run(task.tier.name, async () => {
            const { name } = task.tier;
            const history = await tierHistory(ports.control, bucket, name, createdAt);
            for (const earlier of history)
                if (unstartedJobs(earlier).length > 0 || !earlier.wasTold)
                    await resumeRun(ports, earlier.run);
            if (provesClaims(usable.manifest))
                proofs.push(
                    ...(await pendingProofs(
                        ports,
                        history,
                        { listedBucket: bucket, createdAt: createdAt.getTime() },
                        budget,
                    )),
                );
            const judged = await judgeTier(
                ports,
                plan,
                task,
                usable,
                ageHours,
                history,
                doneBudget,
            );
            if (typeof judged === "string") results[name] = judged;
            else eligible.push(judged);
        });
    }

    let recorded = 0;
    if (eligible.length > 0 || proofs.length > 0) {
        const counts = await scan(ports, plan, tiers, usable, eligible, proofs);
        if (counts instanceof DataFileRefused) {
            telemetry.error(`inventory refused: ${counts.message}`, { bucket }, counts);
            for (const { task, runId } of eligible) {
                results[task.tier.name] = "refused";
                await attempts.run(task.tier.name, () =>
                    refuseTier(
                        ports,
                        plan,
                        task.tier,
                        { id: runId, digest: task.digest },
                        {
                            inventory: usable.reference,
                            code: "data-file",
                            reasons: [counts.message],
                        },
                    ),
                );
            }
        } else {
            for (const row of counts.unreadable)
                telemetry.warn(`unreadable row: ${row}`, { bucket });
            for (const { task, runId, manifests, done } of eligible)
                await attempts.run(task.tier.name, () =>
                    undoneOnFailure(ports, bucket, manifests, async () => {
                        const { name } = task.tier;
                        // Another submit may have begun a run while this one was reading.
                        const history = await tierHistory(ports.control, bucket, name, createdAt);
                        const gate = gateOf(task, history, runId, createdAt);
                        if (gate !== undefined) {
                            await manifests.abort();
                            results[name] = waiting(ports, bucket, name, gate);
                            return;
                        }
                        const index = tiers.findIndex((tier) => tier.task === task);
                        const tierCounts = counts.tiers[index];
                        if (tierCounts === undefined)
                            throw new Error(`no counts for tier "${name}"`);
                        const record = await decideRun(ports, plan, {
                            task,
                            runId,
                            inventory: usable.reference,
                            scanned: counts.scanned,
                            ...tierCounts,
                            manifests,
                            history,
                            remarks: done.problems,
                        });
                        results[name] = (await recordRun(ports, record)).decision;
                    }),
                );
            await attempts.run("(proofs)", async () => {
                recorded = await recordProofs(ports, proofs, usable.reference);
            });
        }
    }
    telemetry.info("submit done", { bucket, inventory: usable.reference.manifestKey, ...results });
    attempts.end();
    return { bucket, inventory: usable.reference.manifestKey, tiers: results, proofs: recorded };
}

/** A tier that may run now, or a word for what became of it instead. */
async function judgeTier(
    ports: SubmitPorts,
    plan: BucketPlan,
    task: TierTask,
    usable: UsableInventory,
    ageHours: number,
    history: readonly TierRun[],
    doneBudget: { left: number },
): Promise<EligibleTier | string> {
    const { tier, digest } = task;
    const { reference, manifest } = usable;
    const runId = task.runIdFor(reference);
    const existing = await readRecord<RunRecord>(
        ports.control,
        runKey(runFolder(plan.bucket, tier.name, runId)),
        "run",
    );
    if (existing !== undefined) {
        await resumeRun(ports, existing);
        return `${existing.decision} before`;
    }
    const refuse = async (code: string, reasons: readonly string[]): Promise<string> => {
        const refusal = { inventory: reference, code, reasons };
        await refuseTier(ports, plan, tier, { id: runId, digest }, refusal);
        return "refused";
    };
    const { maxAgeHours } = plan.inventory;
    if (ageHours > maxAgeHours)
        return refuse("stale", [
            `inventory of ${reference.createdAt}: at most ${maxAgeHours} hours old may be used, ` +
                `got ${ageHours.toFixed(1)}; check why S3 delivers no newer one`,
        ]);
    // A clock may be a little off; an inventory of tomorrow is not.
    if (ageHours < -1)
        return refuse("future", [
            `inventory of ${reference.createdAt}: must not be from the future; check who delivered it`,
        ]);
    const missing = missingColumns(tier, plan.inventory.versions, manifest.columns);
    if (missing.length > 0)
        return refuse(`columns ${missing.join(",")}`, [
            `fileSchema must have the columns this tier needs, got none of ${missing.join(", ")}; ` +
                "add them to the inventory's optional fields and wait for the next one",
        ]);
    const harm = noncurrentInPlace(tier.select, tier.action);
    if (harm !== undefined)
        return refuse("noncurrent-in-place", [
            `select.versions "noncurrent" must not be changed in place by a job: ${harm}`,
        ]);
    const gate = gateOf(task, history, runId, new Date(manifest.createdAt));
    if (gate !== undefined) return waiting(ports, plan.bucket, tier.name, gate);
    let done: DoneBefore;
    try {
        done = await doneBefore(
            ports,
            plan.bucket,
            tier,
            { runId, inventory: reference },
            doneBudget,
        );
    } catch (error) {
        if (!(error instanceof TooManyDone)) throw error;
        return refuse("too-many-done", [error.message]);
    }
    const namesVersions = manifestNamesVersions(tier, manifest.columns.includes("VersionId"));
    const manifests = new TierManifests(ports.manifests, {
        runId,
        bucket: plan.bucket,
        tier,
        namesVersions,
    });
    return { task, runId, history, manifests, done };
}

function gateOf(
    task: TierTask,
    history: readonly TierRun[],
    ownRunId: string,
    createdAt: Date,
): string | undefined {
    const { action } = task.tier;
    const waitsForProof = action.kind === "changeClass" && action.mechanism === "mark";
    const others = history.filter(({ run }) => run.runId !== ownRunId);
    return gateReason(others, createdAt, waitsForProof);
}

function waiting(ports: SubmitPorts, bucket: string, tier: string, reason: string): string {
    ports.telemetry.info(`tier waits for a later inventory: ${reason}`, { bucket, tier });
    return `waits: ${reason}`;
}

/** One pass for all; a refused data file comes back as a value, with every manifest begun so far undone. */
async function scan(
    ports: SubmitPorts,
    plan: BucketPlan,
    tiers: readonly OrderedTier[],
    usable: UsableInventory,
    eligible: readonly EligibleTier[],
    proofs: readonly PendingProof[],
): Promise<ScanCounts | DataFileRefused> {
    const running = new Map(eligible.map((tier) => [tier.task, tier]));
    try {
        return await scanInventory({
            manifest: usable.manifest,
            open: (key) => ports.control.stream(key),
            tiers: tiers.map(({ selecting, task }) => {
                const run = task === undefined ? undefined : running.get(task);
                return {
                    name: selecting.name,
                    select: selecting.select,
                    action: selecting.action,
                    doneBefore: run?.done.has,
                    collect: run === undefined ? undefined : (row) => run.manifests.add(row),
                };
            }),
            watch:
                proofs.length === 0
                    ? undefined
                    : (row) => {
                          for (const { book } of proofs) book.watch(row);
                      },
        });
    } catch (error) {
        for (const { manifests } of eligible) await undo(ports, plan.bucket, manifests);
        if (error instanceof DataFileRefused) return error;
        throw error;
    }
}

async function undoneOnFailure(
    ports: SubmitPorts,
    bucket: string,
    manifests: TierManifests,
    work: () => Promise<void>,
): Promise<void> {
    try {
        await work();
    } catch (error) {
        await undo(ports, bucket, manifests);
        throw error;
    }
}

/** The bucket's lifecycle removes what is left; the first error is the one to report. */
async function undo(ports: SubmitPorts, bucket: string, manifests: TierManifests): Promise<void> {
    try {
        await manifests.abort();
    } catch (cause) {
        ports.telemetry.warn(`manifest not undone: ${String(cause)}`, { bucket });
    }
}
