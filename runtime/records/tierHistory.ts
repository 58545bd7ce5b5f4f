/** A tier's earlier runs, as far as they matter for the next one: what is still open, what ended when, what is unproven. */
import {
    jobName,
    proofKey,
    recordOf,
    runKey,
    runNoticeKey,
    tierRunsPrefix,
} from "../../model/naming/keys";
import type { OutcomeRecord, PlannedJob, RunRecord } from "../../model/runs/records";
import type { ObjectStore } from "../aws/objectStore";
import { readRecord } from "../aws/records";

export interface TierRun {
    readonly run: RunRecord;
    /** "<part>-<attempt>" of the jobs that have a record, and when it was written. */
    readonly started: ReadonlyMap<string, Date>;
    readonly outcomes: readonly OutcomeRecord[];
    readonly hasProof: boolean;
    /** Whether people and metrics were told of the decision; false after a crash in between. */
    readonly wasTold: boolean;
}

/** A run's folder and when each of its records was written, by key. */
export interface RunFolder {
    readonly folder: string;
    readonly runId: string;
    readonly keys: ReadonlyMap<string, Date>;
}

/**
 * Folders untouched for longer than this are history: Batch Operations forgets a job after 90 days and fails an
 * unconfirmed one after 30, and a folder with a job that has no outcome is read however old it is.
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
    const since = createdAt.getTime() - relevantDays * 24 * 60 * 60 * 1000;
    const relevant = (await runFolders(control, bucket, tier)).filter(
        ({ keys }) =>
            [...keys.values()].some((written) => written.getTime() >= since) || hasOpenJob(keys),
    );
    return readRuns(control, relevant);
}

/** The folder of every run of a tier that has a run record, in listing order. */
export async function runFolders(
    control: ObjectStore,
    bucket: string,
    tier: string,
): Promise<readonly RunFolder[]> {
    const folders = new Map<string, { folder: string; runId: string; keys: Map<string, Date> }>();
    for (const { key, lastModified } of await control.entries(tierRunsPrefix(bucket, tier))) {
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

/** Every job of a run: the planned ones and the retries that outcomes ordered. */
export function jobsOf({ run, outcomes }: TierRun): readonly PlannedJob[] {
    const retries = outcomes.flatMap(({ retry }) => (retry === undefined ? [] : [retry]));
    return [...run.jobs, ...retries];
}

/** Jobs whose outcome is not known. */
export function openJobs(history: TierRun): readonly string[] {
    const known = new Set(history.outcomes.map(jobName));
    return jobsOf(history)
        .map(jobName)
        .filter((name) => !known.has(name));
}

/** Planned jobs that were never recorded as started: a crash came between the run record and the job's. */
export function unstartedJobs({ run, started, outcomes }: TierRun): readonly PlannedJob[] {
    const known = new Set(outcomes.map(jobName));
    return run.jobs.filter((job) => !started.has(jobName(job)) && !known.has(jobName(job)));
}

/** When the last job of a run ended, milliseconds since the epoch; undefined while one is open or none was. */
export function endedAt(history: TierRun): number | undefined {
    if (history.outcomes.length === 0 || openJobs(history).length > 0) return undefined;
    return Math.max(...history.outcomes.map((outcome) => Date.parse(outcome.endedAt)));
}

/**
 * Why a tier may not use an inventory, or undefined. An inventory shows a job's effects only if its scan began after
 * the job had ended; an earlier one would select the same objects again.
 */
export function gateReason(
    history: readonly TierRun[],
    inventoryCreatedAt: Date,
    waitsForProof: boolean,
): string | undefined {
    const name = (run: RunRecord): string => `run ${run.runId.slice(0, 12)}`;
    for (const earlier of history) {
        const { run } = earlier;
        if (run.decision !== "submit") continue;
        const open = openJobs(earlier);
        if (open.length > 0) return `${name(run)} still has open jobs: ${open.join(", ")}`;
        const ended = endedAt(earlier);
        if (ended !== undefined && ended >= inventoryCreatedAt.getTime())
            return (
                `${name(run)} ended ${new Date(ended).toISOString()}, after this inventory's scan began ` +
                `(${inventoryCreatedAt.toISOString()})`
            );
        if (waitsForProof && !earlier.hasProof && claims(earlier))
            return `${name(run)} marked objects that lifecycle has not been seen to move yet`;
    }
    return undefined;
}

/** Whether a run says of any object that it is archived. */
export const claims = ({ outcomes }: TierRun): boolean =>
    outcomes.some(({ tasks }) => tasks.succeeded > 0);
