/** Reads a tier's earlier runs, as far as they matter for the next one. */
import { proofKey, recordOf, runKey, runNoticeKey, tierRunsPrefix } from "../../model/naming/keys";
import type { OutcomeRecord, RunRecord } from "../../model/runs/records";
import type { TierRun } from "../../model/runs/tierRun";
import type { ObjectStore } from "../aws/objectStore";
import { readRecord } from "../aws/records";

/** A run's folder and when each of its records was written, by key. */
export interface RunFolder {
    readonly folder: string;
    readonly runId: string;
    readonly keys: ReadonlyMap<string, Date>;
}

/**
 * Folders untouched for longer than this are history: Batch Operations forgets a job after 90 days and fails an
 * unconfirmed one after 30 (approvalLimitDays), and a folder with a job that has no outcome is read however old it is.
 */
const relevantDays = 40;
const parallelReads = 8;

/** Runs of one tier that may matter to an inventory of `createdAt`, in no order. */
export async function tierHistory(
    control: ObjectStore,
    bucket: string,
    tier: string,
    createdAt: Date,
): Promise<readonly TierRun[]> {
    const folders = await runFolders(control, tierRunsPrefix(bucket, tier));
    return readRuns(control, relevantFolders(folders, createdAt));
}

/** Those of some runs that may matter to an inventory of `createdAt`. */
export function relevantFolders(
    folders: readonly RunFolder[],
    createdAt: Date,
): readonly RunFolder[] {
    return folders.filter((folder) => !isHistory(folder, createdAt) || hasOpenJob(folder.keys));
}

/** Whether nothing was written into a folder for so long that no proof of the run can come any more. */
export function isHistory({ keys }: RunFolder, createdAt: Date): boolean {
    const since = createdAt.getTime() - relevantDays * 24 * 60 * 60 * 1000;
    return [...keys.values()].every((written) => written.getTime() < since);
}

/** The folder of every run below `prefix` that has a run record, in listing order. */
export async function runFolders(
    control: ObjectStore,
    prefix: string,
): Promise<readonly RunFolder[]> {
    const folders = new Map<string, { folder: string; runId: string; keys: Map<string, Date> }>();
    for (const { key, lastModified } of await control.entries(prefix)) {
        const record = recordOf(key);
        if (record === undefined) continue;
        const { folder, runId } = record;
        const found = folders.get(folder) ?? { folder, runId, keys: new Map<string, Date>() };
        found.keys.set(key, lastModified);
        folders.set(folder, found);
    }
    return [...folders.values()].filter(({ folder, keys }) => keys.has(runKey(folder)));
}

/** The runs of some folders, in their order. */
export async function readRuns(
    control: ObjectStore,
    folders: readonly RunFolder[],
): Promise<readonly TierRun[]> {
    const runs: TierRun[] = [];
    for (let index = 0; index < folders.length; index += parallelReads) {
        const batch = folders.slice(index, index + parallelReads);
        const read = await Promise.all(
            batch.map(({ folder, keys }) => readRun(control, folder, keys)),
        );
        runs.push(...read.filter((run) => run !== undefined));
    }
    return runs;
}

/** Keys of a run's records of one kind, by the name of their job. */
function named(keys: RunFolder["keys"], kind: "job" | "outcome"): Map<string, string> {
    const found = new Map<string, string>();
    for (const key of keys.keys()) {
        const record = recordOf(key);
        if (record?.kind === kind) found.set(record.job, key);
    }
    return found;
}

function hasOpenJob(keys: RunFolder["keys"]): boolean {
    const outcomes = named(keys, "outcome");
    return [...named(keys, "job").keys()].some((name) => !outcomes.has(name));
}

async function readRun(
    control: ObjectStore,
    folder: string,
    keys: RunFolder["keys"],
): Promise<TierRun | undefined> {
    const run = await readRecord<RunRecord>(control, runKey(folder), "run");
    if (run === undefined) return undefined;
    const outcomes: OutcomeRecord[] = [];
    for (const key of named(keys, "outcome").values()) {
        const outcome = await readRecord<OutcomeRecord>(control, key, "outcome");
        if (outcome !== undefined) outcomes.push(outcome);
    }
    return {
        run,
        started: new Map(
            [...named(keys, "job")].map(([name, key]) => [name, keys.get(key) ?? new Date(0)]),
        ),
        outcomes,
        hasProof: keys.has(proofKey(folder)),
        wasTold: keys.has(runNoticeKey(folder)),
    };
}
