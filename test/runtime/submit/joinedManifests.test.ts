import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { manifestsPrefix } from "../../../model/naming/keys";
import type { ManifestPieces, ShardTier } from "../../../model/scale/scanRecords";
import { JoinedManifests } from "../../../runtime/submit/scaled/joinedManifests";
import { Crash } from "./memoryStores";
import { SubmitWorld } from "./submitWorld";

const mib = 1024 * 1024;
const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const run = {
    folder: "scans/b/s/",
    runId: "r",
    tier: "cold",
    namesVersions: true,
    maxRowsPerJob: 1000,
    cut: "scan-s",
} as const;

function shard(
    world: SubmitWorld,
    name: number,
    parts: Readonly<Record<string, [length: number, rows: number]>>,
): ShardTier {
    return {
        runId: "r",
        parts: Object.entries(parts).map(([part, [length, rows]]) => {
            const bytes = Buffer.alloc(length, `${name} ${part}\n`);
            const key = `scans/b/s/parts/${name}-${part}.csv`;
            world.control.put(key, bytes);
            return {
                part: part as "copy",
                key,
                etag: md5(bytes),
                length,
                sha256: sha256(bytes),
                rows,
                bytes: rows * 10,
            };
        }),
    };
}

const bytesOf = (world: SubmitWorld, key: string): Buffer =>
    world.control.objects.get(key)?.bytes ?? Buffer.alloc(0);

describe("JoinedManifests", () => {
    it("joins each kind in the order of shards and numbers, with a list of pieces where S3 joins", async () => {
        const world = new SubmitWorld();
        const shards = [
            shard(world, 0, { task: [30, 3], copy: [6 * mib, 600] }),
            shard(world, 1, {}),
            shard(world, 2, { copy2: [50, 5], copy: [6 * mib, 395] }),
            shard(world, 3, { task: [20, 2], copy: [40, 4] }),
        ];
        const joined = new JoinedManifests(world.ports, run, shards);
        assert.deepEqual(joined.parts, ["copy", "copy2", "task"]);
        const finished = await joined.finish();
        assert.deepEqual(
            finished.map(({ part, manifest: { key, rows, bytes, fields, pieces } }) => [
                part,
                key,
                rows,
                bytes,
                fields.length,
                pieces?.key,
            ]),
            [
                [
                    "copy",
                    "manifests/r/scan-s/copy-0.csv",
                    1000,
                    10_000,
                    4,
                    "manifests/r/scan-s/copy-0.pieces.json",
                ],
                ["copy2", "manifests/r/scan-s/copy2-0.csv", 4, 40, 4, undefined],
                ["task", "manifests/r/scan-s/task-0.csv", 5, 50, 4, undefined],
            ],
        );
        const pieceOf = (name: string): Buffer => bytesOf(world, `scans/b/s/parts/${name}.csv`);
        const inOrder = ["0-copy", "2-copy", "2-copy2"].map(pieceOf);
        assert.ok(bytesOf(world, "manifests/r/scan-s/copy-0.csv").equals(Buffer.concat(inOrder)));
        assert.ok(bytesOf(world, "manifests/r/scan-s/copy2-0.csv").equals(pieceOf("3-copy")));
        assert.ok(
            bytesOf(world, "manifests/r/scan-s/task-0.csv").equals(
                Buffer.concat([pieceOf("0-task"), pieceOf("3-task")]),
            ),
        );
        const list = bytesOf(world, "manifests/r/scan-s/copy-0.pieces.json");
        assert.equal(finished[0]?.manifest.sha256, sha256(list));
        assert.deepEqual(
            (JSON.parse(list.toString()) as ManifestPieces).pieces,
            inOrder.map((bytes) => ({ length: bytes.length, sha256: sha256(bytes) })),
        );
        assert.equal(finished[1]?.manifest.sha256, sha256(pieceOf("3-copy")));
    });

    it("answers the same after a crash at any call, and joins nothing twice", async () => {
        const begin = (): [SubmitWorld, () => JoinedManifests] => {
            const world = new SubmitWorld();
            const shards = [
                shard(world, 0, { task: [30, 3], copy: [6 * mib, 600] }),
                shard(world, 1, { copy: [3, 1], task: [7, 1] }),
            ];
            return [world, () => new JoinedManifests(world.ports, run, shards)];
        };
        const [whole, make] = begin();
        const expected = await make().finish();
        const { calls } = whole.faults;
        assert.equal(whole.joiner.plans.length, 1);
        for (let call = 1; call <= calls; call++)
            for (const when of ["before", "after"] as const) {
                const [world, again] = begin();
                world.faults.crashAt = call;
                world.faults.when = when;
                await assert.rejects(again().finish(), Crash);
                assert.deepEqual(await again().finish(), expected, `${when} ${call}`);
                assert.deepEqual(await again().finish(), expected);
                assert.ok(world.joiner.plans.length <= 2);
                assert.equal(world.manifests.open_, 0);
            }
    });

    it("refuses a piece that is not as its shard wrote it", async () => {
        const world = new SubmitWorld();
        const shards = [shard(world, 0, { copy: [30, 3] })];
        world.control.put("scans/b/s/parts/0-copy.csv", "altered");
        await assert.rejects(new JoinedManifests(world.ports, run, shards).finish(), {
            name: "RecordUnreadable",
            message: /0-copy\.csv: SHA-256 must be/,
        });
        assert.deepEqual(world.control.keys(manifestsPrefix), []);
        assert.equal(world.manifests.open_, 0);
    });

    it("refuses to join when another list of pieces is there", async () => {
        const world = new SubmitWorld();
        const shards = [shard(world, 0, { copy: [6 * mib, 3] })];
        world.control.put("manifests/r/scan-s/copy-0.pieces.json", "{}");
        await assert.rejects(new JoinedManifests(world.ports, run, shards).finish(), {
            message: /must list the pieces of this scan, got another list/,
        });
        assert.equal(world.joiner.plans.length, 0);
    });
});
