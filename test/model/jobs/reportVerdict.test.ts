import assert from "node:assert/strict";
import type { JoinCounts } from "../../../model/jobs/joinCounts";
import {
    isRetried,
    type JobEnd,
    reportProblems,
    retriedRows,
} from "../../../model/jobs/reportVerdict";

const end = (status: JobEnd["status"], succeeded: number, failed: number): JobEnd => ({
    status,
    tasks: { total: 10, succeeded, failed },
});
const counts = (change: Partial<JoinCounts> = {}): JoinCounts => ({
    manifest: { objects: 10, bytes: 100 },
    succeeded: { objects: 8, bytes: 80 },
    skipped: { objects: 0, bytes: 0 },
    failed: 2,
    failures: { retry: 2 },
    unanswered: 0,
    verdicts: { succeeded: 8, retry: 2 },
    foreign: 0,
    duplicate: 0,
    misfiled: 0,
    findings: [],
    unansweredExamples: [],
    failedExamples: [],
    ...change,
});

describe("reportProblems", () => {
    it("finds none in a report that fits its job", () => {
        assert.deepEqual(reportProblems(end("Complete", 8, 2), counts(), 10), []);
    });
    it("names foreign rows by their keys", () => {
        const found = counts({
            foreign: 1,
            findings: [{ kind: "foreign", key: "x", versionId: "" }],
        });
        assert.deepEqual(reportProblems(end("Complete", 8, 2), found, 10), [
            '1 report rows name objects that are not in the manifest: "x"',
        ]);
    });
    it("names missing rows of a Complete job", () => {
        const found = counts({
            unanswered: 1,
            unansweredExamples: ["m"],
            verdicts: { succeeded: 7, retry: 2, unanswered: 1 },
        });
        assert.deepEqual(reportProblems(end("Complete", 8, 2), found, 10), [
            '1 manifest rows have no report row although the job is Complete: "m"',
            "the report must have 8 succeeded and 2 failed rows as the job says, got 7 and 2",
        ]);
    });
    it("finds missing rows natural in a job that was ended early", () => {
        const found = counts({ unanswered: 5, failed: 3 });
        assert.deepEqual(reportProblems(end("Failed", 2, 3), found, 10), []);
        assert.deepEqual(reportProblems(end("Cancelled", 2, 3), found, 10), []);
    });
    it("names a manifest of another length than planned", () => {
        assert.deepEqual(reportProblems(end("Complete", 8, 2), counts(), 11), [
            "the manifest must have 11 rows, got 10",
        ]);
    });
});

describe("isRetried", () => {
    it("retries what may pass after a Complete job, and what was never run after a Failed one", () => {
        const verdicts = [
            "succeeded",
            "skipped",
            "retry",
            "permanent",
            "changed-since-inventory",
            "already-done",
            "gone",
            "unanswered",
        ] as const;
        const retried = (status: JobEnd["status"]) =>
            verdicts.filter((verdict) => isRetried(end(status, 0, 0), verdict));
        assert.deepEqual(retried("Complete"), ["retry"]);
        assert.deepEqual(retried("Failed"), ["retry", "unanswered"]);
        assert.deepEqual(retried("Cancelled"), []);
    });
    it("agrees with retriedRows", () => {
        const found = counts({ verdicts: { succeeded: 5, retry: 2, unanswered: 3 } });
        assert.equal(retriedRows(end("Complete", 8, 2), found), 2);
        assert.equal(retriedRows(end("Failed", 8, 2), found), 5);
        assert.equal(retriedRows(end("Cancelled", 8, 2), found), 0);
    });
});
