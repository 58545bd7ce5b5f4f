import assert from "node:assert/strict";
import type { BucketPlan } from "../../../model/config/bucketPlan";
import { configKey, ledgersPrefix, recordOf, runsPrefix } from "../../../model/naming/keys";
import { submit } from "../../../runtime/submit/submit";
import { submitBucket } from "../../../runtime/submit/submitBucket";
import { endJob } from "./jobReport";
import { coldLogs, plan, sourceBucket, SubmitWorld, type Row } from "./submitWorld";

const first = "2026-11-22T01:00:00.000Z";
const ended = "2026-11-22T09:00:00.000Z";
const second = "2026-11-23T01:00:00.000Z";
const copied = "2026-11-22T08:00:00.000Z";

type Proof = Record<string, unknown>;

async function submitted(
    thePlan: BucketPlan,
    keys: readonly string[],
    end: Parameters<typeof endJob>[3] = {},
): Promise<SubmitWorld> {
    const world = new SubmitWorld(thePlan);
    world.deliver({ createdAt: first, rows: keys.map((Key) => ({ Key })) });
    await submitBucket(world.ports, thePlan);
    world.now_ = new Date(ended);
    endJob(world, "job-1", ended, end);
    world.metrics.length = 0;
    return world;
}

function proofOf(world: SubmitWorld): Proof | undefined {
    const [key] = world.control.keys(runsPrefix).filter((name) => recordOf(name)?.kind === "proof");
    return key === undefined ? undefined : (world.control.json(key) as Proof);
}

const pick = (proof: Proof | undefined, ...names: string[]): unknown[] =>
    names.map((name) => proof?.[name]);
const counts = (proof: Proof | undefined): unknown[] =>
    pick(proof, "claimed", "proven", "changedSince", "gone", "contradicted");

async function nextDay(
    world: SubmitWorld,
    thePlan: BucketPlan,
    rows: readonly Row[],
    createdAt = second,
): Promise<void> {
    world.now_ = new Date(Date.parse(createdAt) + 5 * 3_600_000);
    world.deliver({ createdAt, rows });
    await submitBucket(world.ports, thePlan);
}

describe("proof of a run in place", () => {
    const keys = [
        "logs/a b",
        "logs/rewritten",
        "logs/rewritten meanwhile",
        "logs/gone",
        "logs/false",
        "logs/failed",
    ];
    // After the inventory and before the job: such an object fails with 412 and is not claimed, so this is false.
    const beforeJob = "2026-11-22T05:59:59.000Z";

    it("sorts every claim by what the next inventory says and claims no failed task", async () => {
        const world = await submitted(plan, keys, { failed: ["logs/failed"] });
        await nextDay(world, plan, [
            { Key: "logs/a b", StorageClass: "GLACIER_IR", LastModifiedDate: copied },
            { Key: "logs/a b", IsLatest: "false" },
            { Key: "logs/rewritten", LastModifiedDate: "2026-11-22T10:00:00.000Z" },
            { Key: "logs/rewritten meanwhile", LastModifiedDate: copied },
            { Key: "logs/gone", IsDeleteMarker: "true", Size: "", StorageClass: "" },
            { Key: "logs/gone", IsLatest: "false", StorageClass: "GLACIER_IR" },
            { Key: "logs/false", LastModifiedDate: beforeJob },
        ]);
        const proof = proofOf(world);
        assert.deepEqual(counts(proof), [5, 1, 2, 1, 1]);
        assert.deepEqual(proof?.["examples"], [
            { key: "logs/false", found: `STANDARD, 5000 bytes, written ${beforeJob}` },
        ]);
        assert.ok(world.metrics.includes("objectsProven 1"));
        assert.ok(world.metrics.includes("proofsContradicted 1"));
        assert.equal(
            world.notices.at(-1)?.subject,
            "archival: claims of acme-events/cold-logs do not hold",
        );
        const ids = world.audit
            .keys(ledgersPrefix)
            .map((key) => (world.audit.json(key) as Proof)["id"]);
        assert.ok(ids.includes(`${String(proof["runId"])}/proof`));
    });

    it("does not take the state before the job's end as proof", async () => {
        const world = await submitted(plan, keys);
        await nextDay(world, plan, [{ Key: "logs/a b" }], "2026-11-22T08:59:00.000Z");
        assert.equal(proofOf(world), undefined);
    });

    it("is written once, whatever later inventories say", async () => {
        const world = await submitted(plan, ["logs/a"]);
        const row = { Key: "logs/a", StorageClass: "GLACIER_IR", LastModifiedDate: copied };
        await nextDay(world, plan, [row]);
        const before = JSON.stringify(proofOf(world));
        await nextDay(world, plan, [], "2026-11-24T01:00:00.000Z");
        assert.equal(JSON.stringify(proofOf(world)), before);
    });

    it("is not written from a damaged inventory", async () => {
        const world = await submitted(plan, ["logs/a"]);
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({ createdAt: second, rows: [], dataFile: () => Buffer.from("damaged") });
        await submitBucket(world.ports, plan);
        assert.equal(proofOf(world), undefined);
    });

    it("claims nothing of a report that does not hold, and says so", async () => {
        const world = await submitted(plan, ["logs/a"], { problems: ["rows differ"] });
        await nextDay(world, plan, []);
        assert.deepEqual(counts(proofOf(world)), [0, 0, 0, 0, 0]);
        assert.deepEqual(proofOf(world)?.["problems"], [
            "outcome copy-0: its report is not sound, so nothing of it is claimed: rows differ",
        ]);
    });

    it("says so when there are more claims than one pass may hold", async () => {
        const world = await submitted(plan, ["logs/a", "logs/b"]);
        const small = { ...world.ports, maxProofClaims: 1 };
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({ createdAt: second, rows: [] });
        await submitBucket(small, plan);
        assert.deepEqual(proofOf(world)?.["problems"], [
            "2 objects are claimed and one pass may check 1; none was checked",
        ]);
    });
});

describe("proof of a mark", () => {
    const marking: BucketPlan = {
        ...plan,
        tiers: [
            {
                ...coldLogs,
                action: { kind: "changeClass", storageClass: "DEEP_ARCHIVE", mechanism: "mark" },
            },
        ],
    };

    it("waits for lifecycle, holds the tier back meanwhile, and claims nothing that was skipped", async () => {
        const world = await submitted(marking, ["logs/a", "logs/b"], { skipped: ["logs/b"] });
        await nextDay(world, marking, [{ Key: "logs/a" }, { Key: "logs/new" }]);
        assert.equal(proofOf(world), undefined);
        assert.equal(world.runRecords().length, 1);
        const moved = { Key: "logs/a", StorageClass: "DEEP_ARCHIVE" };
        await nextDay(world, marking, [moved, { Key: "logs/new" }], "2026-11-24T01:00:00.000Z");
        assert.deepEqual(counts(proofOf(world)), [1, 1, 0, 0, 0]);
        await nextDay(world, marking, [moved, { Key: "logs/new" }], "2026-11-25T01:00:00.000Z");
        assert.equal(world.runRecords().length, 2);
    });

    it("is a false claim when lifecycle has not moved the object after 7 days", async () => {
        const world = await submitted(marking, ["logs/a"]);
        await nextDay(world, marking, [{ Key: "logs/a" }], "2026-11-29T01:00:00.000Z");
        assert.equal(proofOf(world), undefined);
        await nextDay(world, marking, [{ Key: "logs/a" }], "2026-11-30T01:00:00.000Z");
        assert.deepEqual(counts(proofOf(world)), [1, 0, 0, 0, 1]);
    });
});

describe("proof of copies to a vault", () => {
    const vaulting: BucketPlan = {
        ...plan,
        tiers: [
            {
                ...coldLogs,
                action: {
                    kind: "copyTo",
                    vault: "finance",
                    storageClass: "DEEP_ARCHIVE",
                    keyPrefix: "from/events",
                },
                target: {
                    bucket: "finance-vault",
                    account: "222222222222",
                    keyPrefix: "from/events",
                    inventoryId: "archival",
                },
            },
        ],
    };
    const inVault = (key: string, changes: Row = {}): Row => ({
        Key: `from/events/${key}`,
        StorageClass: "DEEP_ARCHIVE",
        LastModifiedDate: copied,
        ...changes,
    });

    it("comes from the vault's own inventory, by prefixed key, class and size", async () => {
        const world = await submitted(vaulting, ["logs/a", "logs/other size"]);
        await nextDay(world, vaulting, [{ Key: "logs/a" }]);
        assert.equal(proofOf(world), undefined);
        world.deliver({
            bucket: "finance-vault",
            createdAt: second,
            rows: [inVault("logs/a"), inVault("logs/other size", { Size: "4999" })],
        });
        const summary = await submit(world.ports, {
            trigger: "inventory",
            bucket: "finance-vault",
        });
        assert.deepEqual(summary, { bucket: "finance-vault", tiers: {}, proofs: 1 });
        assert.deepEqual(counts(proofOf(world)), [2, 1, 0, 0, 1]);
    });

    it("is not a copy that was in the vault before the run, except where the task function found its own", async () => {
        const before = inVault("logs/a", { LastModifiedDate: "2026-11-22T05:59:59.000Z" });
        const prove = async (world: SubmitWorld, createdAt: string, rows: readonly Row[]) => {
            world.now_ = new Date(Date.parse(createdAt) + 5 * 3_600_000);
            world.deliver({ bucket: "finance-vault", createdAt, rows });
            await submit(world.ports, { trigger: "inventory", bucket: "finance-vault" });
        };
        const native = await submitted(vaulting, ["logs/a"]);
        await prove(native, second, [before]);
        assert.equal(proofOf(native), undefined);
        await prove(native, "2026-12-01T01:00:00.000Z", [before]);
        assert.deepEqual(counts(proofOf(native)), [1, 0, 0, 0, 1]);
        assert.deepEqual(proofOf(native)?.["examples"], [
            {
                key: "from/events/logs/a",
                found: "only older: DEEP_ARCHIVE, 5000 bytes, written 2026-11-22T05:59:59.000Z",
            },
        ]);
        const both = await submitted(vaulting, ["logs/a"]);
        await prove(both, second, [inVault("logs/a"), before]);
        assert.deepEqual(counts(proofOf(both)), [1, 1, 0, 0, 0]);
        const [tier] = vaulting.tiers;
        assert.ok(tier);
        const tagged = {
            ...vaulting,
            tiers: [{ ...tier, select: { ...tier.select, tags: { keep: "no" } } }],
        };
        const byTask = await submitted(tagged, ["logs/a"]);
        await prove(byTask, second, [before]);
        assert.deepEqual(counts(proofOf(byTask)), [1, 1, 0, 0, 0]);
    });

    it("is not read from an older inventory when the vault's newest is refused, which is an alarm", async () => {
        const world = await submitted(vaulting, ["logs/a"]);
        world.now_ = new Date("2026-11-24T06:00:00.000Z");
        const bucket = "finance-vault";
        world.deliver({ bucket, createdAt: second, rows: [inVault("logs/a")] });
        const createdAt = "2026-11-24T01:00:00.000Z";
        world.deliver({ bucket, createdAt, rows: [inVault("logs/a")], checksum: "deadbeef" });
        assert.equal((await submit(world.ports, { trigger: "inventory", bucket })).proofs, 0);
        assert.equal(proofOf(world), undefined);
        assert.deepEqual(world.metrics, ["runsRefused 1"]);
    });

    it("waits for a copy that a rolling inventory does not list yet", async () => {
        const world = await submitted(vaulting, ["logs/a"]);
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({ bucket: "finance-vault", createdAt: second, rows: [] });
        await submit(world.ports, { trigger: "inventory", bucket: "finance-vault" });
        assert.equal(proofOf(world), undefined);
        world.deliver({
            bucket: "finance-vault",
            createdAt: "2026-11-24T01:00:00.000Z",
            rows: [inVault("logs/a")],
        });
        // The vault's event was lost: the source bucket's schedule finds the inventory.
        world.now_ = new Date("2026-11-24T06:00:00.000Z");
        const summary = await submit(world.ports, { trigger: "schedule", bucket: sourceBucket });
        assert.equal(summary.proofs, 1);
        assert.deepEqual(counts(proofOf(world)), [1, 1, 0, 0, 0]);
    });

    it("is refused for a bucket that is neither source nor vault", async () => {
        const world = new SubmitWorld(vaulting);
        await assert.rejects(
            () => submit(world.ports, { trigger: "schedule", bucket: "acme-unknown" }),
            {
                name: "UnknownBucket",
                message:
                    'bucket "acme-unknown": must be declared in the stack or be one of its vaults, got no ' +
                    'config/acme-unknown.json in "control" and no tier that copies to it; run "pulumi up" or remove the trigger',
            },
        );
    });

    it("is refused for a plan of another version", async () => {
        const world = new SubmitWorld();
        world.control.put(configKey("acme-events"), '{"schemaVersion":2}');
        await assert.rejects(
            () => submit(world.ports, { trigger: "schedule", bucket: sourceBucket }),
            { name: "PlanUnreadable", message: /schemaVersion must be 1, got 2/ },
        );
    });
});
