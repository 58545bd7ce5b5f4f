import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, cpSync } from "node:fs";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
    AwsError,
    type BucketConfiguration,
    type CallContext,
    type InventoryConfiguration,
    type ObjectRecord,
    type PutObjectInput,
} from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { InventoryService } from "../../../local/inventory/inventoryService";
import { readDelivery, type SeedDelivery } from "../../../local/inventory/seedFromDelivery";

const realDelivery = join(__dirname, "realDelivery/csv-all-versions");
const account = "111122223333";
const realFields = [
    "Size",
    "LastModifiedDate",
    "ETag",
    "StorageClass",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockMode",
    "ObjectLockLegalHoldStatus",
    "IntelligentTieringAccessTier",
    "BucketKeyStatus",
    "ChecksumAlgorithm",
];

/** A bucket that only lists versions and takes objects. */
class ListingS3 {
    readonly puts: { ctx: CallContext; input: PutObjectInput }[] = [];
    readonly inventories = new Map<string, InventoryConfiguration>();
    records: readonly ObjectRecord[] = [];
    denied = false;

    buckets(): readonly string[] {
        return ["source"];
    }
    bucketAccount(): string {
        return account;
    }
    configuration(): BucketConfiguration {
        return {
            versioning: "Enabled",
            eventBridge: false,
            inventories: this.inventories,
            tags: {},
        };
    }
    versions(): Iterable<ObjectRecord> {
        return this.records;
    }
    putObject(ctx: CallContext, input: PutObjectInput): Promise<ObjectRecord> {
        if (this.denied) return Promise.reject(new AwsError("AccessDenied", 403, "Access Denied"));
        this.puts.push({ ctx, input });
        return Promise.resolve(record({ bucket: input.bucket, key: input.key }));
    }

    bytes(key: string): Buffer {
        const put = this.puts.findLast(({ input }) => input.key === key);
        assert.ok(put !== undefined && "bytes" in put.input.body, `${key} was put`);
        return put.input.body.bytes;
    }
    keys(): string[] {
        return this.puts.map(({ input }) => input.key);
    }
}

function record(part: Partial<ObjectRecord>): ObjectRecord {
    return {
        bucket: "source",
        key: "k",
        versionId: "null",
        isLatest: true,
        isDeleteMarker: false,
        versioned: true,
        size: 1,
        etag: '"0cc175b9c0f1b6a831c399e269772661"',
        lastModified: new Date("2026-01-01T00:00:00.999Z"),
        storageClass: "STANDARD",
        multipart: false,
        replicationStatus: "",
        encryption: "SSE-S3",
        bucketKey: false,
        checksumAlgorithm: "",
        tags: {},
        metadata: {},
        legalHold: false,
        ...part,
    };
}

function configuration(part: Partial<InventoryConfiguration> = {}): InventoryConfiguration {
    return {
        id: "daily",
        enabled: true,
        versions: "All",
        frequency: "Daily",
        optionalFields: ["Size"],
        destination: { bucketArn: "arn:aws:s3:::control", prefix: "inv", format: "CSV" },
        ...part,
    };
}

function setUp(startAt = "2026-01-05T00:30:00Z"): { world: WorldBase; s3: ListingS3 } {
    const s3 = new ListingS3();
    const world = createTestWorld(
        {
            s3: () => s3,
            inventory: (made) => new InventoryService(made),
        },
        { startAt: new Date(startAt) },
    );
    return { world, s3 };
}

/** What an S3 that was seeded with a delivery lists. */
function recordsOf(delivery: SeedDelivery): ObjectRecord[] {
    return delivery.objects.map((seed, index) => {
        const body = seed.body;
        return record({
            bucket: delivery.sourceBucket,
            key: seed.key,
            versionId: seed.versionId ?? "null",
            isLatest: delivery.objects[index + 1]?.key !== seed.key,
            isDeleteMarker: seed.deleteMarker === true,
            size: body !== undefined && "syntheticLength" in body ? body.syntheticLength : 0,
            etag: `"${seed.etag ?? ""}"`,
            lastModified: seed.lastModified ?? new Date(0),
            storageClass: seed.storageClass ?? "STANDARD",
            encryption: seed.encryption ?? "SSE-S3",
        });
    });
}

const sortedLines = (csv: string): string[] => csv.split("\n").sort();

describe("InventoryService", () => {
    it("writes the real delivery's objects as the real delivery has them, byte for byte but for row order", async () => {
        const delivery = await readDelivery(realDelivery);
        const { world, s3 } = setUp("2024-05-07T01:00:00Z");
        s3.records = recordsOf(delivery);
        s3.inventories.set(
            "filemanager",
            configuration({
                id: "filemanager",
                optionalFields: realFields,
                destination: {
                    bucketArn: "arn:aws:s3:::filemanager-inventory-test",
                    format: "CSV",
                },
            }),
        );
        const manifestKey = await world.inventory.deliver(delivery.sourceBucket, "filemanager");
        assert.equal(
            manifestKey,
            "filemanager-inventory-test/filemanager/2024-05-07T01-00Z/manifest.json",
        );
        const manifestText = s3.bytes(manifestKey).toString("utf8");
        const manifest = JSON.parse(manifestText) as {
            files: { key: string; size: number; MD5checksum: string }[];
        };
        const file = manifest.files[0];
        assert.ok(file !== undefined && manifest.files.length === 1);
        const data = s3.bytes(file.key);
        assert.equal(file.size, data.length);
        assert.equal(file.MD5checksum, createHash("md5").update(data).digest("hex"));

        const real = readFileSync(join(realDelivery, "csv_inventory.csv.gz"));
        assert.deepEqual(
            sortedLines(gunzipSync(data).toString("utf8")),
            sortedLines(gunzipSync(real).toString("utf8")),
        );
        const realManifest = readFileSync(join(realDelivery, "manifest.json"), "utf8");
        assert.equal(
            manifestText
                .replace(file.key, "csv_inventory.csv.gz")
                .replace(`"size": ${file.size}`, '"size": 331')
                .replace(file.MD5checksum, "c473bcc2407d0a5cec5229b21d967e59"),
            realManifest,
        );
        const checksum = s3.bytes(manifestKey.replace("manifest.json", "manifest.checksum"));
        assert.equal(
            checksum.toString("utf8"),
            `${createHash("md5").update(manifestText).digest("hex")}\n`,
        );
        assert.match(
            file.key,
            /^filemanager-inventory-test\/filemanager\/data\/[0-9a-f-]{36}\.csv\.gz$/,
        );
    });

    it("puts data, symlink, manifest and the checksum last, as the service for the source bucket", async () => {
        const { world, s3 } = setUp();
        s3.records = [record({})];
        s3.inventories.set(
            "daily",
            configuration({
                destination: {
                    bucketArn: "arn:aws:s3:::control",
                    accountId: "444455556666",
                    prefix: "inv",
                    format: "CSV",
                    kmsKeyId: "arn:aws:kms:eu-west-1:444455556666:key/k",
                },
            }),
        );
        await world.inventory.deliver("source", "daily");
        const [data, ...rest] = s3.keys();
        assert.match(data ?? "", /^inv\/source\/daily\/data\/[0-9a-f-]{36}\.csv\.gz$/);
        assert.deepEqual(rest, [
            "inv/source/daily/hive/dt=2026-01-05-00-30/symlink.txt",
            "inv/source/daily/2026-01-05T00-30Z/manifest.json",
            "inv/source/daily/2026-01-05T00-30Z/manifest.checksum",
        ]);
        assert.equal(
            s3.bytes("inv/source/daily/hive/dt=2026-01-05-00-30/symlink.txt").toString(),
            `s3://control/${data}\n`,
        );
        for (const { ctx, input } of s3.puts) {
            assert.deepEqual(ctx.principal, {
                kind: "service",
                service: "s3.amazonaws.com",
                sourceArn: "arn:aws:s3:::source",
                sourceAccount: account,
            });
            assert.equal(input.acl, "bucket-owner-full-control");
            assert.equal(input.expectedBucketOwner, "444455556666");
            assert.deepEqual(input.encryption, {
                algorithm: "aws:kms",
                kmsKeyId: "arn:aws:kms:eu-west-1:444455556666:key/k",
            });
        }
    });

    it("lists only the optional fields asked for, in its own order, and version columns for All only", async () => {
        const { world, s3 } = setUp();
        s3.records = [
            record({ key: "a b", versionId: "v2", size: 7 }),
            record({ key: "a b", versionId: "v1", isLatest: false }),
            record({ key: "gone", isDeleteMarker: true }),
        ];
        s3.inventories.set(
            "current",
            configuration({
                id: "current",
                versions: "Current",
                optionalFields: ["StorageClass", "Size"],
            }),
        );
        const manifestKey = (await world.inventory.deliver("source", "current")) ?? "";
        const manifest = JSON.parse(s3.bytes(manifestKey).toString()) as { fileSchema: string };
        assert.equal(manifest.fileSchema, "Bucket, Key, Size, StorageClass");
        const data = s3.bytes(s3.keys()[0] ?? "");
        assert.equal(gunzipSync(data).toString(), '"source","a+b","7","STANDARD"\n');
    });

    it("splits rows over files, shuffles them by the seed and lists an empty bucket with no file", async () => {
        const deliverRows = async (seed: number): Promise<string[]> => {
            const s3 = new ListingS3();
            s3.records = Array.from({ length: 25 }, (_, index) => record({ key: `k${index}` }));
            s3.inventories.set("daily", configuration({ versions: "Current", optionalFields: [] }));
            const world = createTestWorld(
                { s3: () => s3, inventory: (w) => new InventoryService(w) },
                { seed },
            );
            await world.inventory.deliver("source", "daily", { rowsPerFile: 10 });
            return s3
                .keys()
                .filter((key) => key.endsWith(".gz"))
                .map((key) => gunzipSync(s3.bytes(key)).toString());
        };
        const files = await deliverRows(1);
        assert.deepEqual(
            files.map((file) => file.split("\n").length - 1),
            [10, 10, 5],
        );
        assert.deepEqual(
            files.flatMap((file) => file.trimEnd().split("\n")).sort(),
            Array.from({ length: 25 }, (_, index) => `"source","k${index}"`).sort(),
        );
        assert.deepEqual(await deliverRows(1), files);
        assert.notDeepEqual(await deliverRows(2), files);

        const { world, s3 } = setUp();
        s3.inventories.set("daily", configuration());
        const key = (await world.inventory.deliver("source", "daily")) ?? "";
        assert.deepEqual((JSON.parse(s3.bytes(key).toString()) as { files: unknown }).files, []);
    });

    it("scans daily at 01:00 UTC and delivers the snapshot of the scan after the lag", async () => {
        const { world, s3 } = setUp("2026-01-05T00:30:00Z");
        s3.records = [record({ key: "before" })];
        s3.inventories.set("daily", configuration({ versions: "Current", optionalFields: [] }));
        world.inventory.setLagHours(5);
        await world.clock.advance(3_600_000);
        assert.deepEqual(s3.keys(), []);
        s3.records = [record({ key: "after" })];
        await world.clock.advance(5 * 3_600_000);
        assert.equal(s3.keys().at(-1), "inv/source/daily/2026-01-05T01-00Z/manifest.checksum");
        assert.equal(gunzipSync(s3.bytes(s3.keys()[0] ?? "")).toString(), '"source","before"\n');
        await world.clock.advance(24 * 3_600_000);
        assert.equal(s3.keys().at(-1), "inv/source/daily/2026-01-06T01-00Z/manifest.checksum");
    });

    it("delivers a weekly report once at first and then on Sundays only", async () => {
        const { world, s3 } = setUp("2026-01-06T00:00:00Z"); // a Tuesday
        s3.inventories.set("daily", configuration({ frequency: "Weekly" }));
        s3.inventories.set("off", configuration({ id: "off", enabled: false }));
        world.inventory.setLagHours(0);
        await world.clock.advance(14 * 86_400_000);
        assert.deepEqual(
            s3.keys().filter((key) => key.endsWith("manifest.checksum")),
            ["06", "11", "18"].map(
                (day) => `inv/source/daily/2026-01-${day}T01-00Z/manifest.checksum`,
            ),
        );
    });

    it("keeps silent about a refused delivery and goes on with the next", async () => {
        const { world, s3 } = setUp();
        s3.inventories.set("daily", configuration());
        s3.denied = true;
        assert.equal(await world.inventory.deliver("source", "daily"), undefined);
        world.inventory.setLagHours(1);
        await world.clock.advance(86_400_000);
        s3.denied = false;
        await world.clock.advance(86_400_000);
        assert.equal(s3.keys().at(-1), "inv/source/daily/2026-01-06T01-00Z/manifest.checksum");
        assert.deepEqual(world.refusals, []);
    });

    it("cuts reports into files of as many rows as are set, for one bucket or for all", async () => {
        const { world, s3 } = setUp();
        s3.records = Array.from({ length: 7 }, (_, index) => record({ key: `k${index}` }));
        s3.inventories.set("daily", configuration());
        const filesDelivered = async (): Promise<number> => {
            const key = (await world.inventory.deliver("source", "daily")) ?? "";
            const { files } = JSON.parse(s3.bytes(key).toString()) as { files: unknown[] };
            return files.length;
        };
        assert.equal(await filesDelivered(), 1);
        world.inventory.setRowsPerFile(3);
        assert.equal(await filesDelivered(), 3);
        world.inventory.setRowsPerFile(1, "another");
        assert.equal(await filesDelivered(), 3);
        world.inventory.setRowsPerFile(1, "source");
        assert.equal(await filesDelivered(), 7);
        assert.throws(() => {
            world.inventory.setRowsPerFile(0.5);
        }, RangeError);
    });

    it("puts objects under // and lists one / for a destination prefix that ends in /", async () => {
        const { world, s3 } = setUp();
        s3.records = [record({})];
        s3.inventories.set(
            "daily",
            configuration({
                destination: { bucketArn: "arn:aws:s3:::control", prefix: "inv/", format: "CSV" },
            }),
        );
        const manifestKey = (await world.inventory.deliver("source", "daily")) ?? "";
        assert.match(manifestKey, /^inv\/\/source\/daily\//);
        const manifest = JSON.parse(s3.bytes(manifestKey).toString()) as {
            files: { key: string }[];
        };
        assert.match(manifest.files[0]?.key ?? "", /^inv\/source\/daily\/data\//);
    });

    describe("faults", () => {
        async function faulty(faults: Parameters<InventoryService["deliver"]>[2]) {
            const { world, s3 } = setUp();
            s3.records = [record({}), record({ key: "l" })];
            s3.inventories.set("daily", configuration());
            const manifestKey = (await world.inventory.deliver("source", "daily", faults)) ?? "";
            const manifest = JSON.parse(s3.bytes(manifestKey).toString()) as {
                sourceBucket: string;
                fileSchema: string;
                files: { key: string; size: number; MD5checksum: string }[];
            };
            const md5 = createHash("md5").update(s3.bytes(manifestKey)).digest("hex");
            return { s3, manifest, md5, file: manifest.files[0] ?? assert.fail("a file") };
        }
        const isMd5Of = (md5: string, bytes: Buffer): boolean =>
            createHash("md5").update(bytes).digest("hex") === md5;

        it("truncates a data file whose manifest entry is of the whole", async () => {
            const { s3, file } = await faulty({ truncateDataFile: true });
            assert.equal(s3.bytes(file.key).length, Math.floor(file.size / 2));
            assert.throws(() => gunzipSync(s3.bytes(file.key)));
        });
        it("lists a wrong checksum of a whole data file", async () => {
            const { s3, file } = await faulty({ wrongDataChecksum: true });
            assert.equal(s3.bytes(file.key).length, file.size);
            assert.equal(isMd5Of(file.MD5checksum, s3.bytes(file.key)), false);
        });
        it("writes a wrong or no manifest.checksum", async () => {
            const wrong = await faulty({ wrongManifestChecksum: true });
            assert.notEqual(
                wrong.s3
                    .bytes(wrong.s3.keys().at(-1) ?? "")
                    .toString()
                    .trim(),
                wrong.md5,
            );
            const none = await faulty({ omitChecksum: true });
            assert.match(none.s3.keys().at(-1) ?? "", /manifest\.json$/);
        });
        it("leaves a listed data file out", async () => {
            const { s3, file } = await faulty({ missingDataFile: true });
            assert.equal(s3.keys().includes(file.key), false);
        });
        it("drops columns and names another source bucket", async () => {
            const { manifest } = await faulty({
                dropColumns: ["Size"],
                otherSourceBucket: "other",
            });
            assert.equal(manifest.fileSchema, "Bucket, Key, VersionId, IsLatest, IsDeleteMarker");
            assert.equal(manifest.sourceBucket, "other");
        });
    });
});

describe("readDelivery", () => {
    it("reads the real delivery: versions oldest first, null versions, delete markers, dates and ETags", async () => {
        const delivery = await readDelivery(realDelivery);
        assert.equal(delivery.sourceBucket, "filemanager-inventory-test");
        assert.equal(delivery.createdAt.toISOString(), "2024-05-07T01:00:00.000Z");
        assert.equal(delivery.allVersions, true);
        assert.equal(delivery.locked, false);
        const empty = "d41d8cd98f00b204e9800998ecf8427e";
        const five = "d8e8fca2dc0f896fd7cb4cb0031ba249";
        const object = (size: number, etag: string) => ({
            body: { syntheticLength: size },
            storageClass: "STANDARD",
            etag,
            encryption: "SSE-S3",
        });
        assert.deepEqual(delivery.objects, [
            {
                key: "inventory-test/",
                versionId: "null",
                lastModified: new Date("2024-05-06T22:37:48Z"),
                ...object(0, empty),
            },
            {
                key: "inventory-test/key1",
                versionId: "null",
                lastModified: new Date("2024-05-06T22:38:00Z"),
                ...object(0, empty),
            },
            {
                key: "inventory-test/key1",
                versionId: "tpinzcbxOfWpZsmjvVgdHEvSohsY4TA0",
                lastModified: new Date("2024-05-06T22:44:22Z"),
                ...object(5, five),
            },
            {
                key: "inventory-test/key2",
                versionId: "zl_C7NLxrkBsMFD5HQUdybrmuV9VpvkN",
                lastModified: new Date("2024-05-06T22:45:34Z"),
                ...object(5, five),
            },
            {
                key: "inventory-test/key2",
                versionId: "gdN1exfZmD7m713patv8dlQ7fTNwle3v",
                lastModified: new Date("2024-05-06T22:46:14Z"),
                deleteMarker: true,
            },
        ]);
    });

    it("reads lock, hold, replication, KMS, multipart, tiers and awkward keys of what the service wrote", async () => {
        const { world, s3 } = setUp();
        s3.records = [
            record({
                key: 'a b+c/"d",é\n%.txt',
                versionId: "v1",
                lockMode: "GOVERNANCE",
                retainUntil: new Date("2030-01-01T00:00:00Z"),
                legalHold: true,
                replicationStatus: "COMPLETED",
                encryption: "DSSE-KMS",
                multipart: true,
                storageClass: "INTELLIGENT_TIERING",
                accessTier: "ARCHIVE",
                size: 6e9,
            }),
        ];
        s3.inventories.set("daily", configuration({ optionalFields: realFields }));
        const manifestKey = (await world.inventory.deliver("source", "daily")) ?? "";
        const folder = mkdtempSync(join(tmpdir(), "delivery-"));
        for (const key of s3.keys()) {
            writeFileSync(join(folder, key.slice(key.lastIndexOf("/") + 1)), s3.bytes(key));
        }
        assert.match(manifestKey, /manifest\.json$/);
        const delivery = await readDelivery(folder);
        assert.equal(delivery.locked, true);
        assert.deepEqual(delivery.objects, [
            {
                key: 'a b+c/"d",é\n%.txt',
                versionId: "v1",
                lastModified: new Date("2026-01-01T00:00:00Z"),
                body: { syntheticLength: 6e9 },
                storageClass: "INTELLIGENT_TIERING",
                etag: "0cc175b9c0f1b6a831c399e269772661",
                multipart: true,
                lock: { mode: "GOVERNANCE", retainUntil: new Date("2030-01-01T00:00:00Z") },
                legalHold: true,
                replicationStatus: "COMPLETED",
                encryption: "SSE-KMS",
                accessTier: "ARCHIVE",
            },
        ]);
    });

    it("reads the real Parquet delivery as the CSV one of the same moment", async () => {
        const folder = mkdtempSync(join(tmpdir(), "delivery-"));
        cpSync(join(__dirname, "realDelivery/parquet-all-versions"), folder, { recursive: true });
        cpSync(
            join(__dirname, "../../fixtures/inventory/realAllVersions.parquet"),
            join(folder, "parquet_inventory.parquet"),
        );
        const fromParquet = await readDelivery(folder);
        assert.equal(fromParquet.objects.length, 5);
        assert.deepEqual(fromParquet, await readDelivery(realDelivery));
    });

    it("names a folder without manifest, another format and a damaged file", async () => {
        await assert.rejects(
            () => readDelivery("/nowhere"),
            /\/nowhere\/manifest\.json not found; give the folder/,
        );
        const orc = mkdtempSync(join(tmpdir(), "delivery-"));
        const csvManifest = readFileSync(join(realDelivery, "manifest.json"), "utf8");
        writeFileSync(join(orc, "manifest.json"), csvManifest.replace('"CSV"', '"ORC"'));
        await assert.rejects(
            () => readDelivery(orc),
            /fileFormat must be CSV or Parquet to seed from, got "ORC"/,
        );
        const folder = mkdtempSync(join(tmpdir(), "delivery-"));
        writeFileSync(
            join(folder, "manifest.json"),
            readFileSync(join(realDelivery, "manifest.json")),
        );
        await assert.rejects(
            () => readDelivery(folder),
            /data file csv_inventory\.csv\.gz .* not found/,
        );
        writeFileSync(join(folder, "csv_inventory.csv.gz"), "damaged");
        await assert.rejects(
            () => readDelivery(folder),
            /csv_inventory\.csv\.gz: must have the MD5 c473bcc/,
        );
        writeFileSync(join(folder, "manifest.checksum"), "0".repeat(32));
        await assert.rejects(
            () => readDelivery(folder),
            /must have the MD5 0{32} of manifest\.checksum/,
        );
    });
});
