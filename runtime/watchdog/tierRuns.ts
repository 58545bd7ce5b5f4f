/**
 * The runs of one tier, told from the names and dates of their records alone: a tier gathers records for years,
 * and the watchdog comes every hour.
 */
import { recordOf } from "../../model/naming/keys";

export interface RecordEntry {
    readonly key: string;
    readonly lastModified: Date;
}

export interface RunTrace {
    readonly runId: string;
    /** When run.json was written; undefined when it is missing. */
    readonly decidedAt?: Date | undefined;
    /** When the records of jobs, outcomes and their notices were written, by job name ("copy-0"). */
    readonly jobs: ReadonlyMap<string, Date>;
    readonly outcomes: ReadonlyMap<string, Date>;
    readonly notices: ReadonlyMap<string, Date>;
}

interface MutableTrace {
    readonly runId: string;
    decidedAt?: Date;
    readonly jobs: Map<string, Date>;
    readonly outcomes: Map<string, Date>;
    readonly notices: Map<string, Date>;
}

/** Of the listed records of a tier; keys that are no records of a run fall away. */
export function tierRuns(entries: readonly RecordEntry[]): readonly RunTrace[] {
    const traces = new Map<string, MutableTrace>();
    for (const { key, lastModified } of entries) {
        const record = recordOf(key);
        if (record === undefined) continue;
        const { runId } = record;
        let trace = traces.get(runId);
        if (trace === undefined) {
            trace = { runId, jobs: new Map(), outcomes: new Map(), notices: new Map() };
            traces.set(runId, trace);
        }
        if (record.kind === "run") trace.decidedAt = lastModified;
        else if (record.kind === "job") trace.jobs.set(record.job, lastModified);
        else if (record.kind === "outcome") trace.outcomes.set(record.job, lastModified);
        else if (record.kind === "outcomeNotice") trace.notices.set(record.job, lastModified);
    }
    return [...traces.values()];
}

/** Attempts whose outcome was recorded and whose follow-up (ledger, retry, notice) was not finished. */
export const unfinishedFollowUps = (run: RunTrace): readonly string[] =>
    [...run.outcomes.keys()].filter((name) => !run.notices.has(name));
