import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeManifestKey } from "../../../model/inventory/keyCodec";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import type { ManifestStore } from "../../../runtime/aws/manifestStore";
import { TierManifests } from "../../../runtime/shard/tierManifests";
import { batchOfRows } from "../../model/inventory/batchOfRows";
import { rawKeys } from "../../model/inventory/hostileKeys";
import { coldLogs } from "../submit/submitWorld";

const bucket = "acme-events";
const tier = { ...coldLogs, select: { ...coldLogs.select, minSizeBytes: 0 } };

/** What was written, by key, and which writers are open. */
class Written implements ManifestStore {
    readonly texts = new Map<string, string>();
    readonly blocks: number[] = [];
    readonly open_ = new Set<string>();

    open(key: string): ReturnType<ManifestStore["open"]> {
        this.open_.add(key);
        return {
            write: async (bytes) => {
                this.blocks.push(bytes.length);
                this.texts.set(key, (this.texts.get(key) ?? "") + bytes.toString("utf8"));
            },
            finish: async () => {
                this.open_.delete(key);
                return { key, etag: "e", sha256: "s" };
            },
            abort: async () => {
                this.open_.delete(key);
                this.texts.delete(key);
            },
        };
    }

    stream(): Promise<never> {
        return Promise.reject(new Error("not asked for"));
    }
}

const manifestsOf = (store: Written, namesVersions: boolean): TierManifests =>
    new TierManifests(store, { bucket, tier, namesVersions, keyOf: (part) => `at/${part}` });

const object = (changes: Partial<InventoryRow>): InventoryRow => ({
    bucket,
    key: "k",
    versionId: "v1",
    size: 5,
    storageClass: "STANDARD",
    ...changes,
});

describe("TierManifests", () => {
    const rows = fc.array(
        fc.record({
            key: rawKeys,
            versionId: fc.constantFrom("null", "3HL4kqtJlcpXroDTDmJ._rmSpXd3dIb-", "v~1"),
            size: fc.oneof(
                fc.constantFrom(0, 9, 10, 99_999, 5e9, 5e9 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 46),
                fc.nat(2 ** 31 - 1),
            ),
        }),
        { minLength: 1, maxLength: 30 },
    );

    it("write the codec's lines, whatever a row comes as", async () => {
        await fc.assert(
            fc.asyncProperty(rows, fc.boolean(), async (given, namesVersions) => {
                const all = given.map(object);
                const expected = new Map<string, string>();
                for (const { key, versionId, size = 0 } of all) {
                    const place = `at/${size > 5_000_000_000 ? "task" : "copy"}`;
                    const version = namesVersions ? `,${versionId}` : "";
                    const line = `${bucket},${encodeManifestKey(key)}${version},${size}\n`;
                    expected.set(place, (expected.get(place) ?? "") + line);
                }
                for (const way of ["encoded", "raw", "odd"]) {
                    const store = new Written();
                    const manifests = manifestsOf(store, namesVersions);
                    const keysEncoded = way === "encoded";
                    const shape = { sourceBucket: bucket, keysEncoded, listsVersions: true };
                    const batch = batchOfRows(all, shape);
                    for (const [index, row] of all.entries())
                        assert.ok(
                            way === "odd" ? manifests.addOdd(row) : manifests.addRow(batch, index),
                        );
                    const finished = await manifests.finish();
                    assert.deepEqual(store.texts, expected);
                    assert.deepEqual(
                        finished.map(({ part }) => `at/${part}`),
                        [...expected.keys()].sort(),
                    );
                    for (const { manifest } of finished)
                        assert.equal(
                            manifest.rows,
                            (expected.get(manifest.key)?.match(/\n/g) ?? []).length,
                        );
                    assert.equal(
                        finished.reduce((sum, { manifest }) => sum + manifest.bytes, 0),
                        all.reduce((sum, { size = 0 }) => sum + size, 0),
                    );
                }
            }),
        );
    });

    it("refuse a key or a version id that cannot be written, and add nothing", async () => {
        const store = new Written();
        const manifests = manifestsOf(store, true);
        const shape = { sourceBucket: bucket, keysEncoded: true, listsVersions: true };
        const broken = batchOfRows([object({})], { ...shape, bytesOf: () => Buffer.from("%C3") });
        assert.equal(manifests.addRow(broken, 0), false);
        for (const versionId of ["a,b", 'a"b', "a\nb", "a b", "é", "a\u0000"]) {
            assert.equal(manifests.addRow(batchOfRows([object({ versionId })], shape), 0), false);
            assert.equal(manifests.addOdd(object({ versionId })), false);
        }
        assert.deepEqual(manifests.parts, []);
        assert.deepEqual(await manifests.finish(), []);
        assert.ok(manifests.addOdd(object({})));
        await manifests.finish();
        assert.deepEqual([...store.texts.values()], [`${bucket},k,v1,5\n`]);
    });

    it("never hold a delete marker, another bucket's object, or one without size or version", () => {
        const wrong: readonly Partial<InventoryRow>[] = [
            { isDeleteMarker: true },
            { bucket: "other" },
            { size: undefined },
        ];
        const manifests = manifestsOf(new Written(), true);
        const message =
            /^manifest of tier "cold-logs": only sized objects of "acme-events" may be in it/;
        const shape = { sourceBucket: bucket, keysEncoded: false, listsVersions: true };
        for (const changes of wrong) {
            const batch = batchOfRows([object(changes)], shape);
            assert.throws(() => manifests.addRow(batch, 0), { message });
            assert.throws(() => manifests.addOdd(object(changes)), { message });
        }
        const unversioned = batchOfRows([object({})], { ...shape, listsVersions: false });
        assert.throws(() => manifests.addRow(unversioned, 0), { message });
        assert.throws(() => manifests.addOdd(object({ versionId: undefined })), { message });
        assert.deepEqual(manifests.parts, []);
    });

    it("go to the writer in large blocks, when the scan waits for it", async () => {
        const store = new Written();
        const manifests = manifestsOf(store, true);
        const row = object({ key: "é".repeat(300) });
        const batch = batchOfRows([row], {
            sourceBucket: bucket,
            keysEncoded: false,
            listsVersions: true,
        });
        let rowsWritten = 0;
        while (!manifests.isFull) {
            manifests.addRow(batch, 0);
            rowsWritten++;
        }
        assert.deepEqual(store.blocks, []);
        await manifests.flush();
        assert.equal(manifests.isFull, false);
        manifests.addRow(batch, 0);
        await manifests.flush();
        const line = `${bucket},${"%C3%A9".repeat(300)},v1,5\n`;
        assert.deepEqual(store.blocks, [line.length * rowsWritten]);
        assert.ok(line.length * rowsWritten >= 256 * 1024);
        await manifests.finish();
        assert.equal(store.texts.get("at/copy"), line.repeat(rowsWritten + 1));
    });

    it("leave nothing open when they are undone", async () => {
        const store = new Written();
        const manifests = manifestsOf(store, true);
        const long = object({ key: "k".repeat(1000) });
        while (!manifests.isFull) manifests.addOdd(long);
        await manifests.flush();
        manifests.addOdd(object({ size: 6e9 }));
        await manifests.abort();
        await manifests.abort();
        assert.equal(store.open_.size, 0);
        assert.equal(store.texts.size, 0);
    });
});
