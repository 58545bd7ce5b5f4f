/** Which scans of an inventory are gone on with, and for what a new one is begun. */
import type { ScanRecord } from "./scanRecords";

type Known = Pick<ScanRecord, "tiers" | "proofs">;

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

/** @param known All scans of the inventory that were begun. */
export function chooseScans<Scan extends Known>(
    known: readonly Scan[],
    wish: ScanWish,
): ScanChoice<Scan> {
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

const runsOf = ({ tiers }: Known): readonly string[] =>
    tiers.flatMap(({ run }) => (run === undefined ? [] : [run.runId]));
const proofsOf = ({ proofs }: Known): readonly string[] => proofs.map(({ runId }) => runId);
