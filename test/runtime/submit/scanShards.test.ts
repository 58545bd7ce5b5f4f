import assert from "node:assert/strict";
import { gunzipSync, gzipSync } from "node:zlib";
import type { TierPlan } from "../../../model/config/bucketPlan";
import { manifestsPrefix, recordOf, runsPrefix, scansPrefix } from "../../../model/naming/keys";
import { DoneBook } from "../../../model/runs/doneBook";
import { TriedBook } from "../../../model/runs/triedBook";
import { doneSetBytes } from "../../../model/scale/doneSet";
import type { ScanRecord, ShardRecord, StoredSet } from "../../../model/scale/scanRecords";
import { storeSet } from "../../../runtime/records/scanSets";
import { endJob } from "./jobReport";
import { inOne, scaled, ScaledWorld } from "./scaledWorld";
import { coldLogs, plan, type Row } from "./submitWorld";

const first = "2026-11-22T01:00:00.000Z";
const second = "2026-11-23T01:00:00.000Z";
const rows: readonly Row[] = [0, 1, 2, 3].map((n) => ({ Key: `logs/${n}`, VersionId: `v${n}` }));
const toVault: TierPlan = {
    ...coldLogs,
    action: { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE" },
    target: { bucket: "v-111111111111", account: "111111111111", keyPrefix: "e" },
};

async function begun(tier: TierPlan): Promise<[ScaledWorld, string]> {
    const world = new ScaledWorld(scaled({ ...plan, tiers: [tier] }));
    world.deliver({ createdAt: first, rows, files: 2 });
    await world.submit();
    const [name = ""] = world.running;
    return [world, name];
}

/** Key and record of the scan of an inventory. */
function planOf(world: ScaledWorld, createdAt: string): [string, ScanRecord] {
    const found = world.control
        .keys(scansPrefix)
        .filter((key) => key.endsWith("/scan.json"))
        .map((key): [string, ScanRecord] => [key, world.control.json(key) as ScanRecord])
        .find(([, { inventory }]) => inventory.createdAt === createdAt);
    assert.ok(found);
    return found;
}

describe("a shard", () => {
    it("that has answered is not scanned again, whatever became of its file", async () => {
        const [world, name] = await begun(coldLogs);
        const [item] = world.itemsOf(name);
        assert.ok(item);
        await world.shard(item);
        for (const key of world.control.keys("inventory/")) world.control.objects.delete(key);
        const { calls } = world.faults;
        await world.shard(item);
        assert.equal(world.faults.calls, calls);
    });

    it("counts what was tried too often in the scan's set, and selects it", async () => {
        const [world, name] = await begun(toVault);
        const tried = new TriedBook();
        for (const [key, runs] of [["logs/0", 2] as const, ["logs/1", 1] as const])
            for (let run = 1; run <= runs; run++)
                tried.add(
                    {
                        key,
                        versionId: key.replace("logs/", "v"),
                        size: 5000,
                        inventoryTime: Date.parse(first),
                    },
                    `run ${run}`,
                );
        const [key, scan] = planOf(world, first);
        const folder = key.slice(0, -"scan.json".length);
        const bytes = doneSetBytes({ done: new DoneBook(), tried });
        const done = await storeSet(world.control, folder, "done", bytes);
        const tiers = scan.tiers.map(({ selecting, run }) => ({
            selecting,
            run: { ...run, done },
        }));
        world.control.put(key, JSON.stringify({ ...scan, tiers }));
        for (const item of world.itemsOf(name)) await world.shard(item);
        const counts = world.control
            .keys(`${folder}shards/`)
            .map((each) => world.control.json(each) as ShardRecord)
            .map((each) => (each.refused === undefined ? each.counts.tiers[0] : undefined));
        assert.deepEqual(
            counts.map((each) => [each?.selected.objects, each?.triedTooOften]),
            [
                [2, 1],
                [2, 0],
            ],
        );
    });
});

describe("a scan whose run is decided in one function meanwhile", () => {
    it("leaves the run as it is, and stores no manifest of its own", async () => {
        const [world, name] = await begun(coldLogs);
        world.setPlan(inOne(plan));
        assert.deepEqual((await world.submit()).tiers, { "cold-logs": "submit" });
        const manifests = world.control.keys(manifestsPrefix);
        assert.deepEqual((await world.execute(name)).tiers, { "cold-logs": "submit before" });
        assert.deepEqual(world.control.keys(manifestsPrefix), manifests);
        assert.equal(world.jobs.byToken.size, 1);
    });
});

describe("what the shards have seen for proofs", () => {
    /** The second day's scan, which looks for what the first day's run claims. */
    async function proving(): Promise<[ScaledWorld, string]> {
        const [world, name] = await begun(coldLogs);
        await world.execute(name);
        const ended = "2026-11-22T09:00:00.000Z";
        world.now_ = new Date(ended);
        endJob(world, "job-1", ended);
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({
            createdAt: second,
            rows: rows.map((row) => ({ ...row, StorageClass: "GLACIER_IR" })),
            files: 2,
        });
        await world.submit();
        const [next = ""] = world.running;
        return [world, next];
    }
    const proofs = (world: ScaledWorld): string[] =>
        world.control.keys(runsPrefix).filter((key) => recordOf(key)?.kind === "proof");

    it("proves nothing when one claim alone was not looked for", async () => {
        const [whole, name] = await proving();
        await whole.execute(name);
        assert.equal(proofs(whole).length, 1);
        for (const lacking of [0, 1, 2, 3]) {
            const [world, next] = await proving();
            const [key, scan] = planOf(world, second);
            const all = world.control.objects.get((scan.watched as StoredSet).key)?.bytes;
            assert.equal(all?.length, 16);
            const some = Buffer.concat([
                all.subarray(0, lacking * 4),
                all.subarray(lacking * 4 + 4),
            ]);
            const folder = key.slice(0, -"scan.json".length);
            const watched = await storeSet(world.control, folder, "watch", some);
            world.control.put(key, JSON.stringify({ ...scan, watched }));
            await world.execute(next);
            assert.deepEqual(proofs(world), [], `without ${lacking}`);
            assert.ok(world.logs.some((line) => line.includes("its claims were others")));
        }
    });

    it("proves nothing when a row of it was lost", async () => {
        const [world, name] = await proving();
        for (const item of world.itemsOf(name)) await world.shard(item);
        const [key = ""] = world.control.keys(scansPrefix).filter((each) => /watched\//.test(each));
        const lines = gunzipSync(world.control.objects.get(key)?.bytes ?? Buffer.of()).toString();
        assert.equal(lines.split("\n").length, 3);
        world.control.put(key, gzipSync(lines.slice(0, lines.indexOf("\n") + 1)));
        await assert.rejects(world.conclude(name), /must have 2 rows as its shard says, got 1/);
        assert.deepEqual(proofs(world), []);
    });
});
