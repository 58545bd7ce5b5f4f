/** The join as one would write it without a thought for memory: what ReportJoin and the reader are checked against. */
import { decodeManifestKey } from "../../../model/inventory/keyCodec";
import { type ErrorClass, errorClassOf, errorText } from "../../../model/jobs/errorClass";
import {
    type JoinCounts,
    type JoinFinding,
    maxExamples,
    type RowVerdict,
} from "../../../model/jobs/joinCounts";
import type { ManifestRow } from "../../../model/jobs/manifestRow";
import type { ReportRow } from "../../../model/jobs/reportRow";
import { taskVerdictOf } from "../../../model/jobs/taskResult";

interface Entry {
    readonly row: ManifestRow;
    expected: number;
    verdict: RowVerdict;
    answers: number;
}

export class ReadableJoin {
    readonly #entries = new Map<string, Entry>();
    readonly #failures: Partial<Record<ErrorClass, number>> = {};
    readonly #findings: JoinFinding[] = [];
    readonly #failedExamples: { key: string; error: string }[] = [];
    readonly #found = { foreign: 0, duplicate: 0, misfiled: 0 };
    #failed = 0;

    expect(row: ManifestRow): void {
        const identity = identityOf(row);
        const entry = this.#entries.get(identity);
        // A rolling inventory may list a key twice; each row is a task of its own.
        if (entry !== undefined) entry.expected += 1;
        else this.#entries.set(identity, { row, expected: 1, verdict: "unanswered", answers: 0 });
    }

    /** `listedAs` is the status of the file that the row stands in. */
    answer(row: ReportRow, listedAs: "succeeded" | "failed"): void {
        const identity = identityOf(row);
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

    #find(kind: JoinFinding["kind"], row: ReportRow): void {
        this.#found[kind] += 1;
        if (this.#findings.length < maxExamples) {
            this.#findings.push({ kind, key: row.key, versionId: row.versionId });
        }
    }
}

function identityOf(row: { bucket: string; key: string; versionId: string }): string {
    const versionId = row.versionId === "null" ? "" : row.versionId;
    return `${row.bucket}\n${rawKey(row.key)}\n${versionId}`;
}

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
