import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { S3Service } from "../../../local/s3/s3Service";
import { createTestWorld } from "../../../local/core/testWorld";
import { account } from "./s3World";

/** Bytes of the heap that are still referenced. */
function liveHeap(): number {
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
    return process.memoryUsage().heapUsed;
}

describe("seeding", () => {
    it("takes objects in any order, in less than 1,000 bytes of memory each", () => {
        const world = createTestWorld();
        const s3 = new S3Service(world);
        s3.createBucket(world.administrator(account), "box");
        s3.configuration("box").versioning = "Enabled";
        const count = 200_000;
        const before = liveHeap();
        s3.seed(
            "box",
            (function* () {
                for (let i = 0; i < count; i++) {
                    const key = `data/${(i * 7919) % count}/part`;
                    yield { key, body: { syntheticLength: 1e6 + i } };
                }
            })(),
        );
        let seen = 0;
        let previous = "";
        for (const { key } of s3.versions("box")) {
            assert.ok(previous < key);
            previous = key;
            seen++;
        }
        assert.equal(seen, count);
        assert.ok(liveHeap() - before < count * 1000);
    }).timeout(60_000);

    it("puts versions in the order of their dates and refuses ids without versioning", () => {
        const world = createTestWorld();
        const s3 = new S3Service(world);
        s3.createBucket(world.administrator(account), "box");
        assert.throws(() => {
            s3.seed("box", [{ key: "k", versionId: "v" }]);
        }, /"k" has version id "v" but the bucket is not versioned/);
        s3.configuration("box").versioning = "Enabled";
        s3.seed("box", [
            { key: "k", versionId: "2", lastModified: new Date(2), deleteMarker: true },
            { key: "k", versionId: "null", lastModified: new Date(1) },
            { key: "k", versionId: "3", lastModified: new Date(3), etag: "abc-2" },
        ]);
        assert.deepEqual(
            [...s3.versions("box")].map((one) => [one.versionId, one.isLatest, one.multipart]),
            [
                ["3", true, true],
                ["2", false, false],
                ["null", false, false],
            ],
        );
    });
});
