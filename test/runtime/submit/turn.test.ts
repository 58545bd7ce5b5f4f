import assert from "node:assert/strict";
import fc from "fast-check";
import type { BucketPlan, TierPlan } from "../../../model/config/bucketPlan";
import { manifestsPrefix, turnKey, turnNumber, turnsPrefix } from "../../../model/naming/keys";
import type { ObjectStore } from "../../../runtime/aws/objectStore";
import type { SubmitPorts } from "../../../runtime/submit/ports";
import { submitBucket } from "../../../runtime/submit/submitBucket";
import { Crash } from "./memoryStores";
import { coldLogs, plan, sourceBucket, SubmitWorld } from "./submitWorld";

const toVault: TierPlan = {
    ...coldLogs,
    action: { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE" },
    target: { bucket: "vault", account: "222222222222", inventoryId: "archival" },
};
const planOf = (...tiers: TierPlan[]): BucketPlan => ({ ...plan, tiers });
const rows = [{ Key: "logs/a" }];
const first = "2026-11-22T01:00:00.000Z";
const second = "2026-11-22T04:00:00.000Z";
const turnsOf = (world: SubmitWorld): string[] => world.control.keys("runs/_turns/");

/** The control bucket with something to do around each call. */
function around(
    control: ObjectStore,
    before: (call: string, key: string) => Promise<unknown>,
): ObjectStore {
    const on = async <T>(call: string, key: string, act: () => Promise<T>): Promise<T> => {
        await before(call, key);
        return act();
    };
    return {
        bucket: control.bucket,
        read: (key) => on("read", key, () => control.read(key)),
        stream: (key) => on("stream", key, () => control.stream(key)),
        create: (key, bytes, type) => on("create", key, () => control.create(key, bytes, type)),
        list: (prefix, options) => on("list", prefix, () => control.list(prefix, options)),
        entries: (prefix) => on("entries", prefix, () => control.entries(prefix)),
        folders: (prefix) => on("folders", prefix, () => control.folders(prefix)),
    };
}

/** Answers a call that ends when it was called `count` times. */
function meetingOf(count: number): () => Promise<void> {
    let come = 0;
    let open = (): void => undefined;
    const isOpen = new Promise<void>((resolve) => {
        open = resolve;
    });
    return () => {
        if (++come === count) open();
        return isOpen;
    };
}

/** A world in which a submit has died between its turn and its run record. */
async function deadAfterTurn(): Promise<SubmitWorld> {
    const world = new SubmitWorld();
    world.deliver({ createdAt: first, rows });
    const control = around(world.control, (call, key) =>
        call === "create" && key.endsWith("/run.json")
            ? Promise.reject(new Crash("dead"))
            : Promise.resolve(),
    );
    await assert.rejects(() => submitBucket({ ...world.ports, control }, planOf(toVault)));
    assert.equal(turnsOf(world).length, 1);
    assert.equal(world.runRecords().length, 0);
    return world;
}

const after = (world: SubmitWorld, minutes: number): void => {
    world.now_ = new Date(Date.parse("2026-11-22T06:00:00.000Z") + minutes * 60_000);
};

describe("turns", () => {
    const races: readonly [string, TierPlan, string | undefined][] = [
        ["two inventories", toVault, second],
        ["two definitions of a tier", { ...toVault, limits: { maxObjects: 5 } }, undefined],
        ["two names of a tier", { ...toVault, name: "renamed" }, undefined],
        ["two inventories in place", coldLogs, second],
    ];
    for (const [name, other, inventory] of races)
        it(`let one of two submits begin, whatever comes first: ${name}`, async () => {
            const own = other.action.kind === "copyTo" ? toVault : coldLogs;
            await fc.assert(
                fc.asyncProperty(fc.scheduler(), async (scheduler) => {
                    const world = new SubmitWorld();
                    world.deliver({ createdAt: first, rows });
                    const both = meetingOf(2);
                    const ports = (): SubmitPorts => {
                        let isMet = false;
                        const control = around(world.control, async (call, key) => {
                            // Before, they only read; from here on every order of their calls may happen.
                            if (key.startsWith("runs/_turns/") && !isMet) {
                                isMet = true;
                                await both();
                            }
                            if (isMet)
                                await scheduler.schedule(Promise.resolve(), `${call} ${key}`);
                        });
                        return { ...world.ports, control };
                    };
                    const a = submitBucket(ports(), planOf(own));
                    // By then it has chosen its inventory.
                    await new Promise(setImmediate);
                    if (inventory !== undefined) world.deliver({ createdAt: inventory, rows });
                    const b = submitBucket(ports(), planOf(other));
                    const [one, two] = await scheduler.waitFor(Promise.all([a, b]));
                    if (inventory !== undefined) assert.notEqual(one.inventory, two.inventory);
                    assert.equal(world.jobs.byToken.size, 1);
                    assert.equal(world.manifests.open_, 0);
                    assert.equal(turnsOf(world).length, 1);
                }),
                { numRuns: 150 },
            );
        }).timeout(60_000);

    it("make the loser wait without a record or a manifest", async () => {
        const world = await deadAfterTurn();
        world.control.keys(manifestsPrefix).forEach((key) => world.control.objects.delete(key));
        world.deliver({ createdAt: second, rows });
        after(world, 59);
        const { tiers } = await submitBucket(world.ports, planOf(toVault));
        assert.match(
            tiers["cold-logs"] ?? "",
            /^waits: run [0-9a-f]{12} of tier "cold-logs" is beginning at this moment$/,
        );
        assert.equal(world.runRecords().length, 0);
        assert.deepEqual(world.control.keys(manifestsPrefix), []);
        assert.equal(turnsOf(world).length, 1);
    });

    it("are gone on with by the same run after a crash", async () => {
        const world = await deadAfterTurn();
        after(world, 29);
        const { tiers } = await submitBucket(world.ports, planOf(toVault));
        assert.deepEqual(tiers, { "cold-logs": "submit" });
        assert.equal(turnsOf(world).length, 1);
    });

    it("are taken anew by the same run once they are too old to go on with", async () => {
        const world = await deadAfterTurn();
        after(world, 30);
        const { tiers } = await submitBucket(world.ports, planOf(toVault));
        assert.deepEqual(tiers, { "cold-logs": "submit" });
        assert.equal(turnsOf(world).length, 2);
    });

    it("are passed by another run after an hour, and then the dead one waits for it", async () => {
        const world = await deadAfterTurn();
        const renamed = planOf({ ...toVault, name: "renamed" });
        after(world, 59);
        const waits = await submitBucket(world.ports, renamed);
        assert.match(waits.tiers["renamed"] ?? "", /is beginning at this moment$/);
        after(world, 60);
        assert.deepEqual((await submitBucket(world.ports, renamed)).tiers, { renamed: "submit" });
        assert.equal(turnsOf(world).length, 2);
        const back = await submitBucket(world.ports, planOf(toVault));
        assert.match(back.tiers["cold-logs"] ?? "", /^waits: run .* still has open jobs: copy-0$/);
        assert.equal(world.jobs.byToken.size, 1);
    });

    it("are taken by runs with jobs alone", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt: first, rows });
        await submitBucket(world.ports, planOf({ ...toVault, limits: { maxObjects: 0 } }));
        world.deliver({ createdAt: second, rows: [{ Key: "data/x" }] });
        await submitBucket(world.ports, planOf(toVault));
        assert.deepEqual(
            world
                .runRecords()
                .map(({ decision }) => decision)
                .sort(),
            ["empty", "held"],
        );
        assert.deepEqual(turnsOf(world), []);
    });

    it("have keys that are nobody's run and say their number", () => {
        const key = turnKey(turnsPrefix(sourceBucket, "tier-t"), 12);
        assert.equal(key, "runs/_turns/acme-events/tier-t/000000012.json");
        assert.equal(turnNumber(key), 12);
        assert.equal(turnNumber("runs/_turns/acme-events/tier-t/readme.json"), 0);
    });
});
