/** Whether a tier's selection becomes jobs: the limits, and what is worth a person's look. */
import type { Limits } from "../config/types";
import type { SkipReason } from "../selection/skipReason";
import type { RunDecision, RunRecord, Tally } from "./records";

export interface Selected {
    readonly limits: Limits;
    readonly scanned: Tally;
    readonly selected: Tally;
    readonly skipped: Readonly<Partial<Record<SkipReason, Tally>>>;
    readonly estimatedCostUsd: number;
    /** Selected objects that `maxDoubtfulTries` runs have worked on and nobody knows with what success. */
    readonly triedTooOften: number;
    /** Rows of the tier's last scan; undefined for the first. */
    readonly lastScannedObjects: number | undefined;
}

export interface Decided {
    readonly decision: Exclude<RunDecision, "refused">;
    readonly reasons: readonly string[];
    /** Fewer than half the rows of the last scan: a delivery may be incomplete. */
    readonly shrunk: boolean;
}

/**
 * A first run and one repeat. Objects that are copied to a vault or handed to a function stay listed as they are, so
 * without an end to this a report that is never sound would repeat all of it at every inventory.
 */
export const maxDoubtfulTries = 2;

/** Whether an object that `runs` runs have worked on, nobody knows with what success, must wait for a person. */
export const isTriedTooOften = (runs: number): boolean => runs >= maxDoubtfulTries;

/** Rows that are no objects of the kind the tier is about, so no part of the share it takes. */
const notObjects: readonly SkipReason[] = [
    "unreadable-row",
    "other-bucket",
    "delete-marker",
    "not-current",
    "not-noncurrent",
];

export function runDecision(run: Selected): Decided {
    const { limits, scanned, selected, skipped, estimatedCostUsd, lastScannedObjects } = run;
    const reasons: string[] = [];
    const shrunk = lastScannedObjects !== undefined && scanned.objects * 2 < lastScannedObjects;
    if (shrunk)
        reasons.push(
            `the inventory lists ${scanned.objects} rows, fewer than half of the ${lastScannedObjects} of the ` +
                "scan before; check the bucket and the inventory's configuration",
        );
    if (selected.objects === 0) {
        reasons.push(emptyReason(scanned, skipped));
        return { decision: "empty", reasons, shrunk };
    }
    const passed = [
        ...passedLimits(limits, run, estimatedCostUsd),
        ...(run.triedTooOften === 0 ? [] : [doubtfulReason(run.triedTooOften)]),
    ];
    return {
        decision: passed.length > 0 ? "held" : "submit",
        reasons: [...reasons, ...passed],
        shrunk,
    };
}

/**
 * Skips that explain an empty selection: objects are where the tier brings them, known as done, or match but for their
 * age, so that a new bucket does not ring every day until its first objects are old enough.
 */
const signsOfWork: readonly SkipReason[] = [
    "storage-class",
    "already-archived",
    "done-before",
    "too-young",
];

/**
 * Whether a run that selected nothing is worth an alarm: the inventory lists nothing, or none of its rows shows that
 * the tier ever did anything, so that prefixes, classes or the inventory itself may be wrong. A tier whose work is
 * done selects nothing every day, and that is no news.
 */
export function isSuspiciouslyEmpty(
    run: Pick<RunRecord, "decision"> & {
        readonly skipped: Readonly<Partial<Record<string, Tally>>>;
    },
): boolean {
    return (
        run.decision === "empty" &&
        signsOfWork.every((reason) => (run.skipped[reason]?.objects ?? 0) === 0)
    );
}

function passedLimits(limits: Limits, run: Selected, costUsd: number): string[] {
    const { selected, scanned, skipped } = run;
    const others = notObjects.reduce((sum, reason) => sum + (skipped[reason]?.objects ?? 0), 0);
    const share = selected.objects / Math.max(1, scanned.objects - others);
    const checks: readonly (readonly [name: string, limit: number | undefined, value: number])[] = [
        ["maxObjects", limits.maxObjects, selected.objects],
        ["maxBytes", limits.maxBytes, selected.bytes],
        ["maxShareOfBucket", limits.maxShareOfBucket, share],
        ["maxCostUsd", limits.maxCostUsd, costUsd],
    ];
    return checks.flatMap(([name, limit, value]) =>
        limit !== undefined && value > limit
            ? [
                  `limits.${name}: at most ${limit} may be selected at once, got ${rounded(value)}; ` +
                      "raise the limit or narrow the selection",
              ]
            : [],
    );
}

const doubtfulReason = (objects: number): string =>
    `${objects} of the selected objects were worked on by ${maxDoubtfulTries} runs whose reports are not sound or whose ` +
    "copies an inventory has contradicted; a third run would do them again, and so would every later one. Read " +
    "reportProblems of the outcomes and proof.json of the tier's runs, and look for those objects in the vault or in " +
    "what the function has done. Then name them in select.exclude, or change the action's keyPrefix or arguments: that " +
    "is another deed, and everything the tier selects is done once more";

function emptyReason(
    scanned: Tally,
    skipped: Readonly<Partial<Record<SkipReason, Tally>>>,
): string {
    if (scanned.objects === 0) return "the inventory lists nothing";
    const most = Object.entries(skipped)
        .sort(([, a], [, b]) => b.objects - a.objects)
        .slice(0, 3)
        .map(([reason, { objects }]) => `${reason} ${objects}`);
    return `none of ${scanned.objects} rows is selected; most often: ${most.join(", ")}`;
}

const rounded = (value: number): string =>
    Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
