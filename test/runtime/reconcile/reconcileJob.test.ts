import assert from "node:assert/strict";
import { reportFolder } from "../../../model/jobs/reportManifest";
import {
    configKey,
    jobIndexKey,
    jobIndexPrefix,
    jobKey,
    ledgersPrefix,
    manifestKey,
    outcomeKey,
    outcomeNoticeKey,
    reportPrefix,
} from "../../../model/naming/keys";
import { verifyChain } from "../../../model/runs/verifyChain";
import { reconcileJob } from "../../../runtime/reconcile/reconcileJob";
import { folder, jobId, ReconcileWorld, runId } from "./reconcileWorld";

const good = ["a", "b%20c", "d", "e"].map((key) => ({ key }));
const [a, b, d, e] = good as [{ key: string }, { key: string }, { key: string }, { key: string }];
const reportAt = reportFolder(reportPrefix(runId), jobId);
const slow = { status: "503", code: "SlowDown" };
const denied = { status: "403", code: "AccessDenied" };

function partlyFailed(maxAttempts = 3): ReconcileWorld {
    const world = new ReconcileWorld(undefined, maxAttempts);
    world.end("Complete", { tasks: { total: 4, succeeded: 2, failed: 2 } });
    world.report([a, { ...b, ...slow }, { ...d, ...denied }, e]);
    return world;
}

describe("reconcileJob, a job without failures", () => {
    it("records the outcome, tells metrics, ledger and people", async () => {
        const world = new ReconcileWorld();
        world.end("Complete");
        world.report(good);
        const { result } = await reconcileJob(world.ports(), jobId);
        assert.equal(result, "reconciled");
        const { report, ...outcome } = world.outcome() ?? assert.fail("no outcome");
        assert.deepEqual(outcome, {
            kind: "outcome",
            schemaVersion: 1,
            runId,
            bucket: "src",
            tier: "cold",
            part: "copy",
            attempt: 0,
            jobId,
            at: "2026-11-22T12:00:00.000Z",
            status: "Complete",
            endedAt: "2026-11-22T11:59:00.000Z",
            failureReasons: [],
            tasks: { total: 4, succeeded: 4, failed: 0 },
            bytesSucceeded: 1111,
            failures: {},
            skippedByTask: { objects: 0, bytes: 0 },
            unanswered: 0,
            reportProblems: [],
            examples: [],
        });
        assert.equal(report?.manifestKey, `${reportAt}manifest.json`);
        assert.deepEqual(world.ledgerIds(), [`${runId}/outcome-copy-0`]);
        assert.deepEqual(world.metrics, ["tasksSucceeded=4", "tasksFailed=0", "jobsFailed=0"]);
        assert.deepEqual(
            world.notices.map(({ subject }) => subject),
            ["OK archival dev: src/cold, 0 failed"],
        );
    });
    it("does nothing twice when the event comes twice", async () => {
        const world = new ReconcileWorld();
        world.end("Complete");
        world.report(good);
        await reconcileJob(world.ports(), jobId);
        const before = [...world.control.keys(), ...world.audit.keys()];
        world.described.clear();
        assert.equal((await reconcileJob(world.ports(), jobId)).result, "was-reconciled");
        assert.deepEqual([...world.control.keys(), ...world.audit.keys()], before);
        assert.equal(world.notices.length, 1);
        assert.equal(world.metrics.length, 3);
    });
    it("counts what the task function left alone apart from what it archived", async () => {
        const world = new ReconcileWorld();
        world.end("Complete");
        world.report([a, b, d, { ...e, message: "skipped: tags differ: class" }]);
        await reconcileJob(world.ports(), jobId);
        assert.deepEqual(world.outcome()?.skippedByTask, { objects: 1, bytes: 1000 });
        assert.equal(world.outcome()?.bytesSucceeded, 111);
    });
});

describe("reconcileJob, a Complete job with failures", () => {
    it("retries exactly the rows that may pass, and names the others", async () => {
        const world = partlyFailed();
        await reconcileJob(world.ports(), jobId);
        const outcome = world.outcome();
        assert.deepEqual(outcome?.failures, { retry: 1, permanent: 1 });
        assert.equal(outcome.bytesSucceeded, 1001);
        assert.equal(world.retryManifest(), "src,b%20c,10\n");
        assert.deepEqual(outcome.examples, [
            { key: "b c", error: 'retry: 503 SlowDown: it said "SlowDown", sorry' },
            { key: "d", error: 'permanent: 403 AccessDenied: it said "AccessDenied", sorry' },
        ]);
        assert.equal(world.created.size, 1);
        const [created] = world.created.values();
        assert.equal(created?.planned.attempt, 1);
        assert.equal(created.planned.manifest.rows, 1);
        assert.equal(created.planned.manifest.bytes, 10);
        assert.deepEqual(created.planned.request["Operation"], world.planned.request["Operation"]);
        assert.equal(created.planned.request["ConfirmationRequired"], false);
        assert.equal(
            created.planned.request["Description"],
            `archival dev run ${runId} copy attempt 1`,
        );
        assert.deepEqual(world.ledgerIds(), [`${runId}/outcome-copy-0`, `${runId}/job-copy-1`]);
        assert.deepEqual(world.metrics, ["tasksSucceeded=2", "tasksFailed=1", "jobsFailed=0"]);
        assert.equal(world.notices[0]?.subject, "ATTENTION archival dev: src/cold, 2 failed");
        assert.match(world.notices[0].body, /1 objects are tried again \(attempt 2\)/);
        assert.match(world.notices[0].body, /"d": permanent: 403 AccessDenied/);
    });
    it("makes one retry of the same event handled five times at once", async () => {
        const world = partlyFailed();
        await Promise.all(Array.from({ length: 5 }, () => reconcileJob(world.ports(), jobId)));
        assert.equal(world.created.size, 1);
        assert.deepEqual(world.ledgerIds().toSorted(), [
            `${runId}/job-copy-1`,
            `${runId}/outcome-copy-0`,
        ]);
        const links = world.audit
            .keys(ledgersPrefix)
            .map((key) => ({ key, bytes: world.audit.objects.get(key)?.bytes ?? Buffer.alloc(0) }));
        assert.deepEqual(verifyChain("src", links), []);
    });
    it("stops at the cap of attempts, the first included, and says what is given up", async () => {
        const world = partlyFailed(1);
        await reconcileJob(world.ports(), jobId);
        assert.equal(world.outcome()?.retry, undefined);
        assert.equal(world.created.size, 0);
        assert.deepEqual(world.metrics, ["tasksSucceeded=2", "tasksFailed=2", "jobsFailed=0"]);
    });
    it("retries nothing for a tier that is no longer declared", async () => {
        const world = partlyFailed();
        world.control.objects.delete(configKey("src"));
        await reconcileJob(world.ports(), jobId);
        assert.equal(world.outcome()?.retry, undefined);
    });
    it("does not retry what was changed, deleted or done already", async () => {
        const world = new ReconcileWorld();
        world.end("Complete", { tasks: { total: 4, succeeded: 0, failed: 4 } });
        world.report([
            { ...a, status: "412", code: "PreconditionFailed" },
            { ...b, status: "404", code: "NoSuchKey" },
            { ...d, status: "409", code: "RestoreAlreadyInProgress" },
            { ...e, status: "200", code: "PermanentFailure", message: "changed: since inventory" },
        ]);
        await reconcileJob(world.ports(), jobId);
        assert.deepEqual(world.outcome()?.failures, {
            "changed-since-inventory": 2,
            gone: 1,
            "already-done": 1,
        });
        assert.equal(world.outcome()?.retry, undefined);
        assert.deepEqual(world.metrics, ["tasksSucceeded=0", "tasksFailed=0", "jobsFailed=0"]);
    });
    it("follows a retry to its own end, with its own manifest", async () => {
        const world = partlyFailed(2);
        await reconcileJob(world.ports(), jobId);
        const [retry] = world.created.values();
        assert.ok(retry !== undefined);
        world.end("Complete");
        const first = world.described.get(jobId);
        assert.ok(first !== undefined);
        world.described.set(retry.jobId, {
            ...first,
            jobId: retry.jobId,
            tasks: { total: 1, succeeded: 0, failed: 1 },
        });
        world.report([{ ...b, ...slow }], retry.jobId);
        const { result } = await reconcileJob(world.ports(), retry.jobId);
        assert.equal(result, "reconciled");
        assert.equal(world.outcome(1)?.attempt, 1);
        assert.deepEqual(world.outcome(1)?.reportProblems, []);
        assert.equal(world.outcome(1)?.retry, undefined);
    });
});

describe("reconcileJob, a report that was tampered with", () => {
    const cases: readonly (readonly [string, (world: ReconcileWorld) => void, RegExp])[] = [
        [
            "a flipped byte in a results file",
            (world) => {
                const key = `${reportAt}results/failed.csv`;
                const text = world.audit.objects.get(key)?.bytes.toString("utf8") ?? "";
                world.audit.put(key, text.replace("SlowDown", "SlowdOwn"));
            },
            /results\/failed\.csv: MD5 must be [0-9a-f]{32} as manifest\.json says, got [0-9a-f]{32}/,
        ],
        [
            "a flipped byte in manifest.json",
            (world) => {
                const key = `${reportAt}manifest.json`;
                const text = world.audit.objects.get(key)?.bytes.toString("utf8") ?? "";
                world.audit.put(key, `${text} `);
            },
            /manifest\.json: MD5 must be "[0-9a-f]{32}" as manifest\.json\.md5 says/,
        ],
        [
            "a results file that is gone",
            (world) => {
                world.audit.objects.delete(`${reportAt}results/failed.csv`);
            },
            /results\/failed\.csv: must exist, got nothing/,
        ],
        [
            "a results file that is no CSV",
            (world) => {
                world.audit.put(`${reportAt}results/failed.csv`, 'src,"b');
            },
            /results\/failed\.csv: must be CSV, got Quote Not Closed/,
        ],
        [
            "a missing row",
            (world) => {
                world.report([a, { ...b, ...slow }, { ...d, ...denied }]);
            },
            /1 manifest rows have no report row although the job is Complete: "e"/,
        ],
        [
            "a foreign row",
            (world) => {
                world.report([a, { ...b, ...slow }, { ...d, ...denied }, e, { key: "x", ...slow }]);
            },
            /1 report rows name objects that are not in the manifest: "x"/,
        ],
        [
            "a row of another bucket",
            (world) => {
                world.report([a, { ...b, ...slow }, { ...d, ...denied }, { ...e, bucket: "evil" }]);
            },
            /1 report rows name objects that are not in the manifest: "e"/,
        ],
        [
            "a repeated row",
            (world) => {
                world.report([a, a, { ...b, ...slow }, { ...d, ...denied }, e]);
            },
            /1 report rows repeat an object that was already answered: "a"/,
        ],
        [
            "more failures than the job counts",
            (world) => {
                world.report([a, { ...b, ...slow }, { ...d, ...denied }, { ...e, ...slow }]);
            },
            /the report must have 2 succeeded and 2 failed rows as the job says, got 1 and 3/,
        ],
        [
            "our own manifest altered",
            (world) => {
                world.control.put(world.planned.manifest.key, "src,a,1\n");
            },
            /copy-0\.csv: SHA-256 must be [0-9a-f]{64} as planned/,
        ],
    ];
    for (const [what, tamper, problem] of cases) {
        it(`names ${what} and retries nothing on its word`, async () => {
            const world = partlyFailed();
            tamper(world);
            await reconcileJob(world.ports(), jobId);
            const outcome = world.outcome();
            assert.match(String(outcome?.reportProblems[0]), problem);
            assert.equal(outcome?.retry, undefined);
            assert.equal(world.created.size, 0);
            assert.ok(world.metrics.includes("jobsFailed=1"));
            assert.match(world.notices[0]?.subject ?? "", /^ATTENTION /);
            assert.match(world.notices[0]?.body ?? "", /Report problem: /);
        });
    }
    it("waits six hours for a report that is late, then records that there is none", async () => {
        const world = new ReconcileWorld();
        world.end("Complete");
        await assert.rejects(reconcileJob(world.ports(), jobId), { name: "ReportNotYetThere" });
        assert.equal(world.outcome(), undefined);
        world.time = new Date("2026-11-22T18:00:00.000Z");
        await reconcileJob(world.ports(), jobId);
        assert.deepEqual(world.outcome()?.reportProblems, [
            "the job ran 4 tasks and left no completion report",
        ]);
    });
});

describe("reconcileJob, jobs that did not complete", () => {
    it("retries, after the failure threshold, what failed for now and what was never run", async () => {
        const world = new ReconcileWorld();
        world.end("Failed", {
            tasks: { total: 4, succeeded: 0, failed: 2 },
            failureReasons: ["JobFailureThresholdExceeded: more than 50 % failed"],
        });
        world.report([
            { ...a, ...slow },
            { ...b, ...denied },
        ]);
        await reconcileJob(world.ports(), jobId);
        assert.deepEqual(world.outcome()?.reportProblems, []);
        assert.equal(world.outcome()?.unanswered, 2);
        assert.equal(world.retryManifest(), "src,a,1\nsrc,d,100\nsrc,e,1000\n");
        assert.ok(world.metrics.includes("jobsFailed=1"));
    });
    it("gives reasons and a next step for a job that failed before its first task", async () => {
        const world = new ReconcileWorld();
        world.end("Failed", {
            tasks: { total: 0, succeeded: 0, failed: 0 },
            failureReasons: ["ManifestInvalid: the ETag differs"],
        });
        await reconcileJob(world.ports(), jobId);
        assert.deepEqual(world.outcome()?.failureReasons, ["ManifestInvalid: the ETag differs"]);
        assert.equal(world.outcome()?.retry, undefined);
        assert.equal(world.outcome()?.unanswered, 4);
        assert.match(world.notices[0]?.body ?? "", /The job's reason: ManifestInvalid/);
        assert.match(world.notices[0]?.body ?? "", /ended before its first task: correct what/);
    });
    it("takes a cancelled job for a final no", async () => {
        const world = new ReconcileWorld();
        world.end("Cancelled", { tasks: { total: 4, succeeded: 0, failed: 0 } });
        await reconcileJob(world.ports(), jobId);
        assert.equal(world.outcome()?.status, "Cancelled");
        assert.equal(world.outcome()?.retry, undefined);
        assert.equal(world.notices[0]?.subject, "CANCELLED archival dev: src/cold, 0 failed");
        assert.deepEqual(world.metrics, ["tasksSucceeded=0", "tasksFailed=0", "jobsFailed=0"]);
    });
    it("finds a Complete job that ran nothing suspicious", async () => {
        const world = new ReconcileWorld();
        world.end("Complete", { tasks: { total: 0, succeeded: 0, failed: 0 } });
        await reconcileJob(world.ports(), jobId);
        assert.deepEqual(world.outcome()?.reportProblems, [
            "the job is Complete and ran none of 4 tasks",
        ]);
    });
    for (const status of ["New", "Preparing", "Ready", "Active", "Completing", "Failing"]) {
        it(`does nothing about a job in ${status}, whatever the event said`, async () => {
            const world = new ReconcileWorld();
            world.end(status);
            assert.deepEqual(await reconcileJob(world.ports(), jobId), { result: "running" });
            assert.equal(world.outcome(), undefined);
            assert.deepEqual(world.metrics, []);
        });
    }
    it("counts a job that waits for approval and does nothing else", async () => {
        const world = new ReconcileWorld();
        world.end("Suspended", { suspendedCause: "AWAITING_CONFIRMATION" });
        assert.deepEqual(await reconcileJob(world.ports(), jobId), { result: "awaiting-approval" });
        assert.deepEqual(world.metrics, ["jobsAwaitingApproval=1"]);
        assert.equal(world.outcome(), undefined);
    });
});

describe("reconcileJob, whose job it is", () => {
    const unindexed = (): ReconcileWorld => {
        const world = new ReconcileWorld();
        world.end("Complete");
        world.report(good);
        world.control.objects.delete(jobIndexKey(jobId));
        world.control.objects.delete(jobKey(folder, "copy", 0));
        return world;
    };
    it("ignores a job of somebody else", async () => {
        const world = new ReconcileWorld();
        world.end("Complete", { description: "nightly copy" });
        world.described.set("other-job", {
            ...(world.described.get(jobId) ?? assert.fail()),
            jobId: "other-job",
        });
        assert.deepEqual(await reconcileJob(world.ports(), "other-job"), { result: "foreign" });
        assert.equal(world.outcome(), undefined);
        assert.deepEqual(world.logs, ["info not a job of this stack"]);
    });
    it("ignores a job that the service does not know", async () => {
        const world = new ReconcileWorld();
        assert.deepEqual(await reconcileJob(world.ports(), "no-such-job"), { result: "foreign" });
        assert.deepEqual(await reconcileJob(world.ports(), jobId), { result: "forgotten" });
    });
    it("ignores a job of another stack", async () => {
        const world = unindexed();
        const ours = world.described.get(jobId) ?? assert.fail();
        world.described.set(jobId, {
            ...ours,
            description: ours.description.replace("archival dev ", "archival prod "),
        });
        assert.deepEqual(await reconcileJob(world.ports(), jobId), { result: "foreign" });
    });
    it("repairs the records of a job whose submitter died after CreateJob", async () => {
        const world = unindexed();
        assert.equal((await reconcileJob(world.ports(), jobId)).result, "reconciled");
        assert.deepEqual(
            world.control.json(jobIndexKey(jobId)),
            world.control.json(jobKey(folder, "copy", 0)),
        );
        assert.deepEqual(world.ledgerIds(), [`${runId}/job-copy-0`, `${runId}/outcome-copy-0`]);
        assert.deepEqual(world.outcome()?.reportProblems, []);
    });
    it("takes no job for ours whose report goes where no report of the run goes", async () => {
        for (const report of [undefined, { prefix: "elsewhere" }]) {
            const world = unindexed();
            const ours = world.described.get(jobId) ?? assert.fail();
            world.described.set(jobId, {
                ...ours,
                report: report === undefined ? undefined : { ...ours.report, ...report },
            } as typeof ours);
            assert.deepEqual(await reconcileJob(world.ports(), jobId), { result: "foreign" });
            assert.equal(world.control.json(jobIndexKey(jobId)), undefined);
        }
    });
    it("takes no copy that somebody made of our job for ours", async () => {
        const world = new ReconcileWorld();
        world.end("Complete");
        world.described.set("clone-job", {
            ...(world.described.get(jobId) ?? assert.fail()),
            jobId: "clone-job",
        });
        assert.deepEqual(await reconcileJob(world.ports(), "clone-job"), { result: "foreign" });
        assert.equal(world.control.json(jobIndexKey("clone-job")), undefined);
    });
});

describe("reconcileJob after a crash", () => {
    const points: readonly (readonly [string, prefix: string, "control" | "audit"])[] = [
        ["before the retry manifest", manifestKey(runId, "copy", 1), "control"],
        ["before the outcome record", outcomeKey(folder, "copy", 0), "control"],
        ["before the ledger", ledgersPrefix, "audit"],
        ["before the retry's record", jobKey(folder, "copy", 1), "control"],
        ["before the retry's index", `${jobIndexPrefix}2222`, "control"],
        ["before the notice was recorded", outcomeNoticeKey(folder, "copy", 0), "control"],
    ];
    const whole = async (): Promise<ReconcileWorld> => {
        const world = partlyFailed();
        await reconcileJob(world.ports(), jobId);
        return world;
    };
    for (const [when, prefix, store] of points) {
        it(`${when} ends where it would have ended`, async () => {
            const world = partlyFailed();
            let crashed = false;
            world[store].beforeCreate = (created) => {
                if (crashed || !created.startsWith(prefix)) return;
                crashed = true;
                throw new Error("crash");
            };
            await assert.rejects(reconcileJob(world.ports(), jobId), { message: "crash" });
            assert.equal((await reconcileJob(world.ports(), jobId)).result, "reconciled");
            const expected = await whole();
            assert.equal(world.created.size, 1);
            assert.deepEqual(world.control.keys(), expected.control.keys());
            assert.deepEqual(world.ledgerIds(), expected.ledgerIds());
            assert.deepEqual(world.outcome(), expected.outcome());
            assert.ok(world.notices.length >= 1);
        });
    }
    it("of CreateJob repeats the same request", async () => {
        const world = partlyFailed();
        world.createJobFailure = new Error("throttled");
        await assert.rejects(reconcileJob(world.ports(), jobId), { message: "throttled" });
        assert.notEqual(world.outcome()?.retry, undefined);
        assert.equal(world.notices.length, 0);
        world.createJobFailure = undefined;
        await reconcileJob(world.ports(), jobId);
        const [created] = world.created.values();
        assert.deepEqual(created?.planned, world.outcome()?.retry);
    });
});
