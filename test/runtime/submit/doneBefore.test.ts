import assert from "node:assert/strict";
import type { BucketPlan, TierPlan } from "../../../model/config/bucketPlan";
import {
    doneListPrefix,
    doneListsPrefix,
    type JobPart,
    manifestKey,
    manifestsPrefix,
    proofKey,
    recordOf,
    reportPrefix,
    runFolder,
    runsPrefix,
} from "../../../model/naming/keys";
import { retryJob } from "../../../model/runs/plannedJob";
import type { PlannedJob, ProofRecord, RunRecord } from "../../../model/runs/records";
import { submitBucket } from "../../../runtime/submit/submitBucket";
import { endJob } from "./jobReport";
import { Crash } from "./memoryStores";
import { coldLogs, columns, plan, sourceBucket, SubmitWorld, type Row } from "./submitWorld";

const target = { bucket: "vault", account: "222222222222", inventoryId: "archival" };
const toVault: TierPlan = {
    ...coldLogs,
    action: { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE" },
    target,
};
const calling: TierPlan = {
    ...coldLogs,
    action: {
        kind: "invoke",
        functionArn: "arn:aws:lambda:eu-west-1:111111111111:function:redact:7",
        arguments: { mode: "faces" },
    },
};
const callingWithOurNames: TierPlan = {
    ...calling,
    action: { ...calling.action, arguments: { taskRoleArn: "theirs", mode: "faces" } } as never,
};
const planOf = (...tiers: TierPlan[]): BucketPlan => ({ ...plan, tiers });
const day = (number: number): string =>
    new Date(Date.parse("2026-11-21T01:00:00.000Z") + number * 86_400_000).toISOString();
const noAge = { ...coldLogs.select, olderThanDays: undefined };
const tally = (objects: number): object => ({ objects, bytes: objects * 5000 });

class Days {
    readonly world = new SubmitWorld();

    /** Delivers day `number`'s inventory and submits five hours later. */
    async submit(number: number, thePlan: BucketPlan, rows: readonly Row[], names = columns) {
        this.world.now_ = new Date(Date.parse(day(number)) + 5 * 3_600_000);
        this.world.deliver({
            createdAt: day(number),
            rows,
            columns: names,
        });
        return submitBucket(this.world.ports, thePlan);
    }

    /** Ends the newest job three hours after its submit; the vault's inventory proves it, unless told otherwise. */
    end(
        result: Parameters<typeof endJob>[3] = {},
        proof: Partial<ProofRecord> | "unproven" = {},
    ): void {
        const { jobs, now_, control } = this.world;
        const newest = [...jobs.byToken.values()].at(-1);
        assert.ok(newest);
        const endedAt = new Date(now_.getTime() + 3 * 3_600_000).toISOString();
        endJob(this.world, newest.jobId, endedAt, result);
        const { manifest } = newest.planned;
        const [folder] = control
            .keys(runsPrefix)
            .map(recordOf)
            .filter((record) => record?.kind === "run" && manifest.key.includes(record.runId))
            .map((record) => record?.folder);
        if (proof !== "unproven" && result.retry === undefined)
            this.world.control.put(
                proofKey(folder ?? ""),
                JSON.stringify({
                    kind: "proof",
                    schemaVersion: 1,
                    claimed: manifest.rows,
                    proven: manifest.rows,
                    contradicted: 0,
                    examples: [],
                    ...proof,
                }),
            );
    }

    run(number: number, tier = "cold-logs"): RunRecord {
        const found = (this.world.runRecords(tier) as unknown as RunRecord[]).find(
            ({ inventory, decision }) =>
                inventory.createdAt === day(number) && decision !== "refused",
        );
        assert.ok(found, `a run of day ${number}`);
        const { scanned, selected, skipped } = found;
        const others = Object.values(skipped).reduce((sum, { objects }) => sum + objects, 0);
        assert.equal(selected.objects + others, scanned.objects);
        return found;
    }

    manifest(number: number, part: JobPart = "copy", tier = "cold-logs"): string[] {
        const job = this.run(number, tier).jobs.find((each) => each.part === part);
        const stored = this.world.control.objects.get(job?.manifest.key ?? "");
        return (stored?.bytes.toString() ?? "").split("\n").filter((line) => line !== "");
    }

    lists(): string[] {
        return this.world.control.keys(doneListsPrefix);
    }
}

async function afterOneRun(tier: TierPlan, rows: readonly Row[]): Promise<Days> {
    const days = new Days();
    await days.submit(1, planOf(tier), rows);
    days.end();
    return days;
}

describe("a tier that leaves its objects as they are", () => {
    for (const [name, tier, part] of [
        ["copyTo", toVault, "copy"],
        ["invoke", calling, "task"],
        ["invoke with arguments named like ours", callingWithOurNames, "task"],
    ] as const)
        it(`selects an object version once (${name})`, async () => {
            const days = await afterOneRun(tier, [
                { Key: "logs/a b", VersionId: "v1" },
                { Key: "logs/null", VersionId: "" },
            ]);
            await days.submit(2, planOf(tier), [
                { Key: "logs/a b", VersionId: "v1" },
                { Key: "logs/null", VersionId: "" },
                { Key: "logs/new", VersionId: "v1" },
                { Key: "data/x" },
            ]);
            assert.deepEqual(days.manifest(2, part), ["acme-events,logs/new,v1,5000"]);
            assert.deepEqual(days.run(2).skipped, { "done-before": tally(2), prefix: tally(1) });
            days.end();
            const { tiers } = await days.submit(3, planOf(tier), [
                { Key: "logs/a b", VersionId: "v1" },
                { Key: "logs/null", VersionId: "" },
                { Key: "logs/new", VersionId: "v1" },
            ]);
            assert.deepEqual(tiers, { "cold-logs": "empty" });
            assert.deepEqual(days.run(3).reasons, [
                "none of 3 rows is selected; most often: done-before 3",
            ]);
            assert.equal(days.world.jobs.byToken.size, 2);
            assert.ok(!days.world.metrics.includes("emptySelections 1"));
            assert.deepEqual(days.world.notices, []);
        });

    it("selects what was rewritten since: another version, a younger or another null version", async () => {
        const tier = { ...toVault, select: noAge };
        const days = await afterOneRun(tier, [
            { Key: "logs/a", VersionId: "v1" },
            { Key: "logs/younger", VersionId: "" },
            { Key: "logs/same time", VersionId: "" },
            { Key: "logs/larger", VersionId: "" },
        ]);
        await days.submit(2, planOf(tier), [
            { Key: "logs/a", VersionId: "v1", IsLatest: "false" },
            { Key: "logs/a", VersionId: "v2" },
            { Key: "logs/younger", VersionId: "", LastModifiedDate: "2026-11-22T01:00:00.001Z" },
            { Key: "logs/same time", VersionId: "", LastModifiedDate: day(1) },
            { Key: "logs/larger", VersionId: "", Size: "5001" },
        ]);
        assert.deepEqual(days.manifest(2), [
            "acme-events,logs/a,v2,5000",
            "acme-events,logs/younger,null,5000",
            "acme-events,logs/larger,null,5001",
        ]);
    });

    it("goes by key and time where the inventory names no versions", async () => {
        const tier = { ...toVault, select: noAge };
        const unversioned = columns.filter(
            (name) => !["VersionId", "IsLatest", "IsDeleteMarker"].includes(name),
        ) as unknown as typeof columns;
        const days = new Days();
        const rows = [{ Key: "logs/a" }, { Key: "logs/b" }];
        const thePlan = {
            ...planOf(tier),
            inventory: { ...plan.inventory, versions: "Current" as const },
        };
        await days.submit(1, thePlan, rows, unversioned);
        days.end();
        await days.submit(
            2,
            thePlan,
            [{ Key: "logs/a" }, { Key: "logs/b", LastModifiedDate: "2026-11-22T02:00:00.000Z" }],
            unversioned,
        );
        assert.deepEqual(days.manifest(2), ["acme-events,logs/b,5000"]);
        days.end();
        // The bucket's inventory lists versions from now on: which one was copied is not known.
        await days.submit(3, planOf(tier), [{ Key: "logs/a", VersionId: "v1" }]);
        assert.deepEqual(days.manifest(3), ["acme-events,logs/a,v1,5000"]);
    });

    it("selects failed objects and those that the task left alone again", async () => {
        const days = new Days();
        const rows = [{ Key: "logs/ok" }, { Key: "logs/failed" }, { Key: "logs/skipped" }];
        await days.submit(1, planOf(toVault), rows);
        days.end({ failed: ["logs/failed"], skipped: ["logs/skipped"] });
        await days.submit(2, planOf(toVault), rows);
        assert.deepEqual(days.manifest(2), [
            "acme-events,logs/failed,v1,5000",
            "acme-events,logs/skipped,v1,5000",
        ]);
    });

    it("does not take a task that failed because nothing had to change for a copy", async () => {
        const days = new Days();
        const rows = [{ Key: "logs/ok" }, { Key: "logs/failed" }];
        await days.submit(1, planOf(toVault), rows);
        days.end({
            failed: ["logs/failed"],
            failure:
                "400,InvalidRequest,You are trying to copy an object to itself without changing it",
        });
        await days.submit(2, planOf(toVault), rows);
        assert.deepEqual(days.manifest(2), ["acme-events,logs/failed,v1,5000"]);
    });

    it("counts what a retry has done", async () => {
        const days = new Days();
        const rows = [{ Key: "logs/first" }, { Key: "logs/second" }];
        await days.submit(1, planOf(toVault), rows);
        const { world } = days;
        const run = days.run(1);
        const [first] = run.jobs;
        assert.ok(first);
        const writer = world.manifests.open(manifestKey(run.runId, "copy", 1));
        await writer.write(Buffer.from("acme-events,logs/second,v1,5000\n"));
        const retry: PlannedJob = retryJob(first, {
            surroundings: world.ports.surroundings,
            runId: run.runId,
            attempt: 1,
            manifest: { ...first.manifest, ...(await writer.finish()), rows: 1, bytes: 5000 },
            approved: true,
        });
        days.end({ failed: ["logs/second"], retry });
        await world.jobs.create(retry);
        days.end();
        assert.deepEqual((await days.submit(2, planOf(toVault), rows)).tiers, {
            "cold-logs": "empty",
        });
    });

    const rows = [{ Key: "logs/a" }, { Key: "logs/b" }];
    const again: readonly [name: string, from: TierPlan, to: TierPlan][] = [
        ["another vault", toVault, { ...toVault, target: { ...target, bucket: "other" } }],
        ["another prefix", toVault, { ...toVault, target: { ...target, keyPrefix: "p" } }],
        [
            "another class",
            toVault,
            { ...toVault, action: { kind: "copyTo", vault: "v", storageClass: "GLACIER_IR" } },
        ],
        [
            "another function version",
            calling,
            {
                ...calling,
                action: {
                    kind: "invoke",
                    functionArn: "arn:aws:lambda:eu-west-1:111111111111:function:redact:8",
                    arguments: { mode: "faces" },
                },
            },
        ],
        [
            "other arguments",
            calling,
            {
                ...calling,
                action: {
                    kind: "invoke",
                    functionArn: "arn:aws:lambda:eu-west-1:111111111111:function:redact:7",
                    arguments: {},
                },
            },
        ],
        ["a function instead of a vault", toVault, calling],
    ];
    for (const [name, from, to] of again)
        it(`does everything again for ${name}, and knows the first when it comes back`, async () => {
            const days = await afterOneRun(from, rows);
            await days.submit(2, planOf(to), rows);
            assert.deepEqual(days.run(2).selected, tally(2));
            days.end();
            await days.submit(3, planOf(from), rows);
            assert.deepEqual(days.run(3).skipped, { "done-before": tally(2) });
        });

    const notAgain: readonly [name: string, from: TierPlan, to: TierPlan][] = [
        ["limits", toVault, { ...toVault, limits: { maxObjects: 1 } }],
        ["approval", toVault, { ...toVault, approval: "required" }],
        ["roles", calling, { ...calling, roles: { invoke: "arn:aws:iam::1:role/renamed" } }],
        [
            "the selection, also when it now needs the task function",
            toVault,
            { ...toVault, select: { ...noAge, prefixes: [], tags: { keep: "no" } } },
        ],
        ["the vault's name in the configuration", toVault, { ...toVault, action: renamed() }],
    ];
    function renamed(): TierPlan["action"] {
        return { kind: "copyTo", vault: "w", storageClass: "DEEP_ARCHIVE" };
    }
    for (const [name, from, to] of notAgain)
        it(`does nothing again for a change of ${name}`, async () => {
            const days = await afterOneRun(from, rows);
            await days.submit(2, planOf(to), rows);
            assert.deepEqual(days.run(2).skipped, { "done-before": tally(2) });
            assert.equal(days.world.jobs.byToken.size, 1);
        });

    it("keeps done objects from later tiers", async () => {
        const later: TierPlan = {
            ...coldLogs,
            name: "rest",
            priority: 20,
            select: { ...coldLogs.select, prefixes: [] },
        };
        const days = await afterOneRun(toVault, [{ Key: "logs/a" }]);
        await days.submit(2, planOf(toVault, later), [{ Key: "logs/a" }, { Key: "data/b" }]);
        assert.deepEqual(days.run(2, "cold-logs").skipped, {
            "done-before": tally(1),
            prefix: tally(1),
        });
        assert.deepEqual(days.run(2, "rest").skipped, { "taken-by-earlier-tier": tally(1) });
        assert.deepEqual(days.manifest(2, "copy", "rest"), ["acme-events,data/b,5000"]);
    });

    it("does again what a report that does not hold speaks of, and says so", async () => {
        const days = new Days();
        await days.submit(1, planOf(toVault), rows);
        days.end({ problems: ["rows differ"] });
        await days.submit(2, planOf(toVault), rows);
        assert.deepEqual(days.run(2).selected, tally(2));
        assert.deepEqual(days.run(2).reasons, [
            `run ${days.run(1).runId.slice(0, 12)}, copy-0: its report is not sound, so nothing of it is claimed: ` +
                "rows differ; what it did is selected again",
        ]);
    });

    it("does again what a report or manifest that was altered since speaks of", async () => {
        const altered: readonly [RegExp, RegExp][] = [
            [/^reports\/.*\/succeeded\.csv$/, /does not hold any more: reports.*MD5 must be/],
            [/^reports\/.*\/manifest\.json$/, /cannot be read again: .*/],
            [/^manifests\/.*\.csv$/, /does not hold any more: manifests.*SHA-256 must be/],
        ];
        for (const [name, reason] of altered) {
            const days = await afterOneRun(toVault, rows);
            const { control, audit } = days.world;
            const store = [control, audit].find((each) =>
                each.keys().some((key) => name.test(key)),
            );
            const key = store?.keys().find((each) => name.test(each)) ?? "";
            const text = store?.objects.get(key)?.bytes.toString() ?? "";
            store?.put(
                key,
                text.replace(/ok\n|5000\n|Format/, (found) =>
                    found.toUpperCase().replace("5", "6"),
                ),
            );
            await days.submit(2, planOf(toVault), rows);
            assert.deepEqual(days.run(2).selected, tally(2), key);
            assert.match(days.run(2).reasons[0] ?? "", reason);
        }
    });

    it("is refused when more is done than may be held, and goes on once more may be", async () => {
        const days = await afterOneRun(toVault, [...rows, { Key: "logs/c" }]);
        const { world } = days;
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({ createdAt: day(2), rows: [...rows, { Key: "logs/d" }] });
        world.metrics.length = 0;
        const small = { ...world.ports, maxDoneObjects: 2 };
        assert.deepEqual((await submitBucket(small, planOf(toVault))).tiers, {
            "cold-logs": "refused",
        });
        const refused = world.runRecords().find(({ decision }) => decision === "refused");
        assert.deepEqual(refused?.reasons, [
            'tier "cold-logs": at most 2 objects that earlier runs have done can be held at once, over all tiers of ' +
                "the bucket, got more; raise maxDoneObjects in runtime/submit/awsPorts.ts together with the memory of " +
                'submit (150 bytes each), or archive with action "changeClass", which needs no such list',
        ]);
        assert.ok(world.metrics.includes("runsRefused 1"));
        const enough = { ...world.ports, maxDoneObjects: 3 };
        assert.deepEqual((await submitBucket(enough, planOf(toVault))).tiers, {
            "cold-logs": "submit",
        });
        assert.deepEqual(days.manifest(2), ["acme-events,logs/d,v1,5000"]);
    });

    it("shares the limit among the tiers of a bucket", async () => {
        const other = {
            ...toVault,
            name: "other",
            select: { ...noAge, prefixes: ["data/"] },
            target: { ...target, keyPrefix: "p" },
        };
        const days = new Days();
        const both = planOf(toVault, other);
        const listed = [...rows, { Key: "data/a" }];
        await days.submit(1, both, listed);
        for (const { jobId } of [...days.world.jobs.byToken.values()])
            endJob(days.world, jobId, "2026-11-22T09:00:00.000Z");
        days.world.now_ = new Date("2026-11-23T06:00:00.000Z");
        days.world.deliver({ createdAt: day(2), rows: listed });
        const small = { ...days.world.ports, maxDoneObjects: 2 };
        assert.deepEqual((await submitBucket(small, both)).tiers, {
            "cold-logs": "empty",
            other: "refused",
        });
    });

    it("leaves changes of class to the class", async () => {
        const days = await afterOneRun(coldLogs, rows);
        await days.submit(2, planOf(coldLogs), rows);
        assert.deepEqual(days.run(2).selected, tally(2));
        assert.deepEqual(days.lists(), []);
    });
});

describe("the list of what is done", () => {
    const rows = [{ Key: "logs/a" }, { Key: "logs/b" }];

    it("is written once per inventory that had something new, and spares the reports before it", async () => {
        const days = await afterOneRun(toVault, rows);
        await days.submit(2, planOf(toVault), [...rows, { Key: "logs/c" }]);
        assert.equal(days.lists().length, 1);
        const { manifestMd5 } = days.run(2).inventory;
        assert.ok(days.lists()[0]?.endsWith(`/${day(2)}-${manifestMd5}.bin`), days.lists()[0]);
        days.end();
        const { control, audit } = days.world;
        const { runId } = days.run(1);
        for (const store of [control, audit])
            for (const key of store.keys())
                if (
                    key.startsWith(`${manifestsPrefix}${runId}`) ||
                    key.startsWith(reportPrefix(runId))
                )
                    store.objects.delete(key);
        await days.submit(3, planOf(toVault), [...rows, { Key: "logs/c" }, { Key: "logs/d" }]);
        assert.deepEqual(days.manifest(3), ["acme-events,logs/d,v1,5000"]);
        assert.equal(days.lists().length, 2);
        // No job ended since: the newest list says it all.
        days.end({ failed: ["logs/d"] });
        await days.submit(4, planOf(toVault), [...rows, { Key: "logs/c" }]);
        assert.equal(days.lists().length, 2);
        assert.deepEqual(days.run(4).skipped, { "done-before": tally(3) });
    });

    it("is passed over when it is damaged, for the reports it was made of", async () => {
        for (const damage of [
            (bytes: Buffer) => bytes.subarray(0, -1),
            (bytes: Buffer) => bytes.subarray(0, 30),
            (bytes: Buffer) => bytes.fill(0, bytes.length - 22),
            () => Buffer.from('{"kind":"done"}\n'),
        ]) {
            const days = await afterOneRun(toVault, rows);
            await days.submit(2, planOf(toVault), rows);
            const [key = ""] = days.lists();
            const { control } = days.world;
            control.put(key, damage(Buffer.from(control.objects.get(key)?.bytes ?? "")));
            await days.submit(3, planOf(toVault), rows);
            assert.deepEqual(days.run(3).skipped, { "done-before": tally(2) });
            assert.ok(days.world.logs.includes(`${key}: is damaged and passed over; delete it`));
        }
    });

    it("lies where no bucket's runs can be", () => {
        assert.equal(doneListPrefix("b", "d"), "runs/_done/b/d/");
        assert.notEqual(doneListPrefix(sourceBucket, "d").split("/")[1], sourceBucket);
    });

    it("makes a run that crashes at any step end as one that does not", async () => {
        const listed = [...rows, { Key: "logs/new" }];
        const prepared = async (): Promise<Days> => {
            const days = await afterOneRun(toVault, rows);
            days.world.now_ = new Date("2026-11-23T06:00:00.000Z");
            days.world.deliver({ createdAt: day(2), rows: listed });
            days.world.faults.calls = 0;
            days.world.faults.log.length = 0;
            return days;
        };
        const whole = await prepared();
        await submitBucket(whole.world.ports, planOf(toVault));
        const { calls, log } = whole.world.faults;
        assert.ok(log.some((name) => name.startsWith("create runs/_done/")));
        for (let crashAt = 1; crashAt <= calls; crashAt++)
            for (const when of ["before", "after"] as const) {
                const { world } = await prepared();
                world.faults.crashAt = crashAt;
                world.faults.when = when;
                await assert.rejects(
                    () => submitBucket(world.ports, planOf(toVault)),
                    (error: AggregateError) => (error.errors[0] as Error).cause instanceof Crash,
                );
                await submitBucket(world.ports, planOf(toVault));
                const where = `${when} call ${crashAt}: ${log[crashAt - 1]}`;
                assert.deepEqual(world.control.keys(), whole.world.control.keys(), where);
                assert.deepEqual(
                    [...world.jobs.byToken.values()],
                    [...whole.world.jobs.byToken.values()],
                    where,
                );
            }
    }).timeout(30_000);
});

describe("tiers that do the same", () => {
    const rows = [{ Key: "logs/a" }, { Key: "data/b" }];
    const rest: TierPlan = {
        ...toVault,
        name: "rest",
        priority: 20,
        select: { ...coldLogs.select, prefixes: [] },
    };

    it("know of each other when a tier is renamed", async () => {
        const days = await afterOneRun(toVault, rows);
        const renamed = { ...toVault, name: "renamed" };
        await days.submit(2, planOf(renamed), [...rows, { Key: "logs/new" }]);
        assert.deepEqual(days.manifest(2, "copy", "renamed"), ["acme-events,logs/new,v1,5000"]);
    });

    it("know of each other when a tier is split", async () => {
        const days = await afterOneRun(rest, rows);
        const { tiers } = await days.submit(2, planOf(toVault, rest), rows);
        assert.deepEqual(tiers, { "cold-logs": "empty", rest: "empty" });
        assert.equal(days.lists().length, 1);
    });

    it("copy a version once, while it is current or after", async () => {
        const old: TierPlan = {
            ...toVault,
            name: "old-versions",
            priority: 20,
            select: { ...toVault.select, versions: "noncurrent" },
        };
        const days = new Days();
        await days.submit(1, planOf(toVault, old), [{ Key: "logs/a", VersionId: "v1" }]);
        days.end();
        await days.submit(2, planOf(toVault, old), [
            { Key: "logs/a", VersionId: "v1", IsLatest: "false" },
            { Key: "logs/b", VersionId: "v0", IsLatest: "false" },
            { Key: "logs/a", VersionId: "v2", LastModifiedDate: "2026-11-22T05:00:00.000Z" },
        ]);
        assert.deepEqual(days.manifest(2, "copy", "old-versions"), ["acme-events,logs/b,v0,5000"]);
    });

    it("run on one inventory side by side", async () => {
        const days = new Days();
        const { tiers } = await days.submit(1, planOf(toVault, rest), rows);
        assert.deepEqual(tiers, { "cold-logs": "submit", rest: "submit" });
    });

    it("wait for each other's jobs, also for those of a tier that has another name now", async () => {
        const days = new Days();
        await days.submit(1, planOf(toVault), rows);
        const first = days.run(1).runId.slice(0, 12);
        const renamed = planOf({ ...toVault, name: "renamed" });
        const open = {
            renamed: `waits: run ${first} of tier "cold-logs", which does the same, still has open jobs: copy-0`,
        };
        assert.deepEqual((await submitBucket(days.world.ports, renamed)).tiers, open);
        assert.deepEqual((await days.submit(2, renamed, rows)).tiers, open);
        days.end();
        assert.deepEqual((await submitBucket(days.world.ports, renamed)).tiers, {
            renamed:
                `waits: run ${first} of tier "cold-logs", which does the same, ended 2026-11-23T09:00:00.000Z, ` +
                "after this inventory's scan began (2026-11-23T01:00:00.000Z)",
        });
        assert.deepEqual((await days.submit(3, renamed, rows)).tiers, { renamed: "empty" });
    });

    it("see a run that begins while they scan", async () => {
        const days = new Days();
        const { world } = days;
        world.now_ = new Date("2026-11-22T06:00:00.000Z");
        world.deliver({ createdAt: day(1), rows });
        const renamed = planOf({ ...toVault, name: "renamed" });
        let isFirst = true;
        const control = Object.assign(Object.create(world.control) as typeof world.control, {
            stream: async (key: string) => {
                if (isFirst) {
                    isFirst = false;
                    await submitBucket(world.ports, planOf(toVault));
                }
                return world.control.stream(key);
            },
            read: (key: string) => world.control.read(key),
            create: (key: string, bytes: Buffer) => world.control.create(key, bytes),
            list: (...given: Parameters<typeof world.control.list>) => world.control.list(...given),
            entries: (prefix: string) => world.control.entries(prefix),
            folders: (prefix: string) => world.control.folders(prefix),
        });
        const { tiers } = await submitBucket({ ...world.ports, control }, renamed);
        assert.match(tiers["renamed"] ?? "", /^waits: run .* of tier "cold-logs"/);
        assert.equal(world.jobs.byToken.size, 1);
        assert.equal(world.manifests.open_, 0);
    });

    it("do not wait for a job that was never created and that nobody creates any more", async () => {
        const days = new Days();
        days.world.now_ = new Date("2026-11-22T06:00:00.000Z");
        days.world.deliver({ createdAt: day(1), rows });
        const dead = { ...days.world.ports.jobs, create: () => Promise.reject(new Crash("dead")) };
        await assert.rejects(() =>
            submitBucket({ ...days.world.ports, jobs: dead }, planOf(toVault)),
        );
        const renamed = planOf({ ...toVault, name: "renamed" });
        const { tiers } = await submitBucket(days.world.ports, renamed);
        assert.match(tiers["renamed"] ?? "", /^waits: run .* still has open jobs: copy-0$/);
        assert.deepEqual((await days.submit(3, renamed, rows)).tiers, { renamed: "submit" });
    });
});

describe("a run that cannot be believed", () => {
    const rows = [{ Key: "logs/a" }, { Key: "logs/b" }];
    const held = (objects: number): RegExp =>
        new RegExp(
            `^${objects} of the selected objects were worked on by 2 runs whose reports are not sound`,
        );

    for (const [name, tier] of [
        ["copyTo", toVault],
        ["invoke", calling],
    ] as const)
        it(`is repeated once, and then the tier is held (${name})`, async () => {
            const days = new Days();
            const results: string[] = [];
            for (let number = 1; number <= 6; number++) {
                days.world.metrics.length = 0;
                const { tiers } = await days.submit(number, planOf(tier), rows);
                results.push(tiers["cold-logs"] ?? "");
                if (number <= 2) days.end({ problems: ["rows differ"] });
                else assert.ok(days.world.metrics.includes("runsHeld 1"));
            }
            assert.deepEqual(results, ["submit", "submit", "held", "held", "held", "held"]);
            assert.equal(days.world.jobs.byToken.size, 2);
            assert.match(days.run(3).reasons[0] ?? "", held(2));
            assert.match(days.world.notices.at(-1)?.message ?? "", /select\.exclude/);
        });

    it("does not hold what is new or was done by the repeat", async () => {
        const days = new Days();
        await days.submit(1, planOf(toVault), rows);
        days.end({ problems: ["rows differ"] });
        await days.submit(2, planOf(toVault), rows);
        days.end();
        await days.submit(3, planOf(toVault), [...rows, { Key: "logs/c" }]);
        assert.deepEqual(days.manifest(3), ["acme-events,logs/c,v1,5000"]);
        days.end({ problems: ["rows differ"] });
        await days.submit(4, planOf(toVault), [...rows, { Key: "logs/c" }]);
        assert.deepEqual(days.manifest(4), ["acme-events,logs/c,v1,5000"]);
    });

    it("goes on when what was tried too often is excluded", async () => {
        const days = new Days();
        for (const number of [1, 2]) {
            await days.submit(number, planOf(toVault), rows);
            days.end({ problems: ["rows differ"] });
        }
        const without = { ...toVault, select: { ...toVault.select, exclude: ["logs/[ab]"] } };
        await days.submit(3, planOf(without), [...rows, { Key: "logs/c" }]);
        assert.deepEqual(days.manifest(3), ["acme-events,logs/c,v1,5000"]);
    });

    const falseCopy = {
        claimed: 2,
        proven: 1,
        contradicted: 1,
        examples: [{ key: "logs/a", found: "not listed" }],
    };

    it("is done once more for the copies that a proof contradicts, and for them alone", async () => {
        const days = new Days();
        await days.submit(1, planOf(toVault), rows);
        days.end({}, falseCopy);
        await days.submit(2, planOf(toVault), rows);
        assert.deepEqual(days.manifest(2), ["acme-events,logs/a,v1,5000"]);
        assert.deepEqual(days.run(2).reasons, [
            `run ${days.run(1).runId.slice(0, 12)}, copy-0: the vault's inventory contradicts 1 of 2 copies; ` +
                "those are selected again",
        ]);
        days.end();
        assert.deepEqual((await days.submit(3, planOf(toVault), rows)).tiers, {
            "cold-logs": "empty",
        });
    });

    it("is done once more as a whole when a proof names fewer false copies than it counts", async () => {
        const days = new Days();
        await days.submit(1, planOf(toVault), rows);
        days.end({}, { ...falseCopy, contradicted: 2 });
        await days.submit(2, planOf(toVault), rows);
        assert.deepEqual(days.run(2).selected, tally(2));
    });

    it("is not repeated for ever when each proof contradicts", async () => {
        const days = new Days();
        for (const number of [1, 2]) {
            await days.submit(number, planOf(toVault), rows);
            days.end({}, falseCopy);
        }
        assert.deepEqual((await days.submit(3, planOf(toVault), rows)).tiers, {
            "cold-logs": "held",
        });
        assert.match(days.run(3).reasons[0] ?? "", held(1));
    });

    it("is known by the prefixed key of its proof", async () => {
        const prefixed: TierPlan = {
            ...toVault,
            action: { ...toVault.action, keyPrefix: "p" } as TierPlan["action"],
            target: { ...target, keyPrefix: "p" },
        };
        const days = new Days();
        await days.submit(1, planOf(prefixed), rows);
        days.end({}, { ...falseCopy, examples: [{ key: "p/logs/a", found: "not listed" }] });
        await days.submit(2, planOf(prefixed), rows);
        assert.deepEqual(days.manifest(2), ["acme-events,logs/a,v1,5000"]);
    });

    it("counts when its proof comes days later, because no list holds it before", async () => {
        const days = new Days();
        await days.submit(1, planOf(toVault), rows);
        days.end({}, "unproven");
        for (const number of [2, 3]) {
            const { tiers } = await days.submit(number, planOf(toVault), rows);
            assert.deepEqual(tiers, { "cold-logs": "empty" });
            assert.deepEqual(days.lists(), []);
        }
        days.world.control.put(
            proofKey(runFolder(sourceBucket, "cold-logs", days.run(1).runId)),
            JSON.stringify({ kind: "proof", schemaVersion: 1, ...falseCopy }),
        );
        await days.submit(4, planOf(toVault), rows);
        assert.deepEqual(days.manifest(4), ["acme-events,logs/a,v1,5000"]);
        assert.equal(days.lists().length, 1);
    });

    it("is a list's when no proof can come any more", async () => {
        const days = new Days();
        await days.submit(1, planOf(toVault), rows);
        days.end({}, "unproven");
        await days.submit(42, planOf(toVault), rows);
        assert.equal(days.lists().length, 1);
        assert.deepEqual(days.run(42).skipped, { "done-before": tally(2) });
    });
});
