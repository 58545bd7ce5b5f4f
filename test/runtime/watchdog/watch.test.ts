import assert from "node:assert/strict";
import {
    inventoryChecksumKey,
    inventoryManifestKey,
} from "../../../model/inventory/inventoryFolders";
import {
    configKey,
    inventoryFolder,
    jobIndexKey,
    jobKey,
    outcomeKey,
    outcomeNoticeKey,
    runFolder,
    runKey,
    scanFolder,
    scanKey,
} from "../../../model/naming/keys";
import { jobDescription } from "../../../model/runs/plannedJob";
import type { ListedJob, WatchdogPorts } from "../../../runtime/watchdog/ports";
import { watch } from "../../../runtime/watchdog/watch";
import { checkWatchdogEvent } from "../../../runtime/watchdog/watchdogEvent";
import { MemoryStore } from "../reconcile/memoryStore";

const run1 = "1".repeat(64);
const run2 = "2".repeat(64);

class WatchWorld {
    time = new Date("2026-11-22T12:00:00.000Z");
    readonly control = new MemoryStore("control", () => this.time);
    readonly jobs: ListedJob[] = [];
    readonly woken: string[] = [];
    readonly metrics: string[] = [];
    readonly logs: string[] = [];
    wakeFailure: Error | undefined;

    at<T>(time: string, act: () => T): T {
        const now = this.time;
        this.time = new Date(time);
        const made = act();
        this.time = now;
        return made;
    }
    plan(bucket: string, tiers: readonly string[] = ["cold"], change: object = {}): void {
        this.control.put(configKey(bucket), {
            schemaVersion: 1,
            bucket,
            inventory: { id: "archival", maxAgeHours: 72 },
            tiers: tiers.map((name) => ({
                name,
                action: { kind: "changeClass", storageClass: "GLACIER_IR", mechanism: "copy" },
            })),
            ...change,
        });
    }
    /** An inventory whose scan began at `scan`; committed three hours later unless told otherwise. */
    inventory(bucket: string, scan: string, committedAt?: string): string {
        const folder = `${inventoryFolder(bucket, "archival")}${scan}/`;
        const time = committedAt ?? `${scan.slice(0, 11)}04:00:00.000Z`;
        this.at(time, () => {
            this.control.put(inventoryManifestKey(folder), "{}");
            this.control.put(inventoryChecksumKey(folder), "x");
        });
        return inventoryManifestKey(folder);
    }
    run(
        bucket: string,
        tier: string,
        runId: string,
        manifestKey: string,
        change: Record<string, unknown> = {},
        at = "2026-11-22T05:00:00.000Z",
    ): void {
        this.at(at, () => {
            this.control.put(runKey(runFolder(bucket, tier, runId)), {
                kind: "run",
                schemaVersion: 1,
                runId,
                bucket,
                tier,
                decision: "empty",
                inventory: { manifestKey },
                jobs: [],
                ...change,
            });
        });
    }
    job(status: string, change: Partial<ListedJob> = {}, runId = run1): void {
        this.jobs.push({
            jobId: `job-${this.jobs.length + 1}`,
            description: jobDescription("dev", runId, "copy", 0),
            status,
            createdAt: new Date("2026-11-22T06:00:00.000Z"),
            endedAt: undefined,
            ...change,
        });
    }
    ports(): WatchdogPorts {
        const log = (level: string) => (message: string) => {
            this.logs.push(`${level} ${message}`);
        };
        const wake = async (what: string): Promise<void> => {
            await Promise.resolve();
            if (this.wakeFailure !== undefined) throw this.wakeFailure;
            this.woken.push(what);
        };
        const { jobs } = this;
        return {
            stack: "dev",
            control: this.control,
            listJobs: async function* () {
                await Promise.resolve();
                yield* jobs;
            },
            wakeSubmit: (bucket) => wake(`submit ${bucket}`),
            wakeReconcile: (jobId) => wake(`reconcile ${jobId}`),
            telemetry: {
                metric: (name, value) => {
                    this.metrics.push(`${name}=${value}`);
                },
                info: log("info"),
                warn: log("warn"),
                error: log("error"),
            },
            now: () => this.time,
        };
    }
}

const quiet = [
    "inventoryAgeHours=11",
    "inventoriesStale=0",
    "runsMissing=0",
    "jobsAwaitingApproval=0",
    "approvalsExpiring=0",
    "jobsStuck=0",
];

describe("watch, inventories", () => {
    it("calls a tier missing no sooner than its large scan may last, and wakes submit meanwhile", async () => {
        const world = new WatchWorld();
        world.plan("acme");
        const manifestKey = world.inventory("acme", "2026-11-22T01-00Z");
        const scanAt = (at: string, tier = "cold"): void => {
            world.control.put(scanKey(scanFolder("acme", "s".repeat(64))), {
                kind: "scan",
                schemaVersion: 1,
                at,
                inventory: { manifestKey },
                tiers: [{ selecting: {} }, { run: { tier: { name: tier } } }],
            });
        };
        assert.deepEqual((await watch(world.ports())).runsMissing, ["acme/cold"]);
        scanAt("2026-11-22T05:00:00.000Z", "other");
        assert.deepEqual((await watch(world.ports())).runsMissing, ["acme/cold"]);
        scanAt("2026-11-22T05:00:00.000Z");
        const during = await watch(world.ports());
        assert.deepEqual([during.runsMissing, during.submitWoken], [[], ["acme"]]);
        world.time = new Date("2026-11-22T17:00:01.000Z");
        const after = await watch(world.ports());
        assert.deepEqual([after.runsMissing, after.submitWoken], [["acme/cold"], ["acme"]]);
    });

    it("is quiet, with every metric, when all is well", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        world.run("b1", "cold", run1, world.inventory("b1", "2026-11-22T01-00Z"));
        assert.deepEqual(await watch(world.ports()), {
            buckets: 1,
            stale: [],
            runsMissing: [],
            submitWoken: [],
            reconcileWoken: [],
            awaitingApproval: 0,
            stuck: [],
        });
        assert.deepEqual(world.metrics, quiet);
        assert.deepEqual(world.woken, []);
    });
    it("takes the newest committed inventory, not one still being delivered", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        world.run("b1", "cold", run1, world.inventory("b1", "2026-11-22T01-00Z"));
        world.control.put(
            `${inventoryFolder("b1", "archival")}2026-11-22T11-00Z/manifest.json`,
            "{}",
        );
        world.control.put(`${inventoryFolder("b1", "archival")}hive/dt=2026/symlink.txt`, "");
        await watch(world.ports());
        assert.equal(world.metrics[0], "inventoryAgeHours=11");
    });
    it("names a bucket whose inventory is too old, and expects no run of it", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        world.inventory("b1", "2026-11-19T11-00Z");
        const report = await watch(world.ports());
        assert.deepEqual([report.stale, report.runsMissing], [["b1"], []]);
        assert.ok(world.metrics.includes("inventoriesStale=1"));
    });
    it("gives a new bucket 60 hours for its first inventory", async () => {
        const world = new WatchWorld();
        world.at("2026-11-20T00:00:00.000Z", () => {
            world.plan("b1");
        });
        assert.deepEqual((await watch(world.ports())).stale, []);
        world.time = new Date("2026-11-22T12:00:00.001Z");
        assert.deepEqual((await watch(world.ports())).stale, ["b1"]);
    });
});

describe("watch, runs", () => {
    it("wakes submit for a tier without a run two hours after the inventory was committed", async () => {
        const world = new WatchWorld();
        world.plan("b1", ["cold", "deep"]);
        const manifest = world.inventory("b1", "2026-11-22T01-00Z", "2026-11-22T10:00:00.000Z");
        world.run("b1", "cold", run1, manifest, {}, "2026-11-22T10:10:00.000Z");
        assert.deepEqual((await watch(world.ports())).runsMissing, []);
        world.time = new Date("2026-11-22T12:00:00.001Z");
        assert.deepEqual((await watch(world.ports())).runsMissing, ["b1/deep"]);
        assert.deepEqual(world.woken, ["submit b1"]);
        assert.ok(world.metrics.includes("runsMissing=1"));
    });
    it("takes a run of yesterday's inventory for no run of today's", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        const yesterday = world.inventory("b1", "2026-11-21T01-00Z");
        world.inventory("b1", "2026-11-22T01-00Z");
        world.run("b1", "cold", run1, yesterday, {}, "2026-11-22T05:00:00.000Z");
        assert.deepEqual((await watch(world.ports())).runsMissing, ["b1/cold"]);
    });
    it("misses nothing while the tier's earlier job is open, or ended after the scan began", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        const yesterday = world.inventory("b1", "2026-11-21T01-00Z");
        world.inventory("b1", "2026-11-22T01-00Z");
        const folder = runFolder("b1", "cold", run1);
        const job = { part: "copy", attempt: 0 };
        world.run(
            "b1",
            "cold",
            run1,
            yesterday,
            { decision: "submit", jobs: [job] },
            "2026-11-21T05:00:00.000Z",
        );
        world.control.put(jobKey(folder, "copy", 0), { kind: "job", schemaVersion: 1, jobId: "j" });
        assert.deepEqual((await watch(world.ports())).runsMissing, []);
        world.control.put(outcomeKey(folder, "copy", 0), {
            kind: "outcome",
            schemaVersion: 1,
            jobId: "j",
            part: "copy",
            attempt: 0,
            tasks: { succeeded: 1 },
            endedAt: "2026-11-22T02:00:00.000Z",
        });
        assert.deepEqual((await watch(world.ports())).runsMissing, []);
        world.inventory("b1", "2026-11-22T03-00Z");
        assert.deepEqual((await watch(world.ports())).runsMissing, ["b1/cold"]);
    });
    it("misses nothing while another tier's job does the same, also one of a tier that was renamed", async () => {
        const vaulting = (name: string) => ({
            name,
            action: { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE" },
            target: { bucket: "vault", account: "222222222222" },
        });
        const planned = {
            part: "copy",
            attempt: 0,
            kind: "vault",
            request: {
                Operation: {
                    S3PutObjectCopy: {
                        TargetResource: "arn:aws:s3:::vault",
                        StorageClass: "DEEP_ARCHIVE",
                    },
                },
            },
        };
        for (const [tier, missing] of [
            ["old-name", "runsMissing=0"],
            ["cold", "runsMissing=1"],
        ] as const) {
            const world = new WatchWorld();
            world.plan("b1", [], { tiers: [vaulting("new-name")] });
            const yesterday = world.inventory("b1", "2026-11-21T01-00Z");
            const change = {
                decision: "submit",
                at: "2026-11-21T05:00:00.000Z",
                inventory: { manifestKey: yesterday, createdAt: "2026-11-21T01:00:00.000Z" },
                // Another deed for the second world.
                jobs: [tier === "cold" ? { ...planned, kind: "in-place" } : planned],
            };
            world.run("b1", tier, run1, yesterday, change, "2026-11-21T05:00:00.000Z");
            world.control.put(jobKey(runFolder("b1", tier, run1), "copy", 0), {
                kind: "job",
                schemaVersion: 1,
                jobId: "job-1",
            });
            world.inventory("b1", "2026-11-22T01-00Z");
            await watch(world.ports());
            assert.ok(world.metrics.includes(missing), `${tier}: ${world.metrics.join()}`);
        }
    });

    it("wakes submit for a run whose job was never recorded for an hour", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        const manifest = world.inventory("b1", "2026-11-22T01-00Z");
        const jobs = [
            { part: "copy", attempt: 0 },
            { part: "task", attempt: 0 },
        ];
        world.run(
            "b1",
            "cold",
            run1,
            manifest,
            { decision: "submit", jobs },
            "2026-11-22T11:00:00.000Z",
        );
        world.control.put(jobKey(runFolder("b1", "cold", run1), "copy", 0), {});
        assert.deepEqual((await watch(world.ports())).submitWoken, []);
        world.time = new Date("2026-11-22T12:00:00.001Z");
        assert.deepEqual((await watch(world.ports())).submitWoken, ["b1"]);
        world.control.put(jobKey(runFolder("b1", "cold", run1), "task", 0), {});
        assert.deepEqual((await watch(world.ports())).submitWoken, []);
    });
    it("wakes reconcile for an outcome that was not followed up for an hour", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        const manifest = world.inventory("b1", "2026-11-22T01-00Z");
        world.run("b1", "cold", run1, manifest);
        const folder = runFolder("b1", "cold", run1);
        world.at("2026-11-22T10:00:00.000Z", () => {
            world.control.put(jobKey(folder, "copy", 0), {});
            world.control.put(outcomeKey(folder, "copy", 0), {
                kind: "outcome",
                schemaVersion: 1,
                jobId: "the-job",
            });
        });
        assert.deepEqual((await watch(world.ports())).reconcileWoken, ["the-job"]);
        world.control.put(outcomeNoticeKey(folder, "copy", 0), {});
        assert.deepEqual((await watch(world.ports())).reconcileWoken, []);
    });
});

describe("watch, jobs", () => {
    const world = (): WatchWorld => {
        const made = new WatchWorld();
        made.plan("b1");
        made.run("b1", "cold", run1, made.inventory("b1", "2026-11-22T01-00Z"));
        return made;
    };
    it("wakes reconcile for a job that ended unseen, and leaves its event a quarter of an hour", async () => {
        const made = world();
        for (const status of ["Complete", "Failed", "Cancelled"])
            made.job(status, { endedAt: new Date("2026-11-22T11:30:00.000Z") });
        made.job("Complete", { endedAt: new Date("2026-11-22T11:50:00.000Z") });
        made.job("Active");
        assert.deepEqual((await watch(made.ports())).reconcileWoken, ["job-1", "job-2", "job-3"]);
        assert.deepEqual(made.woken, ["reconcile job-1", "reconcile job-2", "reconcile job-3"]);
    });
    it("leaves jobs alone whose outcome is recorded, and those of others", async () => {
        const made = world();
        const ended = { endedAt: new Date("2026-11-22T11:00:00.000Z") };
        made.control.put(outcomeKey(runFolder("b1", "cold", run1), "copy", 0), {});
        made.control.put(outcomeNoticeKey(runFolder("b1", "cold", run1), "copy", 0), {});
        made.job("Complete", ended);
        made.job("Complete", { ...ended, description: "somebody's job" });
        made.job("Complete", { ...ended, description: jobDescription("prod", run1, "copy", 0) });
        assert.deepEqual((await watch(made.ports())).reconcileWoken, []);
    });
    it("finds the outcome of a job whose tier is no longer declared", async () => {
        const made = world();
        made.job("Complete", { endedAt: new Date("2026-11-22T11:00:00.000Z") }, run2);
        assert.deepEqual((await watch(made.ports())).reconcileWoken, ["job-1"]);
        made.control.put(jobIndexKey("job-1"), {
            kind: "job",
            schemaVersion: 1,
            bucket: "old",
            tier: "gone",
            runId: run2,
            part: "copy",
            attempt: 0,
        });
        made.control.put(outcomeKey(runFolder("old", "gone", run2), "copy", 0), {});
        assert.deepEqual((await watch(made.ports())).reconcileWoken, []);
    });
    it("counts jobs that wait for approval, and apart those that have waited 20 days", async () => {
        const made = world();
        made.job("Suspended", { createdAt: new Date(made.time.getTime() - 20 * 86_400_000) });
        made.job("Suspended", { createdAt: new Date(made.time.getTime() - 20 * 86_400_000 + 1) });
        await watch(made.ports());
        assert.ok(made.metrics.includes("jobsAwaitingApproval=2"));
        assert.ok(made.metrics.includes("approvalsExpiring=1"), made.metrics.join());
    });
    it("counts jobs that have not begun after 24 hours", async () => {
        const made = world();
        const old = { createdAt: new Date("2026-11-21T11:59:59.999Z") };
        for (const status of ["New", "Preparing", "Ready", "Active", "Suspended"])
            made.job(status, old);
        made.job("Ready", { createdAt: new Date("2026-11-21T12:00:00.000Z") });
        assert.deepEqual((await watch(made.ports())).stuck, ["job-1", "job-2", "job-3"]);
        assert.ok(made.metrics.includes("jobsStuck=3"));
    });
});

describe("watch, when something is wrong with itself", () => {
    it("goes on past a bad bucket, names it and fails at the end", async () => {
        const world = new WatchWorld();
        world.control.put(configKey("a-bad"), { schemaVersion: 9 });
        world.control.put(configKey("b-bad"), "{");
        world.plan("c-good");
        world.inventory("c-good", "2026-11-22T01-00Z");
        await assert.rejects(watch(world.ports()), (error: Error) => {
            assert.equal(error.name, "WatchIncomplete");
            assert.match(error.message, /config\/a-bad\.json: .*schemaVersion must be 1, got 9/);
            assert.match(error.message, /config\/b-bad\.json: .*must be JSON/);
            return true;
        });
        assert.deepEqual(world.woken, ["submit c-good"]);
        assert.deepEqual(world.metrics, [
            "inventoryAgeHours=11",
            "inventoriesStale=0",
            "runsMissing=1",
            "jobsAwaitingApproval=0",
            "approvalsExpiring=0",
            "jobsStuck=0",
        ]);
    });
    it("tells of a function that could not be woken", async () => {
        const world = new WatchWorld();
        world.plan("b1");
        world.inventory("b1", "2026-11-22T01-00Z");
        world.job("Complete", { endedAt: new Date("2026-11-22T11:00:00.000Z") });
        world.wakeFailure = new Error("TooManyRequests");
        await assert.rejects(
            watch(world.ports()),
            /bucket plan config\/b1\.json: TooManyRequests; waking reconcile for job job-1: TooManyRequests/,
        );
    });
});

describe("checkWatchdogEvent", () => {
    it("takes the schedule's event and nothing else", () => {
        checkWatchdogEvent({ trigger: "watchdog" });
        for (const event of [undefined, null, {}, "watchdog", { trigger: "schedule" }])
            assert.throws(
                () => {
                    checkWatchdogEvent(event);
                },
                { name: "MalformedWatchdogEvent" },
            );
    });
});
