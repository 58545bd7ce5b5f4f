/**
 * Joins a job's manifest with its completion report, row by row: rows = tasks is the claim that everything else
 * rests on. Each side is read once. Memory holds some 36 bytes for an object (identityTable.ts), whatever its name and fate;
 * names are kept of a few examples alone. A fingerprint over all rows would hold less, yet could not tell how many
 * different objects there are, nor which are missing after a job that stopped early.
 */
import type { Tally } from "../runs/records";
import { type ErrorClass, errorClasses, errorClassOf, errorText } from "./errorClass";
import { IdentityHash } from "./identityHash";
import { IdentityTable } from "./identityTable";
import { type JoinCounts, type JoinFinding, maxExamples, type RowVerdict } from "./joinCounts";
import type { ManifestRow } from "./manifestRow";
import type { ReportRow } from "./reportRow";
import { rowIdentity } from "./rowIdentity";
import { taskVerdictOf } from "./taskResult";

/** Where the columns of a row stand that name its object; all of it ASCII. */
export interface RowPlace {
    bytes: Uint8Array;
    bucketStart: number;
    bucketEnd: number;
    keyStart: number;
    keyEnd: number;
    versionStart: number;
    versionEnd: number;
}

// An entry's state: its verdict, how often the manifest lists it, and how many rows of the report answered that.
const verdicts: readonly RowVerdict[] = ["unanswered", "succeeded", "skipped", ...errorClasses];
const succeeded = 1;
const verdictBits = 4;
const countBits = 14;
const verdictMask = 2 ** verdictBits - 1;
const maxCount = 2 ** countBits - 1;
const oneExpected = 2 ** verdictBits;
const oneAnswer = 2 ** (verdictBits + countBits);

const verdictOfState = (state: number): number => state & verdictMask;
const expectedOfState = (state: number): number => (state >>> verdictBits) & maxCount;
const answersOfState = (state: number): number => state >>> (verdictBits + countBits);

/** Thrown for a manifest that names one object more often than any inventory does. */
export class ListedTooOften extends Error {
    constructor() {
        super(`at most ${maxCount} rows of a manifest may name the same object, got more`);
        this.name = "ListedTooOften";
    }
}

export interface JoinPart {
    /** Objects to make room for. */
    readonly rows?: number | undefined;
    /** Taken over in place of room of its own, and emptied: the part that had it before has no answers any more. */
    readonly table?: IdentityTable | undefined;
    /** Rows of one part of `partitions` only, as their hash says; 0 of 1 unless told. */
    readonly partition?: number | undefined;
    readonly partitions?: number | undefined;
    /** The same for all parts of a join. */
    readonly hash?: IdentityHash | undefined;
}

/** One partition of the join: first every manifest row, then every report row, then `counts` and `verdictOf`. */
export class ReportJoin {
    readonly #partition: number;
    readonly #partitions: number;
    readonly #hash: IdentityHash;
    readonly #table: IdentityTable;
    readonly #failures: Partial<Record<ErrorClass, number>> = {};
    readonly #findings: JoinFinding[] = [];
    readonly #failedExamples: { key: string; error: string }[] = [];
    readonly #found = { foreign: 0, duplicate: 0, misfiled: 0 };
    #failed = 0;

    constructor({ rows = 0, table, partition = 0, partitions = 1, hash }: JoinPart = {}) {
        this.#partition = partition;
        this.#partitions = partitions;
        this.#hash = hash ?? new IdentityHash();
        table?.clear();
        this.#table = table ?? new IdentityTable(rows);
    }

    /** @throws ListedTooOften */
    expect(row: ManifestRow): void {
        this.#hash.ofText(rowIdentity(row));
        if (this.#isOurs()) this.#expectHashed(row.sizeBytes);
    }

    /** The same from bytes; false when the row must come as text. */
    expectAt(place: RowPlace, sizeBytes: number): boolean {
        if (!this.#hashAt(place)) return false;
        if (this.#isOurs()) this.#expectHashed(sizeBytes);
        return true;
    }

    /** `listedAs` is the status of the file that the row stands in. */
    answer(row: ReportRow, listedAs: "succeeded" | "failed"): void {
        this.#hash.ofText(rowIdentity(row));
        if (!this.#isOurs()) return;
        if (row.succeeded !== (listedAs === "succeeded")) this.#find("misfiled", row);
        const entry = this.#table.find(this.#hash);
        if (entry < 0) {
            this.#find("foreign", row);
            return;
        }
        const verdict = verdictOf(row);
        if (!this.#answerEntry(entry, verdicts.indexOf(verdict))) {
            this.#find("duplicate", row);
            return;
        }
        if (row.succeeded) return;
        const failure = errorClassOf(row);
        this.#failed += 1;
        this.#failures[failure] = (this.#failures[failure] ?? 0) + 1;
        if (this.#failedExamples.length < maxExamples) {
            this.#failedExamples.push({ key: row.key, error: `${failure}: ${errorText(row)}` });
        }
    }

    /**
     * The same from bytes for a row that succeeded, skipped nothing and stands in the right file; false when the row
     * must come as text, because there is something to say about it.
     */
    answerSucceededAt(place: RowPlace): boolean {
        if (!this.#hashAt(place)) return false;
        if (!this.#isOurs()) return true;
        const entry = this.#table.find(this.#hash);
        return entry >= 0 && this.#answerEntry(entry, succeeded);
    }

    /** Whether any of the manifest's distinct rows, which are numbered from 0 in its order, is wanted. */
    hasEntry(isWanted: (entry: number) => boolean): boolean {
        for (let entry = 0; entry < this.#table.length; entry++) if (isWanted(entry)) return true;
        return false;
    }

    /** What became of a row, by its number. */
    verdict(entry: number): RowVerdict {
        return verdicts[verdictOfState(this.#table.states[entry] ?? 0)] ?? "unanswered";
    }

    /** The number of a row of the manifest; -1 for a row of another partition, or one that was not there. */
    entryOf(row: ManifestRow): number {
        this.#hash.ofText(rowIdentity(row));
        return this.#isOurs() ? this.#table.find(this.#hash) : -1;
    }

    /** The same from bytes; undefined when the row must come as text. */
    entryAt(place: RowPlace): number | undefined {
        if (!this.#hashAt(place)) return undefined;
        return this.#isOurs() ? this.#table.find(this.#hash) : -1;
    }

    /** Numbers of the first rows without all of their answers; `counts` is to be told their keys. */
    unansweredEntries(): ReadonlySet<number> {
        const entries = new Set<number>();
        for (let entry = 0; entry < this.#table.length && entries.size < maxExamples; entry++) {
            const state = this.#table.states[entry] as number;
            if (answersOfState(state) < expectedOfState(state)) entries.add(entry);
        }
        return entries;
    }

    /** @param unansweredExamples Keys of `unansweredEntries`, encoded as in the manifest. */
    counts(unansweredExamples: readonly string[]): JoinCounts {
        const { states, sizes } = this.#table;
        const manifest = { objects: 0, bytes: 0 };
        const objects = new Array<number>(verdicts.length).fill(0);
        const bytes = new Array<number>(verdicts.length).fill(0);
        let unanswered = 0;
        for (let entry = 0; entry < this.#table.length; entry++) {
            const state = states[entry] as number;
            const size = sizes[entry] as number;
            const verdict = verdictOfState(state);
            const expected = expectedOfState(state);
            objects[verdict] = (objects[verdict] as number) + 1;
            bytes[verdict] = (bytes[verdict] as number) + size;
            manifest.objects += expected;
            manifest.bytes += expected * size;
            unanswered += expected - answersOfState(state);
        }
        const tally = (verdict: RowVerdict): Tally => {
            const code = verdicts.indexOf(verdict);
            return { objects: objects[code] ?? 0, bytes: bytes[code] ?? 0 };
        };
        return {
            manifest,
            succeeded: tally("succeeded"),
            skipped: tally("skipped"),
            failed: this.#failed,
            failures: this.#failures,
            unanswered,
            verdicts: Object.fromEntries(
                verdicts.flatMap((verdict, code) => {
                    const count = objects[code] ?? 0;
                    return count > 0 ? [[verdict, count]] : [];
                }),
            ),
            ...this.#found,
            findings: this.#findings,
            unansweredExamples,
            failedExamples: this.#failedExamples,
        };
    }

    #hashAt(place: RowPlace): boolean {
        return this.#hash.ofColumns(
            place.bytes,
            place.bucketStart,
            place.bucketEnd,
            place.keyStart,
            place.keyEnd,
            place.versionStart,
            place.versionEnd,
        );
    }

    #isOurs(): boolean {
        return (
            this.#partitions === 1 ||
            (this.#hash.fourth >>> 0) % this.#partitions === this.#partition
        );
    }

    #expectHashed(sizeBytes: number): void {
        const table = this.#table;
        const entry = table.findOrAdd(this.#hash);
        const state = table.states[entry] as number;
        // A rolling inventory may list a key twice; each row is a task of its own, and the first one's size counts.
        if (state === 0) table.sizes[entry] = sizeBytes;
        if (expectedOfState(state) === maxCount) throw new ListedTooOften();
        table.states[entry] = state + oneExpected;
    }

    /** False when all rows of the manifest that name it are answered. */
    #answerEntry(entry: number, verdict: number): boolean {
        const { states } = this.#table;
        const state = states[entry] as number;
        const answers = answersOfState(state);
        if (answers === expectedOfState(state)) return false;
        // Of two tasks on one object, success is what the object shows in the end.
        const isNewVerdict = answers === 0 || verdict === succeeded;
        states[entry] = state + oneAnswer + (isNewVerdict ? verdict - verdictOfState(state) : 0);
        return true;
    }

    #find(kind: JoinFinding["kind"], row: ReportRow): void {
        this.#found[kind] += 1;
        if (this.#findings.length < maxExamples) {
            this.#findings.push({ kind, key: row.key, versionId: row.versionId });
        }
    }
}

function verdictOf(row: ReportRow): RowVerdict {
    if (!row.succeeded) return errorClassOf(row);
    return taskVerdictOf(row.message) === "skipped" ? "skipped" : "succeeded";
}
