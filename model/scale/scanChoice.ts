/** Which scans of an inventory are gone on with, and for what a new one is begun. */
import type { ScanRecord } from "./scanRecords";

type Known = Pick<ScanRecord, "scanId" | "after" | "tiers" | "proofs">;

/** Ids of runs. */
export interface ScanWish {
    /** Of tiers that may select. */
    readonly runs: readonly string[];
    /** Whose claims can be looked for. */
    readonly proofs: readonly string[];
}

export interface ScanChoice<Scan> {
    /** Scans that have some of what is wished for. */
    readonly goOn: readonly Scan[];
    /** What no scan has yet; absent when that is worth none. */
    readonly begin?: ScanWish | undefined;
}

/** @param begun All scans of the inventory; one that was refused and is repeated by another counts no more. */
export function chooseScans<Scan extends Known>(
    begun: readonly Scan[],
    wish: ScanWish,
): ScanChoice<Scan> {
    const repeated = new Set(begun.flatMap(({ after }) => (after === undefined ? [] : [after])));
    const known = begun.filter(({ scanId }) => !repeated.has(scanId));
    const planned = new Set(known.flatMap(runsOf));
    const proven = new Set(known.flatMap(proofsOf));
    const goOn = known.filter(
        (scan) =>
            runsOf(scan).some((runId) => wish.runs.includes(runId)) ||
            proofsOf(scan).some((runId) => wish.proofs.includes(runId)),
    );
    const begin = {
        runs: wish.runs.filter((runId) => !planned.has(runId)),
        proofs: wish.proofs.filter((runId) => !proven.has(runId)),
    };
    // What became provable since is worth no second reading of all files: the next inventory proves it.
    const isWorth = begin.runs.length > 0 || (known.length === 0 && begin.proofs.length > 0);
    return isWorth ? { goOn, begin } : { goOn };
}

/** What is still wished for of a scan that was refused. */
export function wishedAgain(scan: Known, wish: ScanWish): ScanWish {
    const [runs, proofs] = [runsOf(scan), proofsOf(scan)];
    return {
        runs: wish.runs.filter((runId) => runs.includes(runId)),
        proofs: wish.proofs.filter((runId) => proofs.includes(runId)),
    };
}

const runsOf = ({ tiers }: Known): readonly string[] =>
    tiers.flatMap(({ run }) => (run === undefined ? [] : [run.runId]));
const proofsOf = ({ proofs }: Known): readonly string[] => proofs.map(({ runId }) => runId);
