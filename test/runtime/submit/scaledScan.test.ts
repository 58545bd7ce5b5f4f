import assert from "node:assert/strict";
import type { BucketPlan, TierPlan } from "../../../model/config/bucketPlan";
import {
    bucketScansPrefix,
    doneListsPrefix,
    manifestsPrefix,
    recordOf,
    runsPrefix,
    scanIdOfKey,
    scansPrefix,
} from "../../../model/naming/keys";
import type { RunRecord } from "../../../model/runs/records";
import type { ScanRecord } from "../../../model/scale/scanRecords";
import { submit } from "../../../runtime/submit/submit";
import { endJob } from "./jobReport";
import { Crash } from "./memoryStores";
import { inOne, scaled, ScaledWorld } from "./scaledWorld";
import { coldLogs, plan, sourceBucket, type Row } from "./submitWorld";

const first = "2026-11-22T01:00:00.000Z";
const second = "2026-11-23T01:00:00.000Z";

const vaultTier: TierPlan = {
    ...coldLogs,
    name: "vaulted",
    priority: 20,
    select: { ...coldLogs.select, prefixes: ["invoices/"] },
    action: { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE" },
    target: {
        bucket: "v-111111111111",
        account: "111111111111",
        keyPrefix: "e",
        inventoryId: "archival",
    },
};
const twoTiers: BucketPlan = { ...plan, tiers: [coldLogs, vaultTier] };

const hugeBytes = String(6_000_000_000);
const rows: readonly Row[] = Array.from({ length: 40 }, (_, index): Row => {
    const Key = `${index % 3 === 0 ? "invoices" : "logs"}/${index} é+%.txt`;
    if (index % 11 === 5) return { Key, Size: hugeBytes };
    if (index % 13 === 7) return { Key, LastModifiedDate: "2026-11-20T00:00:00.000Z" };
    if (index % 17 === 3) return { Key, Size: "many" };
    return { Key, VersionId: `v${index}` };
});

function deliver(
    world: ScaledWorld,
    createdAt = first,
    more: { files?: number; rows?: readonly Row[] } = {},
): void {
    world.deliver({ createdAt, rows: more.rows ?? rows, files: more.files ?? 5 });
}

/** What must be the same however an inventory was read; only the keys of manifests tell how they were cut. */
function outcome(world: ScaledWorld): unknown {
    const anyCut = (text: string): string =>
        text.replace(/(manifests\/[0-9a-f]{64}\/)(?:rows|scan)-[0-9a-f]+\//g, "$1");
    const stored = (prefix: string): [string, string][] =>
        world.control
            .keys(prefix)
            .filter((key) => !key.endsWith(".pieces.json"))
            .map((key) => [
                anyCut(key),
                anyCut(world.control.objects.get(key)?.bytes.toString("utf8") ?? ""),
            ]);
    return {
        manifests: stored(manifestsPrefix),
        runs: stored(runsPrefix).filter(([key]) => recordOf(key)?.kind === "run"),
        proofs: stored(runsPrefix).filter(([key]) => recordOf(key)?.kind === "proof"),
        jobs: [...world.jobs.byToken.keys()].sort(),
    };
}

async function inOneFunction(thePlan: BucketPlan): Promise<ScaledWorld> {
    const world = new ScaledWorld(inOne(thePlan));
    deliver(world);
    await world.submit();
    return world;
}

async function inShards(thePlan: BucketPlan): Promise<ScaledWorld> {
    const world = new ScaledWorld(scaled(thePlan));
    deliver(world);
    await world.submit();
    await world.execute(world.running[0] ?? "");
    return world;
}

/** The plan of the scan that lists a bucket. */
const scanOf = (world: ScaledWorld, bucket = plan.bucket): ScanRecord =>
    world.control.json(
        world.control
            .keys(bucketScansPrefix(bucket))
            .find((key) => scanIdOfKey(bucket, key) !== undefined) ?? "",
    ) as ScanRecord;

const records = (world: ScaledWorld): RunRecord[] =>
    world.control
        .keys(runsPrefix)
        .filter((key) => recordOf(key)?.kind === "run")
        .map((key) => world.control.json(key) as RunRecord);

describe("a scan over many functions", () => {
    it("gives the same manifests, runs and jobs as a scan in one", async () => {
        const one = await inOneFunction(twoTiers);
        const many = await inShards(twoTiers);
        assert.equal(one.executions.started.size, 0);
        assert.equal(many.executions.started.size, 1);
        assert.equal(one.jobs.byToken.size, 4);
        assert.deepEqual(outcome(many), outcome(one));
    });

    it("begins nothing twice while it is at work, and says so", async () => {
        const world = new ScaledWorld(scaled(twoTiers));
        deliver(world);
        const summary = await world.submit();
        assert.deepEqual(summary.tiers, {
            "cold-logs": "scanning in 5 shards",
            vaulted: "scanning in 5 shards",
        });
        assert.deepEqual((await world.submit()).tiers, summary.tiers);
        assert.equal(world.executions.started.size, 1);
        assert.equal(records(world).length, 0);
    });

    it("gives a tier that joins in later a scan of its own, and leaves the first alone", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        await world.submit();
        world.setPlan(scaled(twoTiers));
        await world.submit();
        await world.submit();
        assert.equal(world.running.length, 2);
        for (const name of world.running) await world.execute(name);
        assert.deepEqual(
            records(world).map(({ tier, decision }) => [tier, decision]),
            [
                ["cold-logs", "submit"],
                ["vaulted", "submit"],
            ],
        );
    });

    it("refuses a damaged data file as a scan in one does, and makes no manifest", async () => {
        const damage = {
            dataFile: (bytes: Buffer): Buffer =>
                Buffer.concat([bytes.subarray(0, -9), Buffer.alloc(9)]),
        };
        const reasons: string[][] = [];
        for (const thePlan of [inOne(plan), scaled(plan)]) {
            const world = new ScaledWorld(thePlan);
            world.deliver({ createdAt: first, rows, files: 3, ...damage });
            await world.submit();
            for (const name of world.running) await world.execute(name);
            assert.deepEqual(world.control.keys(manifestsPrefix), []);
            const [record] = records(world);
            assert.equal(record?.decision, "refused");
            reasons.push([...record.reasons]);
        }
        assert.deepEqual(reasons[1], reasons[0]);
        assert.match(reasons[1]?.[0] ?? "", /data file .*-2\.csv\.gz: /);
    });

    for (const [name, breaks] of [
        [
            "damaged",
            (world: ScaledWorld, key: string): void => {
                world.control.put(key, "?");
            },
        ],
        ["missing", (world: ScaledWorld, key: string) => world.control.objects.delete(key)],
    ] as const)
        it(`refuses an inventory with a ${name} file once a trigger, and takes it when the file is restored`, async () => {
            const world = new ScaledWorld(scaled(twoTiers));
            deliver(world);
            const key = world.control.keys("inventory/").find((each) => /-3\.csv/.test(each)) ?? "";
            const good = world.control.objects.get(key)?.bytes ?? Buffer.of();
            breaks(world, key);
            await world.submit();
            const refused = { "cold-logs": "refused", vaulted: "refused" };
            assert.deepEqual((await world.execute(world.running[0] ?? "")).tiers, refused);

            const watchdog = { trigger: "watchdog", bucket: sourceBucket } as const;
            assert.deepEqual((await submit(world.ports, watchdog)).tiers, refused);
            assert.equal(world.executions.started.size, 1);

            const scanning = {
                "cold-logs": "scanning in 5 shards",
                vaulted: "scanning in 5 shards",
            };
            assert.deepEqual((await world.submit()).tiers, scanning);
            assert.deepEqual((await world.submit()).tiers, scanning);
            assert.equal(world.executions.started.size, 2);
            assert.deepEqual((await world.execute(world.running[0] ?? "")).tiers, refused);
            assert.equal(records(world).length, 2);
            assert.deepEqual(world.control.keys(manifestsPrefix), []);

            world.control.put(key, good);
            assert.deepEqual((await world.submit()).tiers, scanning);
            const submits = { "cold-logs": "submit", vaulted: "submit" };
            assert.deepEqual((await world.execute(world.running[0] ?? "")).tiers, submits);
            await world.submit();
            assert.equal(world.executions.started.size, 3);
            const alone = await inOneFunction(twoTiers);
            const taken = (outcome(world) as { manifests: unknown }).manifests;
            assert.deepEqual(taken, (outcome(alone) as { manifests: unknown }).manifests);
            assert.equal(world.jobs.byToken.size, alone.jobs.byToken.size);
        });

    it("refuses an inventory of which no row can be read, though each shard alone might", async () => {
        const bad = Array.from({ length: 6 }, (_, index): Row => ({
            Key: `logs/${index}`,
            Size: "x",
        }));
        const world = new ScaledWorld(scaled(plan));
        deliver(world, first, { rows: bad });
        await world.submit();
        await world.execute(world.running[0] ?? "");
        assert.equal(records(world)[0]?.decision, "refused");
        assert.match(
            records(world)[0]?.reasons[0] ?? "",
            /6 rows in the inventory and none that can be read/,
        );
    });

    it("starts again what failed, twice, leaves out the shards that have answered, and then waits", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        const broken = new Set([3]);
        const scanned: number[] = [];
        for (const attempt of [1, 2, 3]) {
            await world.submit();
            const [name = ""] = world.running;
            assert.match(name, new RegExp(`^[0-9a-f]{64}-${attempt}$`));
            await world.execute(name, async (item) => {
                if (broken.has(item.shard)) throw new Error("out of memory");
                scanned.push(item.shard);
                await world.shard(item);
            });
        }
        const { tiers } = await world.submit();
        assert.deepEqual(tiers, {
            "cold-logs": "scan failed 3 times; the next inventory is tried",
        });
        assert.equal(world.executions.started.size, 3);
        assert.deepEqual(
            world.metrics.filter((metric) => metric.startsWith("scansFailed")),
            Array(4).fill("scansFailed 1"),
        );
        assert.equal(
            world.control.keys(scansPrefix).filter((key) => /\/failed-\d\.json$/.test(key)).length,
            3,
        );
        assert.equal(records(world).length, 0);
    });

    it("goes on from the stored results when only the conclusion failed", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        await world.submit();
        const [name = ""] = world.running;
        for (const item of world.itemsOf(name)) await world.shard(item);
        const execution = world.executions.started.get(name);
        assert.ok(execution);
        execution.state = "failed";
        assert.deepEqual((await world.submit()).tiers, { "cold-logs": "submit" });
        assert.equal(world.executions.started.size, 1);
    });

    it("concludes nothing while a shard has no result", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        await world.submit();
        const [name = ""] = world.running;
        for (const item of world.itemsOf(name).slice(1)) await world.shard(item);
        await assert.rejects(world.conclude(name), {
            name: "ShardMissing",
            message: /got none of 0;/,
        });
        assert.deepEqual(world.control.keys(manifestsPrefix), []);
    });

    it("refuses an inventory whose manifest.json was altered while it was read", async () => {
        const world = new ScaledWorld(scaled(twoTiers));
        deliver(world);
        await world.submit();
        const [name = ""] = world.running;
        for (const item of world.itemsOf(name)) await world.shard(item);
        const { inventory } = scanOf(world);
        world.control.put(inventory.manifestKey, "{}");
        assert.deepEqual((await world.conclude(name)).tiers, {
            "cold-logs": "refused",
            vaulted: "refused",
        });
        assert.deepEqual(world.control.keys(manifestsPrefix), []);
        for (const { decision, reasons } of records(world)) {
            assert.equal(decision, "refused");
            assert.match(
                reasons.join(),
                /manifest\.json: MD5 must be .* as when the scan began, got /,
            );
        }
        assert.equal(records(world).length, 2);
    });

    it("reads files twice for a tier that two submits begin at the same moment, and runs it once", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        await world.submit();
        // The other submit saw two tiers, and nothing of the first one's scan yet.
        const hidden = world.control.keys(scansPrefix).map((key) => {
            const stored = world.control.objects.get(key);
            world.control.objects.delete(key);
            return [key, stored] as const;
        });
        world.setPlan(scaled(twoTiers));
        await world.submit();
        for (const [key, stored] of hidden)
            if (stored !== undefined) world.control.objects.set(key, stored);
        assert.equal(world.running.length, 2);
        for (const name of world.running) await world.execute(name);
        const alone = await inOneFunction(twoTiers);
        assert.deepEqual(outcome(world), outcome(alone));
    });

    it("leaves out a tier that was changed meanwhile; the next trigger scans for it", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        await world.submit();
        const [name = ""] = world.running;
        const changed = { ...coldLogs, select: { ...coldLogs.select, minSizeBytes: 1 } };
        world.setPlan(scaled({ ...plan, tiers: [changed] }));
        const { tiers } = await world.execute(name);
        assert.deepEqual(tiers, {
            "cold-logs": "waits: it was changed while its inventory was read",
        });
        assert.deepEqual(world.control.keys(manifestsPrefix), []);
        await world.submit();
        await world.execute(world.running[0] ?? "");
        assert.equal(records(world).length, 1);
    });

    it("puts an object into one run alone when a tier before another one does another thing", async () => {
        const storageClasses = ["STANDARD", "GLACIER_IR"] as const;
        const { select } = coldLogs;
        const before: TierPlan = { ...coldLogs, select: { ...select, storageClasses } };
        const behind: TierPlan = {
            ...vaultTier,
            select: { ...select, storageClasses: ["GLACIER_IR"] },
        };
        const changed: TierPlan = {
            ...before,
            action: { kind: "changeClass", storageClass: "STANDARD_IA", mechanism: "copy" },
        };
        const world = new ScaledWorld(scaled({ ...plan, tiers: [before, behind] }));
        const rows = [{ Key: "logs/1", StorageClass: "GLACIER_IR" }, { Key: "logs/2" }];
        deliver(world, first, { rows, files: 2 });
        await world.submit();
        world.setPlan(scaled({ ...plan, tiers: [changed, behind] }));
        await world.submit();
        assert.equal(world.running.length, 2);
        for (const name of world.running) await world.execute(name);
        assert.deepEqual(
            records(world).map(({ tier, decision }) => [tier, decision]),
            [
                ["cold-logs", "submit"],
                ["vaulted", "empty"],
            ],
        );
        assert.deepEqual(
            world.control
                .keys(manifestsPrefix)
                .map((key) => world.control.objects.get(key)?.bytes.toString()),
            ["acme-events,logs/1,5000\nacme-events,logs/2,5000\n"],
        );
    });

    it("refuses before it begins what no function can read in its time", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        const key =
            world.control.keys("inventory/").find((each) => each.endsWith("manifest.json")) ?? "";
        const manifest = world.control.json(key) as { files: { size: number }[] };
        for (const file of manifest.files) file.size = 1e12;
        const text = JSON.stringify(manifest);
        world.control.put(key, text);
        const { createHash } = await import("node:crypto");
        world.control.put(
            key.replace(/json$/, "checksum"),
            createHash("md5").update(text).digest("hex"),
        );
        assert.deepEqual((await world.submit()).tiers, { "cold-logs": "refused" });
        assert.equal(world.executions.started.size, 0);
        assert.match(
            records(world)[0]?.reasons[0] ?? "",
            /one function reads at most \d+ bytes of CSV within its time, got 1000000000000/,
        );
    });

    it("cuts a selection into jobs of at most so many rows, in one function as in many", async () => {
        const one = new ScaledWorld(inOne(plan, 7));
        const many = new ScaledWorld(scaled(plan, 7));
        for (const world of [one, many]) {
            deliver(world);
            await world.submit();
            for (const name of world.running) await world.execute(name);
        }
        const jobs = (world: ScaledWorld) => records(world)[0]?.jobs ?? [];
        const lines = (world: ScaledWorld, kind: string): string =>
            jobs(world)
                .filter(({ part }) => part.startsWith(kind))
                .map(
                    ({ manifest }) =>
                        world.control.objects.get(manifest.key)?.bytes.toString() ?? "",
                )
                .join("");
        assert.deepEqual(
            jobs(one).map(({ part, manifest }) => [part, manifest.rows]),
            [
                ["copy", 7],
                ["copy2", 7],
                ["copy3", 6],
                ["task", 3],
            ],
        );
        for (const { manifest } of jobs(many)) assert.ok(manifest.rows <= 7);
        for (const kind of ["copy", "task"]) assert.equal(lines(many, kind), lines(one, kind));
        assert.equal(
            new Set(jobs(many).map(({ request }) => request["ClientRequestToken"])).size,
            jobs(many).length,
        );
    });
});

describe("an inventory whose manifests are there and whose run is not", () => {
    /** Both ways that a change of the settings lets the next submit cut the same rows. */
    const ways: readonly (readonly [string, (plan: BucketPlan, rows?: number) => BucketPlan])[] = [
        ["in one function", inOne],
        ["over many", scaled],
    ];
    for (const [name, before] of ways)
        for (const [otherName, after] of ways)
            it(`gets its run, read ${name} before a crash and ${otherName} with fewer rows per job after it`, async () => {
                const expected = new ScaledWorld(after(plan, 7));
                const runs = async (world: ScaledWorld): Promise<void> => {
                    await world.submit();
                    for (const each of world.running) {
                        for (const item of world.itemsOf(each)) await world.shard(item);
                        await world.conclude(each);
                    }
                };
                deliver(expected);
                await runs(expected);
                const world = new ScaledWorld(before(plan, 9));
                deliver(world);
                const whole = new ScaledWorld(before(plan, 9));
                deliver(whole);
                await runs(whole);
                const last = whole.faults.log.findLastIndex((call) => call.startsWith("manifest "));
                world.faults.crashAt = last + 1;
                world.faults.when = "after";
                await assert.rejects(runs(world));
                assert.ok(world.control.keys(manifestsPrefix).length > 3);
                assert.equal(records(world).length, 0);

                for (const execution of world.executions.started.values())
                    execution.state = "failed";
                world.setPlan(after(plan, 7));
                await runs(world);
                const jobs = records(world).flatMap((run) => run.jobs);
                // A scan that was begun goes on as it was planned.
                const isScan = before === scaled && after === scaled;
                const same = isScan ? whole : expected;
                assert.deepEqual(
                    jobs,
                    records(same).flatMap((run) => run.jobs),
                );
                assert.equal(world.jobs.byToken.size, jobs.length);
            });
});

describe("proofs of a scan over many functions", () => {
    it("are those of a scan in one", async () => {
        const proofs: unknown[] = [];
        for (const thePlan of [inOne(plan), scaled(plan)]) {
            const world = new ScaledWorld(thePlan);
            deliver(world);
            await world.submit();
            for (const name of world.running) await world.execute(name);
            world.now_ = new Date("2026-11-22T09:00:00.000Z");
            for (const [index] of [...world.jobs.byToken].entries())
                endJob(world, `job-${index + 1}`, "2026-11-22T09:00:00.000Z");
            world.now_ = new Date("2026-11-23T06:00:00.000Z");
            const next = rows.map((row, index): Row => {
                if (index % 5 === 0) return { ...row, StorageClass: "GLACIER_IR" };
                if (index % 5 === 1)
                    return { ...row, LastModifiedDate: "2026-11-22T20:00:00.000Z" };
                return row;
            });
            deliver(world, second, { rows: next.slice(0, -4) });
            await world.submit();
            for (const name of world.running) await world.execute(name);
            const key = world.control
                .keys(runsPrefix)
                .find((each) => recordOf(each)?.kind === "proof");
            proofs.push({ ...(world.control.json(key ?? "") as object), at: undefined });
        }
        assert.ok((proofs[0] as { claimed: number }).claimed > 10);
        assert.deepEqual(proofs[1], proofs[0]);
    });
});

describe("proofs of copies into a vault whose inventory is large", () => {
    const vault = "v-111111111111";

    /** Rows were copied into the vault, and its inventory that lists the copies has come. */
    async function copied(thePlan: (plan: BucketPlan) => BucketPlan): Promise<ScaledWorld> {
        const ended = "2026-11-22T09:00:00.000Z";
        const world = new ScaledWorld(thePlan({ ...plan, tiers: [vaultTier] }));
        deliver(world);
        await world.submit();
        for (const name of world.running) await world.execute(name);
        world.now_ = new Date(ended);
        for (const { jobId } of [...world.jobs.byToken.values()])
            endJob(world, jobId, ended, {}, "vaulted");
        world.now_ = new Date("2026-11-29T06:00:00.000Z");
        const copies = rows
            .filter(({ Key }) => Key?.startsWith("invoices/"))
            .map((row, index): Row => ({
                ...row,
                Key: `e/${row.Key}`,
                StorageClass: index === 1 ? "STANDARD" : "DEEP_ARCHIVE",
                LastModifiedDate: "2026-11-22T08:00:00.000Z",
            }));
        world.deliver({
            createdAt: "2026-11-29T01:00:00.000Z",
            bucket: vault,
            rows: copies,
            files: 4,
        });
        return world;
    }

    const isProof = (key: string): boolean => recordOf(key)?.kind === "proof";

    it("are those of a scan in one", async () => {
        const proofs: unknown[] = [];
        for (const thePlan of [inOne, scaled]) {
            const world = await copied(thePlan);
            const answer = await submit(world.ports, { trigger: "inventory", bucket: vault });
            let recorded = answer.proofs;
            const { running } = world;
            assert.equal(running.length, thePlan === scaled ? 1 : 0);
            for (const name of running) recorded += (await world.execute(name)).proofs;
            assert.equal(recorded, 1);
            const key = world.control.keys(runsPrefix).find(isProof);
            proofs.push({ ...(world.control.json(key ?? "") as object), at: undefined });
        }
        assert.ok((proofs[0] as { proven: number }).proven > 5);
        assert.deepEqual(proofs[1], proofs[0]);
    });
    it("are none of an inventory whose manifest.json was altered or removed while it was read", async () => {
        for (const [altered, got] of [
            ["{}", "[0-9a-f]{32}"],
            [undefined, "nothing"],
        ] as const) {
            const world = await copied(scaled);
            const trigger = { trigger: "inventory", bucket: vault } as const;
            await submit(world.ports, trigger);
            const [name = ""] = world.running;
            for (const item of world.itemsOf(name)) await world.shard(item);
            const { inventory } = scanOf(world, vault);
            if (altered === undefined) world.control.objects.delete(inventory.manifestKey);
            else world.control.put(inventory.manifestKey, altered);
            const before = world.metrics.length;
            assert.equal((await world.conclude(name)).proofs, 0);
            assert.deepEqual(world.metrics.slice(before), ["runsRefused 1"]);
            assert.match(
                world.logs.at(-1) ?? "",
                new RegExp(
                    `^vault inventory refused: data file ${inventory.manifestKey}: ` +
                        `MD5 must be ${inventory.manifestMd5} as when the scan began, got ${got};`,
                ),
            );
            assert.deepEqual(world.control.keys(runsPrefix).filter(isProof), []);
        }
    });
});

describe("a later scan over many functions", () => {
    const day = "2026-11-22T09:00:00.000Z";

    /** A first run that is over, whose second inventory has been delivered and not read. */
    async function secondDay(thePlan: BucketPlan): Promise<ScaledWorld> {
        const world = new ScaledWorld(thePlan);
        deliver(world);
        await world.submit();
        for (const name of world.running) await world.execute(name);
        world.now_ = new Date(day);
        for (const [index, [, { planned }]] of [...world.jobs.byToken].entries())
            if (planned.kind === "vault") endJob(world, `job-${index + 1}`, day, {}, "vaulted");
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        deliver(world, second, {
            rows: [...rows, { Key: "invoices/new 1" }, { Key: "invoices/new 2" }],
        });
        return world;
    }
    const vaultOnly: BucketPlan = { ...plan, tiers: [vaultTier] };
    const lines = (world: ScaledWorld): string[] => {
        const run = records(world).find(({ inventory }) => inventory.createdAt === second);
        return (run?.jobs ?? []).map(
            ({ manifest }) => world.control.objects.get(manifest.key)?.bytes.toString() ?? "",
        );
    };

    it("leaves out what earlier runs have done, as a scan in one does", async () => {
        const one = await secondDay(inOne(vaultOnly));
        const many = await secondDay(scaled(vaultOnly));
        for (const world of [one, many]) {
            await world.submit();
            for (const name of world.running) await world.execute(name);
        }
        assert.deepEqual(lines(one), [
            "acme-events,invoices/new%201,v1,5000\nacme-events,invoices/new%202,v1,5000\n",
        ]);
        assert.deepEqual(lines(many), lines(one));
        const skips = (world: ScaledWorld) =>
            records(world).map(({ skipped, scanned, selected }) => [skipped, scanned, selected]);
        assert.deepEqual(skips(many), skips(one));
    });

    it("judges by what was known to be done when it began, whatever comes to light meanwhile", async () => {
        const world = await secondDay(scaled(vaultOnly));
        await world.submit();
        const [name = ""] = world.running;
        const stored = world.control.keys(scansPrefix).filter((key) => /\/done-/.test(key));
        // The first scan's is there too.
        assert.equal(stored.length, 2);
        // Nobody asks the lists of done objects again.
        for (const key of world.control.keys(doneListsPrefix)) world.control.objects.delete(key);
        await world.execute(name);
        assert.equal(lines(world).join("").split("\n").length, 3);
    });

    it("leaves a proof to the next inventory when its claims were others when it began", async () => {
        const world = new ScaledWorld(scaled(plan));
        deliver(world);
        await world.submit();
        for (const name of world.running) await world.execute(name);
        world.now_ = new Date(day);
        const all = [...world.jobs.byToken.values()];
        for (const { jobId } of all) endJob(world, jobId, day);
        // One report cannot be read when the scan begins, so nothing of it is watched for.
        const hidden = world.audit.keys("reports/").filter((key) => key.includes("/job-job-1/"));
        const bytes = hidden.map((key) => [key, world.audit.objects.get(key)?.bytes] as const);
        assert.ok(hidden.length > 1);
        for (const key of hidden) world.audit.objects.delete(key);
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        deliver(world, second);
        await world.submit();
        for (const [key, body] of bytes) if (body !== undefined) world.audit.put(key, body);
        for (const name of world.running) await world.execute(name);
        const proofs = world.control
            .keys(runsPrefix)
            .filter((key) => recordOf(key)?.kind === "proof");
        assert.deepEqual(proofs, []);
        assert.ok(
            world.logs.some((line) => line.includes("its claims were others when the scan began")),
        );
    });
});

describe("a scan over many functions, crashed at any call", () => {
    it("ends like one that never crashed", async function () {
        this.timeout(120_000);
        const expected = outcome(await inShards(twoTiers));
        const run = async (world: ScaledWorld): Promise<void> => {
            await world.submit();
            const [name] = world.running;
            if (name === undefined) return;
            for (const item of world.itemsOf(name)) await world.shard(item);
            await world.conclude(name);
            const execution = world.executions.started.get(name);
            if (execution !== undefined) execution.state = "succeeded";
        };
        const whole = new ScaledWorld(scaled(twoTiers));
        deliver(whole);
        await run(whole);
        const { calls } = whole.faults;
        assert.ok(calls > 30, `${calls}`);
        for (let call = 1; call <= calls; call++)
            for (const when of ["before", "after"] as const) {
                const world = new ScaledWorld(scaled(twoTiers));
                deliver(world);
                world.faults.crashAt = call;
                world.faults.when = when;
                try {
                    await run(world);
                } catch (error) {
                    const errors =
                        error instanceof AggregateError ? (error.errors as Error[]) : [error];
                    const causes = errors.map((each) =>
                        each instanceof Crash ? each : (each as Error).cause,
                    );
                    if (!causes.some((cause) => cause instanceof Crash)) throw error;
                }
                await run(world);
                assert.deepEqual(
                    outcome(world),
                    expected,
                    `${when} call ${call}: ${world.faults.log[call - 1]}`,
                );
                assert.equal(world.manifests.open_, 0, `${when} call ${call}`);
            }
    });
});
