/** One line per tier from the records of its runs: what was selected, skipped and why, done, failed, proven. */
import type { ObservedRun } from "./observe";

export interface TierReport {
    readonly bucket: string;
    readonly tier: string;
    readonly runs: Readonly<Record<string, number>>;
    readonly selected: { readonly objects: number; readonly bytes: number };
    /** Of the first run that scanned; later runs see what is left. */
    readonly skipped: Readonly<Record<string, number>>;
    readonly jobs: number;
    /** Objects that were archived, copied or handed to the function. */
    readonly succeeded: number;
    /** Tasks that looked and left the object alone, e.g. because its tags differ. */
    readonly leftAlone: number;
    readonly bytesSucceeded: number;
    /** Failed rows that no retry follows, by class. */
    readonly failures: Readonly<Record<string, number>>;
    readonly retried: number;
    /** Rows that no retry follows. */
    readonly finallyFailed: number;
    readonly claimed: number;
    readonly proven: number;
    readonly contradicted: number;
    readonly reportProblems: readonly string[];
}

function add(into: Record<string, number>, from: Readonly<Record<string, number>>): void {
    for (const [key, value] of Object.entries(from)) into[key] = (into[key] ?? 0) + value;
}

export function tierReport(bucket: string, tier: string, runs: readonly ObservedRun[]): TierReport {
    const decisions: Record<string, number> = {};
    const failures: Record<string, number> = {};
    const outcomes = runs.flatMap(({ outcomes: of }) => of);
    for (const { run } of runs) add(decisions, { [run.decision]: 1 });
    for (const { failures: classes, retry } of outcomes) {
        const { retry: again = 0, ...rest } = classes;
        add(failures, rest);
        // What a retry follows is no failure yet, and has a column of its own.
        const givenUp = again - (retry?.manifest.rows ?? 0);
        if (givenUp > 0) add(failures, { retry: givenUp });
    }
    const submitted = runs.filter(({ run }) => run.decision === "submit");
    const sum = <T>(list: readonly T[], of: (item: T) => number): number =>
        list.reduce((total, item) => total + of(item), 0);
    const proofs = runs.flatMap(({ proof }) => (proof ? [proof] : []));
    const retried = sum(outcomes, ({ retry }) => retry?.manifest.rows ?? 0);
    return {
        bucket,
        tier,
        runs: decisions,
        selected: {
            objects: sum(submitted, ({ run }) => run.selected.objects),
            bytes: sum(submitted, ({ run }) => run.selected.bytes),
        },
        skipped: Object.fromEntries(
            Object.entries(runs[0]?.run.skipped ?? {})
                .map(([reason, { objects }]) => [reason, objects] as const)
                .filter(([, objects]) => objects > 0),
        ),
        jobs: sum(runs, ({ jobs }) => jobs.length),
        succeeded: sum(
            outcomes,
            ({ tasks, skippedByTask }) => tasks.succeeded - (skippedByTask?.objects ?? 0),
        ),
        leftAlone: sum(outcomes, ({ skippedByTask }) => skippedByTask?.objects ?? 0),
        bytesSucceeded: sum(outcomes, ({ bytesSucceeded }) => bytesSucceeded),
        failures,
        retried,
        finallyFailed: sum(outcomes, ({ tasks }) => tasks.failed) - retried,
        claimed: sum(proofs, ({ claimed }) => claimed),
        proven: sum(proofs, ({ proven }) => proven),
        contradicted: sum(proofs, ({ contradicted }) => contradicted),
        reportProblems: outcomes.flatMap(({ reportProblems }) => reportProblems),
    };
}
