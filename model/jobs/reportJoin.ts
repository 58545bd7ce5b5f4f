/**
 * Joins a job's manifest with its completion report, row by row: rows = tasks is the claim that everything else
 * rests on. Memory holds one partition of the manifest; a job larger than that is joined partition by partition,
 * reading both sides again each time, so that memory stays flat whatever the size of the job.
 */
import { decodeManifestKey } from "../inventory/keyCodec";
import type { Tally } from "../runs/records";
import { type ErrorClass, errorClassOf, errorText } from "./errorClass";
import type { ManifestRow } from "./manifestRow";
import type { ReportRow } from "./reportRow";
import { taskVerdictOf } from "./taskResult";

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

interface Entry {
    readonly row: ManifestRow;
    expected: number;
    verdict: RowVerdict;
    answers: number;
}

/** One partition of the join: first every manifest row, then every report row, then `counts` and `rows`. */
export class ReportJoin {
    readonly #partition: number;
    readonly #partitions: number;
    readonly #entries = new Map<string, Entry>();
    readonly #failures: Partial<Record<ErrorClass, number>> = {};
    readonly #findings: JoinFinding[] = [];
    readonly #failedExamples: { key: string; error: string }[] = [];
    readonly #found = { foreign: 0, duplicate: 0, misfiled: 0 };
    #failed = 0;

    constructor(partition = 0, partitions = 1) {
        this.#partition = partition;
        this.#partitions = partitions;
    }

    expect(row: ManifestRow): void {
        const identity = this.#identity(row);
        if (identity === undefined) return;
        const entry = this.#entries.get(identity);
        // A rolling inventory may list a key twice; each row is a task of its own.
        if (entry !== undefined) entry.expected += 1;
        else this.#entries.set(identity, { row, expected: 1, verdict: "unanswered", answers: 0 });
    }

    /** `listedAs` is the status of the file that the row stands in. */
    answer(row: ReportRow, listedAs: "succeeded" | "failed"): void {
        const identity = this.#identity(row);
        if (identity === undefined) return;
        if (row.succeeded !== (listedAs === "succeeded")) this.#find("misfiled", row);
        const entry = this.#entries.get(identity);
        if (entry === undefined) {
            this.#find("foreign", row);
            return;
        }
        if (entry.answers === entry.expected) {
            this.#find("duplicate", row);
            return;
        }
        entry.answers += 1;
        const verdict = verdictOf(row);
        // Of two tasks on one object, success is what the object shows in the end.
        if (entry.answers === 1 || verdict === "succeeded") entry.verdict = verdict;
        if (row.succeeded) return;
        const failure = errorClassOf(row);
        this.#failed += 1;
        this.#failures[failure] = (this.#failures[failure] ?? 0) + 1;
        if (this.#failedExamples.length < maxExamples) {
            this.#failedExamples.push({ key: row.key, error: `${failure}: ${errorText(row)}` });
        }
    }

    /** The manifest's rows with what became of each, in the manifest's order. */
    *rows(): Generator<{ readonly row: ManifestRow; readonly verdict: RowVerdict }> {
        for (const { row, verdict } of this.#entries.values()) yield { row, verdict };
    }

    counts(): JoinCounts {
        const manifest = { objects: 0, bytes: 0 };
        const succeeded = { objects: 0, bytes: 0 };
        const skipped = { objects: 0, bytes: 0 };
        let unanswered = 0;
        const verdicts: Partial<Record<RowVerdict, number>> = {};
        const unansweredExamples: string[] = [];
        for (const { row, expected, verdict, answers } of this.#entries.values()) {
            verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
            manifest.objects += expected;
            manifest.bytes += expected * row.sizeBytes;
            if (answers < expected) {
                unanswered += expected - answers;
                if (unansweredExamples.length < maxExamples) unansweredExamples.push(row.key);
            }
            const tally =
                verdict === "succeeded" ? succeeded : verdict === "skipped" ? skipped : undefined;
            if (tally === undefined) continue;
            tally.objects += 1;
            tally.bytes += row.sizeBytes;
        }
        return {
            manifest,
            succeeded,
            skipped,
            failed: this.#failed,
            failures: this.#failures,
            unanswered,
            verdicts,
            ...this.#found,
            findings: this.#findings,
            unansweredExamples,
            failedExamples: this.#failedExamples,
        };
    }

    #identity(row: { bucket: string; key: string; versionId: string }): string | undefined {
        // The null version is "null" in the manifest; a report that leaves it out means the same version.
        const versionId = row.versionId === "null" ? "" : row.versionId;
        const identity = `${row.bucket}\n${rawKey(row.key)}\n${versionId}`;
        if (this.#partitions === 1) return identity;
        return fnv1a(identity) % this.#partitions === this.#partition ? identity : undefined;
    }

    #find(kind: JoinFinding["kind"], row: ReportRow): void {
        this.#found[kind] += 1;
        if (this.#findings.length < maxExamples) {
            this.#findings.push({ kind, key: row.key, versionId: row.versionId });
        }
    }
}

/**
 * The report of a live account was never seen: whether it echoes the manifest's encoding byte for byte or encodes
 * the key anew ("+" for "%20", "%7E" for "~", lower-case digits) does not matter here. Manifests are encoded in one
 * way only (encodeManifestKey), so two of their rows never become one by decoding.
 */
function rawKey(encoded: string): string {
    try {
        return decodeManifestKey(encoded);
    } catch {
        // A bare "%": not encoded at all, or not ours.
        return encoded;
    }
}

function verdictOf(row: ReportRow): RowVerdict {
    if (!row.succeeded) return errorClassOf(row);
    return taskVerdictOf(row.message) === "skipped" ? "skipped" : "succeeded";
}

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

/** 32-bit FNV-1a over UTF-16 code units: spreads rows over partitions, nothing more. */
function fnv1a(text: string): number {
    let hash = 0x811c9dc5;
    for (let index = 0; index < text.length; index += 1) {
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    return hash >>> 0;
}
