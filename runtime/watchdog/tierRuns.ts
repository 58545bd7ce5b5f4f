/**
 * The runs of one tier, told from the names and dates of their records alone: a tier gathers records for years,
 * and the watchdog comes every hour.
 */
import type { JobPart } from "../../model/naming/keys";

export interface RecordEntry {
    readonly key: string;
    readonly lastModified: Date;
}

export interface RunTrace {
    readonly runId: string;
    /** When run.json was written; undefined when it is missing. */
    readonly decidedAt?: Date | undefined;
    /** Of job-, outcome- and notice- records: "copy-0", "task-1". */
    readonly jobs: ReadonlyMap<string, Date>;
    readonly outcomes: ReadonlyMap<string, Date>;
    readonly notices: ReadonlyMap<string, Date>;
}

export const attemptName = (part: JobPart, attempt: number): string => `${part}-${attempt}`;

const record = /^([^/]+)\/(run|job|outcome|notice)(?:-((?:copy|task)-\d+))?\.json$/;

/** `prefix` is the tier's runs folder; keys that are no records of a run fall away. */
export function tierRuns(prefix: string, entries: readonly RecordEntry[]): readonly RunTrace[] {
    const traces = new Map<
        string,
        {
            runId: string;
            decidedAt?: Date;
            jobs: Map<string, Date>;
            outcomes: Map<string, Date>;
            notices: Map<string, Date>;
        }
    >();
    for (const { key, lastModified } of entries) {
        const [, runId, kind, name] = record.exec(key.slice(prefix.length)) ?? [];
        if (runId === undefined || kind === undefined) continue;
        let trace = traces.get(runId);
        if (trace === undefined) {
            trace = { runId, jobs: new Map(), outcomes: new Map(), notices: new Map() };
            traces.set(runId, trace);
        }
        if (kind === "run") trace.decidedAt = lastModified;
        else if (name !== undefined)
            (kind === "job" ? trace.jobs : kind === "outcome" ? trace.outcomes : trace.notices).set(
                name,
                lastModified,
            );
    }
    return [...traces.values()];
}

/** Attempts whose outcome was recorded and whose follow-up (ledger, retry, notice) was not finished. */
export const unfinishedFollowUps = (run: RunTrace): readonly string[] =>
    [...run.outcomes.keys()].filter((name) => !run.notices.has(name));
