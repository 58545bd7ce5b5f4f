/** What the join of a manifest with its completion report comes to. */
import type { Tally } from "../runs/records";
import type { ErrorClass } from "./errorClass";

/** What the report says of one manifest row. "unanswered": it has no row. */
export type RowVerdict = "succeeded" | "skipped" | ErrorClass | "unanswered";

export interface JoinFinding {
    readonly kind: "foreign" | "duplicate" | "misfiled";
    readonly key: string;
    readonly versionId: string;
}

export interface JoinCounts {
    readonly manifest: Tally;
    readonly succeeded: Tally;
    /** Tasks that succeeded by leaving the object alone ("skipped: ..."). */
    readonly skipped: Tally;
    /** Report rows with status "failed". */
    readonly failed: number;
    readonly failures: Readonly<Partial<Record<ErrorClass, number>>>;
    readonly unanswered: number;
    /** Distinct manifest rows by what became of them. */
    readonly verdicts: Readonly<Partial<Record<RowVerdict, number>>>;
    readonly foreign: number;
    readonly duplicate: number;
    readonly misfiled: number;
    /** First of each kind, at most `maxExamples`. */
    readonly findings: readonly JoinFinding[];
    readonly unansweredExamples: readonly string[];
    readonly failedExamples: readonly { readonly key: string; readonly error: string }[];
}

/** How many rows of a kind are kept for a person. */
export const maxExamples = 20;

/** Counts of all partitions together. */
export function sumOfCounts(parts: readonly JoinCounts[]): JoinCounts {
    const tally = (pick: (part: JoinCounts) => Tally): Tally => ({
        objects: parts.reduce((sum, part) => sum + pick(part).objects, 0),
        bytes: parts.reduce((sum, part) => sum + pick(part).bytes, 0),
    });
    const sum = (pick: (part: JoinCounts) => number): number =>
        parts.reduce((total, part) => total + pick(part), 0);
    return {
        manifest: tally((part) => part.manifest),
        succeeded: tally((part) => part.succeeded),
        skipped: tally((part) => part.skipped),
        failed: sum((part) => part.failed),
        failures: sumByName(parts.map((part) => part.failures)),
        unanswered: sum((part) => part.unanswered),
        verdicts: sumByName(parts.map((part) => part.verdicts)),
        foreign: sum((part) => part.foreign),
        duplicate: sum((part) => part.duplicate),
        misfiled: sum((part) => part.misfiled),
        findings: parts.flatMap((part) => part.findings).slice(0, maxExamples),
        unansweredExamples: parts.flatMap((part) => part.unansweredExamples).slice(0, maxExamples),
        failedExamples: parts.flatMap((part) => part.failedExamples).slice(0, maxExamples),
    };
}

function sumByName<Name extends string>(
    records: readonly Readonly<Partial<Record<Name, number>>>[],
): Partial<Record<Name, number>> {
    const total: Partial<Record<Name, number>> = {};
    for (const record of records) {
        for (const [name, count] of Object.entries(record) as [Name, number][]) {
            total[name] = (total[name] ?? 0) + count;
        }
    }
    return total;
}
