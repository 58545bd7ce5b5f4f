/**
 * Whether another tier of the bucket, now or under an earlier name, is doing the same with objects at this moment. A
 * tier that was renamed or split, and a current and a noncurrent tier into one vault, must not do the other's
 * objects again while nobody knows yet which ones are done.
 */
import type { TierPlan } from "../../model/config/bucketPlan";
import { bucketRunsPrefix } from "../../model/naming/keys";
import { deedOfJob, deedOfTier } from "../../model/runs/deed";
import type { RunRecord } from "../../model/runs/records";
import { endedAt, jobsOf, openJobs, type TierRun } from "../../model/runs/tierRun";
import type { ObjectStore } from "../aws/objectStore";
import { readRuns, relevantFolders, runFolders } from "./tierHistory";

/**
 * A planned job that has no record for this long, of a tier that is no longer declared, was never created: nobody
 * resumes such a run.
 */
const abandonedAfterMilliseconds = 24 * 60 * 60 * 1000;

export interface DeedGate {
    readonly bucket: string;
    readonly tier: Pick<TierPlan, "name" | "action" | "target">;
    readonly createdAt: Date;
    readonly now: Date;
    /** Names of the tiers that are declared. */
    readonly declared: ReadonlySet<string>;
    /** The runs that the tiers declared now make of this inventory: no object is in two of them. */
    isOfThisInventory(run: RunRecord): boolean;
}

/** Why the tier may not use the inventory yet, or undefined. */
export async function deedGate(control: ObjectStore, gate: DeedGate): Promise<string | undefined> {
    const deed = deedOfTier(gate.tier);
    if (deed === undefined) return undefined;
    const folders = await runFolders(control, bucketRunsPrefix(gate.bucket));
    for (const history of await readRuns(control, relevantFolders(folders, gate.createdAt))) {
        const { run } = history;
        // The tier's own runs have their gate already.
        if (run.tier === gate.tier.name || gate.isOfThisInventory(run)) continue;
        if (!jobsOf(history).some((planned) => deedOfJob(planned) === deed)) continue;
        const reason = reasonOf(history, gate);
        if (reason !== undefined)
            return `run ${run.runId.slice(0, 12)} of tier "${run.tier}", which does the same, ${reason}`;
    }
    return undefined;
}

function reasonOf(history: TierRun, gate: DeedGate): string | undefined {
    const { run, started } = history;
    const mayBeAbandoned =
        !gate.declared.has(run.tier) &&
        gate.now.getTime() - Date.parse(run.at) > abandonedAfterMilliseconds;
    const open = openJobs(history).filter((name) => started.has(name) || !mayBeAbandoned);
    if (open.length > 0) return `still has open jobs: ${open.join(", ")}`;
    const ended = endedAt(history);
    if (ended !== undefined && ended >= gate.createdAt.getTime())
        return (
            `ended ${new Date(ended).toISOString()}, after this inventory's scan began ` +
            `(${gate.createdAt.toISOString()})`
        );
    return undefined;
}
