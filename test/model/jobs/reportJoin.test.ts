import assert from "node:assert/strict";
import fc from "fast-check";
import type { ManifestRow } from "../../../model/jobs/manifestRow";
import { ReportJoin, sumOfCounts } from "../../../model/jobs/reportJoin";
import type { ReportRow } from "../../../model/jobs/reportRow";

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
        const join = new ReportJoin();
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
                    Array.from({ length: partitions }, (_, partition) => {
                        const join = new ReportJoin(partition, partitions);
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
        const join = new ReportJoin();
        join.expect(planned("a%2Bb"));
        join.expect(planned("100%25"));
        join.answer(answered("a+b"), "succeeded");
        join.answer(answered("10%"), "succeeded");
        assert.deepEqual([join.counts().foreign, join.counts().unanswered], [2, 2]);
    });
    it("tells versions of one key apart, and takes an absent version for the null one", () => {
        const join = new ReportJoin();
        join.expect(planned("k", 1, "v1"));
        join.expect(planned("k", 2, "null"));
        join.answer(answered("k", { versionId: "v1" }), "succeeded");
        join.answer(answered("k", { versionId: "" }), "succeeded");
        assert.deepEqual(join.counts().succeeded, { objects: 2, bytes: 3 });
        assert.equal(join.counts().foreign, 0);
    });
    it("names foreign, repeated and misfiled rows", () => {
        const join = new ReportJoin();
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
        const join = new ReportJoin();
        join.expect(planned("a"));
        join.expect(planned("a"));
        join.answer(answered("a"), "succeeded");
        join.answer(failed("a", "PreconditionFailed", 412), "failed");
        const counts = join.counts();
        assert.deepEqual(counts.manifest, { objects: 2, bytes: 20 });
        assert.deepEqual([counts.duplicate, counts.unanswered, counts.failed], [0, 0, 1]);
        assert.deepEqual(counts.verdicts, { succeeded: 1 });
    });
    it("gives the same sums in any number of partitions, and every row exactly once", () => {
        const key = fc.string({ minLength: 1, maxLength: 3 });
        fc.assert(
            fc.property(
                fc.array(fc.tuple(key, fc.nat(100))),
                fc.array(fc.tuple(key, fc.boolean())),
                fc.integer({ min: 2, max: 5 }),
                (rows, answers, partitions) => {
                    const joins = [
                        new ReportJoin(),
                        ...Array.from(
                            { length: partitions },
                            (_, n) => new ReportJoin(n, partitions),
                        ),
                    ];
                    for (const join of joins) {
                        for (const [name, size] of rows) join.expect(planned(name, size));
                        for (const [name, good] of answers)
                            join.answer(
                                good ? answered(name) : failed(name, "SlowDown", 503),
                                good ? "succeeded" : "failed",
                            );
                    }
                    const [whole, ...parts] = joins;
                    assert.ok(whole !== undefined);
                    const strip = (counts: ReturnType<ReportJoin["counts"]>) => ({
                        ...counts,
                        findings: counts.findings.length,
                        unansweredExamples: counts.unansweredExamples.length,
                        failedExamples: counts.failedExamples.length,
                    });
                    assert.deepEqual(
                        strip(sumOfCounts(parts.map((part) => part.counts()))),
                        strip(whole.counts()),
                    );
                    const keys = (join: ReportJoin) => [...join.rows()].map(({ row }) => row.key);
                    assert.deepEqual(parts.flatMap(keys).sort(), keys(whole).sort());
                },
            ),
        );
    });
});
