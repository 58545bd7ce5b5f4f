import assert from "node:assert/strict";
import fc from "fast-check";
import type { ManifestRow } from "../../../model/jobs/manifestRow";
import { IdentityHash } from "../../../model/jobs/identityHash";
import { type JoinCounts, type RowVerdict, sumOfCounts } from "../../../model/jobs/joinCounts";
import { type JoinPart, ListedTooOften, ReportJoin } from "../../../model/jobs/reportJoin";
import type { ReportRow } from "../../../model/jobs/reportRow";
import { ReadableJoin } from "./readableJoin";

/** A join that remembers the rows, as the reader finds them again. */
class NamedJoin {
    readonly #join: ReportJoin;
    readonly #rows = new Map<number, ManifestRow>();

    constructor(part: JoinPart = {}) {
        this.#join = new ReportJoin(part);
    }
    expect(row: ManifestRow): void {
        this.#join.expect(row);
        const entry = this.#join.entryOf(row);
        if (entry >= 0 && !this.#rows.has(entry)) this.#rows.set(entry, row);
    }
    answer(row: ReportRow, listedAs: "succeeded" | "failed"): void {
        this.#join.answer(row, listedAs);
    }
    counts(): JoinCounts {
        const entries = [...this.#join.unansweredEntries()];
        return this.#join.counts(entries.map((entry) => this.#rows.get(entry)?.key ?? "?"));
    }
    rows(): { row: ManifestRow; verdict: RowVerdict }[] {
        return [...this.#rows].map(([entry, row]) => ({ row, verdict: this.#join.verdict(entry) }));
    }
}

const partsOf = (partitions: number): NamedJoin[] => {
    const hash = new IdentityHash();
    return Array.from(
        { length: partitions },
        (_, partition) => new NamedJoin({ partition, partitions, hash }),
    );
};

const planned = (key: string, sizeBytes = 10, versionId = ""): ManifestRow => ({
    bucket: "src",
    key,
    versionId,
    sizeBytes,
    fields: ["src", key, String(sizeBytes)],
});
const answered = (key: string, change: Partial<ReportRow> = {}): ReportRow => ({
    bucket: "src",
    key,
    versionId: "",
    succeeded: true,
    httpStatus: 200,
    errorCode: "",
    message: "Successful",
    ...change,
});
const failed = (key: string, errorCode: string, httpStatus: number): ReportRow =>
    answered(key, { succeeded: false, errorCode, httpStatus, message: "m" });

describe("ReportJoin", () => {
    it("counts what succeeded, was left alone and failed, with bytes from the manifest", () => {
        const join = new NamedJoin();
        for (const row of [planned("a", 1), planned("b", 2), planned("c", 4), planned("d", 8)])
            join.expect(row);
        join.answer(answered("a"), "succeeded");
        join.answer(answered("b", { message: "skipped: tags differ: class" }), "succeeded");
        join.answer(failed("c", "SlowDown", 503), "failed");
        const { manifest, succeeded, skipped, failed: failures, ...rest } = join.counts();
        assert.deepEqual(manifest, { objects: 4, bytes: 15 });
        assert.deepEqual(succeeded, { objects: 1, bytes: 1 });
        assert.deepEqual(skipped, { objects: 1, bytes: 2 });
        assert.equal(failures, 1);
        assert.deepEqual(rest, {
            failures: { retry: 1 },
            unanswered: 1,
            verdicts: { succeeded: 1, skipped: 1, retry: 1, unanswered: 1 },
            foreign: 0,
            duplicate: 0,
            misfiled: 0,
            findings: [],
            unansweredExamples: ["d"],
            failedExamples: [{ key: "c", error: "retry: 503 SlowDown: m" }],
        });
    });
    for (const [manifest, report] of [
        ["a%20b", "a+b"],
        ["a~b", "a%7Eb"],
        ["%C3%A9", "%c3%a9"],
        ["a%2Bb", "a%2bb"],
        ["a%28b", "a(b"],
    ] as const)
        it(`knows ${manifest} in a report that encodes it as ${report}, in any partition`, () => {
            for (const partitions of [1, 3]) {
                const counts = sumOfCounts(
                    partsOf(partitions).map((join) => {
                        join.expect(planned(manifest));
                        join.answer(answered(report), "succeeded");
                        return join.counts();
                    }),
                );
                assert.deepEqual(
                    [counts.succeeded.objects, counts.foreign, counts.unanswered],
                    [1, 0, 0],
                );
            }
        });
    it("does not take a plus for an encoded plus, nor what cannot be decoded for another key", () => {
        const join = new NamedJoin();
        join.expect(planned("a%2Bb"));
        join.expect(planned("100%25"));
        join.answer(answered("a+b"), "succeeded");
        join.answer(answered("10%"), "succeeded");
        assert.deepEqual([join.counts().foreign, join.counts().unanswered], [2, 2]);
    });
    it("tells versions of one key apart, and takes an absent version for the null one", () => {
        const join = new NamedJoin();
        join.expect(planned("k", 1, "v1"));
        join.expect(planned("k", 2, "null"));
        join.answer(answered("k", { versionId: "v1" }), "succeeded");
        join.answer(answered("k", { versionId: "" }), "succeeded");
        assert.deepEqual(join.counts().succeeded, { objects: 2, bytes: 3 });
        assert.equal(join.counts().foreign, 0);
    });
    it("names foreign, repeated and misfiled rows", () => {
        const join = new NamedJoin();
        join.expect(planned("a"));
        join.answer(answered("a"), "failed");
        join.answer(answered("a"), "succeeded");
        join.answer(answered("x"), "succeeded");
        join.answer({ ...answered("a"), bucket: "other" }, "succeeded");
        const counts = join.counts();
        assert.deepEqual([counts.misfiled, counts.duplicate, counts.foreign], [1, 1, 2]);
        assert.deepEqual(
            counts.findings.map(({ kind, key }) => `${kind} ${key}`),
            ["misfiled a", "duplicate a", "foreign x", "foreign a"],
        );
    });
    it("takes a key that the inventory listed twice for two tasks", () => {
        const join = new NamedJoin();
        join.expect(planned("a"));
        join.expect(planned("a"));
        join.answer(answered("a"), "succeeded");
        join.answer(failed("a", "PreconditionFailed", 412), "failed");
        const counts = join.counts();
        assert.deepEqual(counts.manifest, { objects: 2, bytes: 20 });
        assert.deepEqual([counts.duplicate, counts.unanswered, counts.failed], [0, 0, 1]);
        assert.deepEqual(counts.verdicts, { succeeded: 1 });
    });
    it("says what the readable join says, and in any number of partitions the same sums and rows", () => {
        const key = fc.constantFrom(
            "a",
            "b",
            "c",
            "d",
            "a%20b",
            "a+b",
            "a%7E",
            "a~",
            "%",
            "%C3%A9",
            "é",
        );
        const messages = ["m", "skipped: tags differ", "gone: no such version", "retry: throttled"];
        const codes = ["SlowDown", "AccessDenied", "NoSuchKey", ""];
        const answers = fc.array(
            fc.record({
                name: key,
                good: fc.boolean(),
                listed: fc.constantFrom("succeeded", "failed", undefined),
                versionId: fc.constantFrom("", "", "null", "v"),
                message: fc.constantFrom(...messages),
                errorCode: fc.constantFrom(...codes),
            }),
            { maxLength: 40 },
        );
        fc.assert(
            fc.property(
                fc.array(fc.tuple(key, fc.nat(100), fc.constantFrom("", "", "null", "v")), {
                    maxLength: 40,
                }),
                answers,
                fc.integer({ min: 2, max: 5 }),
                (rows, given, partitions) => {
                    const readable = new ReadableJoin();
                    const whole = new NamedJoin();
                    const parts = partsOf(partitions);
                    for (const join of [readable, whole, ...parts]) {
                        for (const row of rows) join.expect(planned(...row));
                        for (const { name, good, listed, ...row } of given)
                            join.answer(
                                answered(name, { ...row, succeeded: good }),
                                listed ?? (good ? "succeeded" : "failed"),
                            );
                    }
                    assert.deepEqual(whole.counts(), readable.counts());
                    assert.deepEqual(whole.rows(), [...readable.rows()]);
                    const strip = (counts: JoinCounts) => ({
                        ...counts,
                        findings: counts.findings.length,
                        unansweredExamples: counts.unansweredExamples.length,
                        failedExamples: counts.failedExamples.length,
                    });
                    assert.deepEqual(
                        strip(sumOfCounts(parts.map((part) => part.counts()))),
                        strip(whole.counts()),
                    );
                    const named = (joins: readonly NamedJoin[]) =>
                        joins
                            .flatMap((join) => join.rows())
                            .map(({ row, verdict }) => [row.key, row.versionId, verdict].join(" "))
                            .sort();
                    assert.deepEqual(named(parts), named([whole]));
                },
            ),
            { numRuns: 300 },
        );
    });
    it("holds more rows than it made room for", () => {
        const join = new NamedJoin({ rows: 10 });
        for (let index = 0; index < 5000; index++) join.expect(planned(`k${index}`, index));
        for (let index = 0; index < 5000; index += 2)
            join.answer(answered(`k${index}`), "succeeded");
        const counts = join.counts();
        assert.deepEqual(counts.manifest, { objects: 5000, bytes: 12_497_500 });
        assert.deepEqual(counts.succeeded, { objects: 2500, bytes: 6_247_500 });
        assert.equal(counts.unanswered, 2500);
        assert.deepEqual(counts.unansweredExamples.slice(0, 2), ["k1", "k3"]);
    });
    it("refuses an object that is listed more often than it can count", () => {
        const join = new ReportJoin();
        for (let count = 0; count < 2 ** 14 - 1; count++) join.expect(planned("a"));
        assert.throws(() => {
            join.expect(planned("a"));
        }, ListedTooOften);
    });
});
