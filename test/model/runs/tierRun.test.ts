import assert from "node:assert/strict";
import type { OutcomeRecord, PlannedJob, RunRecord } from "../../../model/runs/records";
import {
    claimingJobs,
    claims,
    endedAt,
    jobsOf,
    lastScannedObjects,
    openJobs,
    type TierRun,
    unstartedJobs,
} from "../../../model/runs/tierRun";

const job = (part: "copy" | "task", attempt = 0): PlannedJob =>
    ({ part, attempt }) as unknown as PlannedJob;
const outcome = (
    part: "copy" | "task",
    attempt: number,
    endedAt: string,
    change: { succeeded?: number; retry?: PlannedJob } = {},
): OutcomeRecord =>
    ({
        part,
        attempt,
        endedAt,
        tasks: { total: 1, succeeded: change.succeeded ?? 0, failed: 0 },
        retry: change.retry,
    }) as unknown as OutcomeRecord;
const history = (change: Partial<TierRun> = {}, jobs = [job("copy"), job("task")]): TierRun => ({
    run: { jobs } as unknown as RunRecord,
    started: new Map(),
    outcomes: [],
    hasProof: false,
    wasTold: true,
    ...change,
});

describe("a tier's run", () => {
    const retry = job("copy", 1);
    const retried = history({
        outcomes: [outcome("copy", 0, "2026-11-22T02:00:00.000Z", { retry })],
    });
    const over = history({
        outcomes: [
            ...retried.outcomes,
            outcome("task", 0, "2026-11-22T05:00:00.000Z", { succeeded: 2 }),
            outcome("copy", 1, "2026-11-22T04:00:00.000Z"),
        ],
    });

    it("has the planned jobs and the retries that its outcomes ordered", () => {
        assert.deepEqual(jobsOf(retried), [job("copy"), job("task"), retry]);
    });

    it("is open while any of them has no outcome", () => {
        assert.deepEqual(openJobs(history()), ["copy-0", "task-0"]);
        assert.deepEqual(openJobs(retried), ["task-0", "copy-1"]);
        assert.deepEqual(openJobs(over), []);
    });

    it("ended with its last job, and not before", () => {
        assert.equal(endedAt(history()), undefined);
        assert.equal(endedAt(history({}, [])), undefined);
        assert.equal(endedAt(retried), undefined);
        assert.equal(endedAt(over), Date.parse("2026-11-22T05:00:00.000Z"));
    });

    it("misses the start of planned jobs without a record of their own or an outcome", () => {
        const started = new Map([["task-0", new Date(0)]]);
        assert.deepEqual(unstartedJobs(history({ started })), [job("copy")]);
        assert.deepEqual(unstartedJobs({ ...retried, started }), []);
    });

    it("claims what succeeded, by the job that did it", () => {
        assert.equal(claims(retried), false);
        assert.equal(claims(over), true);
        assert.deepEqual(claimingJobs(retried), []);
        assert.deepEqual(
            claimingJobs(over).map(({ planned }) => planned),
            [job("task")],
        );
        const foreign = outcome("copy", 7, "2026-11-22T04:00:00.000Z", { succeeded: 1 });
        assert.deepEqual(claimingJobs(history({ outcomes: [foreign] })), []);
    });
});

describe("lastScannedObjects", () => {
    const scanned = (createdAt: string, objects: number, decision = "empty") => ({
        run: { decision, inventory: { createdAt }, scanned: { objects } } as unknown as RunRecord,
    });

    it("is of the newest inventory before, whatever was decided, but never of a refusal", () => {
        const runs = [
            scanned("2026-11-20T01:00:00.000Z", 20),
            scanned("2026-11-21T01:00:00.000Z", 21, "held"),
            scanned("2026-11-22T01:00:00.000Z", 0, "refused"),
            scanned("2026-11-23T01:00:00.000Z", 23),
        ];
        assert.equal(lastScannedObjects(runs, "2026-11-23T01:00:00.000Z"), 21);
        assert.equal(lastScannedObjects(runs, "2026-11-20T01:00:00.000Z"), undefined);
    });
});
