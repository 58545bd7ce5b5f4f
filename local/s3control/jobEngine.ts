import { AwsError, type CallContext, type Session, type World } from "../core/contracts";
import { reportLine, writeCompletionReport } from "./completionReport";
import { terminalStatuses, type Job, type JobStatus, type PendingTask } from "./job";
import { publishJobEvent } from "./jobEvents";
import type { ManifestRow } from "./manifestRow";
import { ManifestProblem, readManifest } from "./readManifest";
import { runTask } from "./runTask";
import { shareBudget } from "./shareBudget";
import type { TaskResult } from "./taskResult";

const secondMilliseconds = 1000;
/** Virtual time between Preparing and the reading of the manifest. Real jobs take minutes; AWS names no number. */
const preparationMilliseconds = 10 * secondMilliseconds;
/** S3 User Guide, April 2026: a job left suspended longer fails. */
const suspendedLimitMilliseconds = 30 * 86_400_000;
/** S3 User Guide, April 2026: once so many tasks have run and more than half failed, the job fails. */
const thresholdTasks = 1000;
/** How often a task that failed for a time is put back, over the job. AWS names no number [unverified]. */
const maximumRetries = 6;
/** Operations whose objects must all be in one bucket (reference 5.2). */
const oneBucketOperations = ["S3PutObjectCopy", "S3PutObjectRetention", "S3PutObjectLegalHold"];

/** Moves jobs through their states and runs their tasks, in turns of one second of virtual time. */
export class JobEngine {
    readonly #world: World;
    readonly #jobs: () => Iterable<Job>;
    readonly #sessions = new Map<string, Session>();
    #tasksPerSecond = 1000;
    /** Tasks that may run now; fractions add up between turns. */
    #credit = 0;
    #turnPlanned = false;

    constructor(world: World, jobs: () => Iterable<Job>) {
        this.#world = world;
        this.#jobs = jobs;
    }

    setTaskRate(tasksPerSecond: number): void {
        if (!(tasksPerSecond > 0) || !Number.isFinite(tasksPerSecond)) {
            throw new RangeError(`task rate: must be a number above 0, got ${tasksPerSecond}`);
        }
        this.#tasksPerSecond = tasksPerSecond;
        this.#credit = Math.min(this.#credit, tasksPerSecond);
    }

    /** Takes a new job on. */
    start(job: Job): void {
        publishJobEvent(this.#world, job, "JobCreated");
        this.#later(job, "prepare", secondMilliseconds, "New", () => {
            this.#move(job, "Preparing");
            this.#later(job, "read the manifest", preparationMilliseconds, "Preparing", () =>
                this.#prepare(job),
            );
        });
    }

    /** Lets a suspended job run. */
    confirm(job: Job): void {
        this.#leaveSuspension(job);
        this.#move(job, "Ready");
        this.#planTurn();
    }

    cancel(job: Job): void {
        this.#leaveSuspension(job);
        this.#move(job, "Cancelling");
        this.#later(job, "cancel", secondMilliseconds, "Cancelling", () =>
            this.#finish(job, "Cancelled"),
        );
    }

    async #prepare(job: Job): Promise<void> {
        let rows: readonly ManifestRow[];
        try {
            rows = await readManifest(this.#world, this.#contextOf(job), job.request.Manifest);
            requireOneBucket(job, rows);
        } catch (error) {
            if (job.status === "Preparing") this.#fail(job, failureCode(error), messageOf(error));
            return;
        }
        // A cancel may have come over HTTP while the manifest was read.
        if (job.status !== "Preparing") return;
        job.rows = rows;
        job.total = rows.length;
        if (job.request.ConfirmationRequired !== true) {
            this.#move(job, "Ready");
            this.#planTurn();
            return;
        }
        job.suspendedAt = this.#world.clock.date();
        job.suspendedCause = "AWAITING_CONFIRMATION";
        this.#move(job, "Suspended");
        job.cancelExpiry = this.#later(
            job,
            "30 days suspended",
            suspendedLimitMilliseconds,
            "Suspended",
            () => {
                this.#fail(job, "JobExpired", "the job was not confirmed within 30 days");
            },
        );
    }

    #leaveSuspension(job: Job): void {
        job.cancelExpiry?.();
        job.cancelExpiry = undefined;
    }

    #planTurn(): void {
        if (this.#turnPlanned) return;
        this.#turnPlanned = true;
        const wait = Math.max(secondMilliseconds, secondMilliseconds / this.#tasksPerSecond);
        this.#world.clock.after(wait, "s3 batch operations: turn", async () => {
            this.#turnPlanned = false;
            // Unused turns do not pile up: the rate holds for every second.
            const turn = (this.#tasksPerSecond * wait) / secondMilliseconds;
            this.#credit = Math.min(this.#credit, 1) + turn;
            await this.#takeTurn();
            if (this.#runnable().length > 0) this.#planTurn();
        });
    }

    #runnable(): Job[] {
        return [...this.#jobs()].filter(({ status }) =>
            (["Ready", "Active", "Paused"] as JobStatus[]).includes(status),
        );
    }

    async #takeTurn(): Promise<void> {
        const budget = Math.floor(this.#credit + 1e-9);
        // Too early for a whole task: nobody runs, and nobody is pre-empted.
        if (budget === 0) return;
        const waiting = this.#runnable().map((job) => ({
            job,
            account: job.account,
            priority: job.priority,
            waiting: waitingTasks(job),
        }));
        const shares = shareBudget(waiting, budget);
        for (const { job } of waiting.filter((item) => shares.get(item) === 0)) {
            if (job.status !== "Active") continue;
            this.#move(job, "Pausing");
            this.#move(job, "Paused");
        }
        for (const [{ job }, share] of shares) {
            if (share === 0) continue;
            // Cancelled while another job's tasks ran.
            if (job.status === "Ready" || job.status === "Paused") this.#move(job, "Active");
            if (job.status === "Active") this.#credit -= await this.#runTasks(job, share);
        }
    }

    /** How many tasks ran. */
    async #runTasks(job: Job, share: number): Promise<number> {
        // What is put back in this turn waits for the next.
        const limit = Math.min(share, waitingTasks(job));
        let run = 0;
        while (run < limit && job.status === "Active") {
            const task = takeTask(job);
            let ctx: CallContext;
            try {
                ctx = this.#contextOf(job);
            } catch (error) {
                this.#fail(job, failureCode(error), messageOf(error));
                return run;
            }
            run++;
            const result = await runTask(this.#world, ctx, job, task.row);
            if (result.outcome === "retry" && task.retries < maximumRetries) {
                job.putBack.push({ row: task.row, retries: task.retries + 1 });
                continue;
            }
            record(job, task.row, result);
            this.#checkThreshold(job);
        }
        if (job.status === "Active" && waitingTasks(job) === 0) {
            this.#move(job, "Completing");
            this.#later(job, "complete", secondMilliseconds, "Completing", () =>
                this.#finish(job, "Complete"),
            );
        }
        return run;
    }

    #checkThreshold(job: Job): void {
        const run = job.succeeded + job.failed;
        if (run < thresholdTasks || job.failed * 2 <= run || job.status !== "Active") return;
        this.#fail(
            job,
            "FailureThresholdExceeded",
            `${job.failed} of ${run} tasks failed: more than 50 % of at least ${thresholdTasks}`,
        );
    }

    #fail(job: Job, code: string, reason: string): void {
        job.failures.push({ FailureCode: code, FailureReason: reason });
        this.#leaveSuspension(job);
        this.#move(job, "Failing");
        this.#later(job, "fail", secondMilliseconds, "Failing", () => this.#finish(job, "Failed"));
    }

    async #finish(job: Job, planned: "Complete" | "Cancelled" | "Failed"): Promise<void> {
        let final = planned;
        try {
            if (job.succeeded + job.failed > 0) {
                await writeCompletionReport(this.#world, this.#contextOf(job), job);
            }
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            job.failures.push({
                FailureCode: "ReportNotWritten",
                FailureReason: `the job role cannot write the completion report: ${messageOf(error)}`,
            });
            if (planned === "Complete") {
                this.#move(job, "Failing");
                final = "Failed";
            }
        }
        job.terminatedAt = this.#world.clock.date();
        job.rows = [];
        job.putBack.length = 0;
        job.reportLines = { succeeded: [], failed: [] };
        this.#sessions.delete(job.id);
        this.#move(job, final);
    }

    /** The job role's session, through its trust policy, anew when it has expired. */
    #contextOf(job: Job): CallContext {
        const { clock, ids, iam, region, switches } = this.#world;
        let session = this.#sessions.get(job.id);
        if (session === undefined || session.expiresAt <= clock.now()) {
            const caller = this.#world.serviceContext(
                "batchoperations.s3.amazonaws.com",
                switches.batchSendsSourceAccount ? { account: job.account } : undefined,
            );
            session = iam.assumeRole(caller, job.request.RoleArn, `s3-batch-${job.id}`);
            this.#sessions.set(job.id, session);
        }
        return { principal: session.principal, region, requestId: ids.requestId(), secure: true };
    }

    /** Runs `step` later, unless the job has left `status` by then. */
    #later(
        job: Job,
        name: string,
        milliseconds: number,
        status: JobStatus,
        step: () => Promise<void> | void,
    ): () => void {
        return this.#world.clock.after(milliseconds, `batch job ${job.id}: ${name}`, async () => {
            if (job.status === status) await step();
        });
    }

    #move(job: Job, status: JobStatus): void {
        if (terminalStatuses.has(job.status)) {
            throw new Error(`job ${job.id}: cannot go from ${job.status} to ${status}`);
        }
        const now = this.#world.clock.now();
        if (job.activeSince !== undefined) job.activeMilliseconds += now - job.activeSince;
        job.activeSince = status === "Active" ? now : undefined;
        job.status = status;
        publishJobEvent(this.#world, job, "JobStatusChanged");
    }
}

function waitingTasks(job: Job): number {
    return job.rows.length - job.nextRow + job.putBack.length;
}

function takeTask(job: Job): PendingTask {
    const row = job.rows[job.nextRow];
    if (row !== undefined) {
        job.nextRow++;
        return { row, retries: 0 };
    }
    const task = job.putBack.shift();
    if (task === undefined) throw new Error(`job ${job.id}: has no task left`);
    return task;
}

function record(job: Job, row: ManifestRow, result: TaskResult): void {
    if (result.outcome === "succeeded") {
        job.succeeded++;
        job.reportLines.succeeded.push(reportLine(row, result));
    } else {
        job.failed++;
        job.reportLines.failed.push(reportLine(row, result));
    }
}

/** A header row names no possible bucket and is left to fail as a task. */
function requireOneBucket(job: Job, rows: readonly ManifestRow[]): void {
    if (!oneBucketOperations.includes(job.operation)) return;
    const possible = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
    const buckets = new Set(rows.map(({ bucket }) => bucket));
    const real = [...buckets].filter((bucket) => possible.test(bucket));
    if (real.length > 1) {
        throw new ManifestProblem(
            "ManifestInvalid",
            `all objects of ${job.operation} must be in one bucket, got ${real.slice(0, 3).join(", ")}`,
        );
    }
}

/** Anything but a refused call or a bad manifest is a bug of the local AWS and goes on. */
function failureCode(error: unknown): string {
    if (error instanceof ManifestProblem || error instanceof AwsError) return error.code;
    throw error;
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
