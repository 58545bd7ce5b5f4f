import assert from "node:assert/strict";
import { outcomeNotice, outcomeNumbers } from "../../../model/jobs/outcomeSummary";
import type { OutcomeRecord, PlannedJob } from "../../../model/runs/records";

const outcome = (change: Partial<OutcomeRecord> = {}): OutcomeRecord => ({
    kind: "outcome",
    schemaVersion: 1,
    runId: "r1",
    bucket: "src",
    tier: "cold",
    part: "copy",
    attempt: 0,
    jobId: "j1",
    at: "2026-11-22T12:00:00.000Z",
    status: "Complete",
    endedAt: "2026-11-22T12:00:00.000Z",
    failureReasons: [],
    tasks: { total: 10, succeeded: 10, failed: 0 },
    bytesSucceeded: 1234,
    failures: {},
    reportProblems: [],
    examples: [],
    ...change,
});
const retry = { attempt: 1, manifest: { rows: 3 } } as unknown as PlannedJob;

describe("outcomeNumbers", () => {
    it("counts for attention what nobody will try again, and expects what the inventory was late for", () => {
        const failures = {
            retry: 3,
            permanent: 2,
            gone: 4,
            "changed-since-inventory": 5,
            "already-done": 6,
        };
        assert.deepEqual(outcomeNumbers(outcome({ failures, retry })), {
            needAttention: 2,
            expected: 15,
            retried: 3,
            jobFailed: false,
        });
        assert.equal(outcomeNumbers(outcome({ failures })).needAttention, 5);
    });
    it("takes a failed job and an unsound report for a failed job, and a cancelled one not", () => {
        assert.equal(outcomeNumbers(outcome({ status: "Failed" })).jobFailed, true);
        assert.equal(outcomeNumbers(outcome({ reportProblems: ["x"] })).jobFailed, true);
        assert.equal(outcomeNumbers(outcome({ status: "Cancelled" })).jobFailed, false);
    });
});

describe("outcomeNotice", () => {
    it("says that there is nothing to do", () => {
        assert.deepEqual(outcomeNotice(outcome(), "dev", "audit"), {
            subject: "OK archival dev: src/cold, 0 failed",
            body: [
                "Stack dev, bucket src, tier cold, copy part, attempt 1: job j1 is Complete.",
                "Run r1.",
                "10 of 10 tasks succeeded (1234 bytes), 0 failed.",
                "",
                "Nothing to do.",
            ].join("\n"),
        });
    });
    it("says what failed, why, what follows and where the rest is", () => {
        const { subject, body } = outcomeNotice(
            outcome({
                tasks: { total: 10, succeeded: 5, failed: 5 },
                failures: { retry: 3, permanent: 2 },
                retry,
                examples: [{ key: "a\nb", error: "permanent: 403 AccessDenied" }],
                report: { manifestKey: "reports/r1/job-j1/manifest.json", manifestMd5: "m" },
            }),
            "dev",
            "audit",
        );
        assert.equal(subject, "ATTENTION archival dev: src/cold, 5 failed");
        assert.equal(
            body,
            [
                "Stack dev, bucket src, tier cold, copy part, attempt 1: job j1 is Complete.",
                "Run r1.",
                "5 of 10 tasks succeeded (1234 bytes), 5 failed.",
                "3 may pass next time (throttling, service fault, timeout) [retry].",
                "2 fail until something is changed (permission, archived source, bad request) [permanent].",
                "",
                "3 objects are tried again (attempt 2).",
                "2 objects are not archived and are not tried again in this run; after the cause is gone the " +
                    "next inventory selects them again.",
                "",
                "Failed objects:",
                '  "a\\nb": permanent: 403 AccessDenied',
                "  and 4 more",
                "",
                "Every object is listed in s3://audit/reports/r1/job-j1/manifest.json",
            ].join("\n"),
        );
    });

    it("says what to do about a job that never began, was cancelled or has an unsound report", () => {
        const steps = (change: Partial<OutcomeRecord>): readonly string[] => {
            const lines = outcomeNotice(outcome(change), "dev", "audit").body.split("\n");
            return lines.filter((line) =>
                /^(The job|The report does not|Nothing to do|Objects that)/.test(line),
            );
        };
        const none = { total: 10, succeeded: 0, failed: 0 };
        assert.deepEqual(steps({ status: "Failed", tasks: none }), [
            "The job ended before its first task: correct what its reason names (role, manifest, approval " +
                "in time); the next inventory starts a new run.",
        ]);
        assert.deepEqual(steps({ status: "Cancelled", tasks: none }), [
            "The job was cancelled; nothing of this run is tried again.",
        ]);
        assert.deepEqual(steps({ reportProblems: ["x"] }), [
            "The report does not fit its job, so nothing is retried on its word: find out who wrote to the " +
                "audit bucket. Objects that were not archived are selected again from the next inventory.",
        ]);
    });
});
