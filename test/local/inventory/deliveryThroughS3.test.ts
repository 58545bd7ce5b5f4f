import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createTestWorld } from "../../../local/core/testWorld";
import { InventoryService } from "../../../local/inventory/inventoryService";
import { readDelivery } from "../../../local/inventory/seedFromDelivery";
import { S3Service } from "../../../local/s3/s3Service";

const folder = join(__dirname, "realDelivery/csv-all-versions");
const account = "111122223333";

describe("an inventory through the real S3 service", () => {
    async function setUp() {
        const delivery = await readDelivery(folder);
        const world = createTestWorld(
            { s3: (made) => new S3Service(made), inventory: (made) => new InventoryService(made) },
            { startAt: delivery.createdAt },
        );
        const { s3 } = world;
        const admin = world.administrator(account);
        for (const bucket of [delivery.sourceBucket, "control"]) s3.createBucket(admin, bucket);
        s3.configuration(delivery.sourceBucket).versioning = "Enabled";
        s3.seed(delivery.sourceBucket, delivery.objects);
        const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
            fileSchema: string;
        };
        s3.configuration(delivery.sourceBucket).inventories.set("all", {
            id: "all",
            enabled: true,
            versions: "All",
            frequency: "Daily",
            optionalFields: manifest.fileSchema.split(", ").slice(5),
            destination: { bucketArn: "arn:aws:s3:::control", prefix: "inv", format: "CSV" },
        });
        const allowDelivery = (sourceAccount: string): void => {
            s3.configuration("control").policy = {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "s3.amazonaws.com" },
                        Action: "s3:PutObject",
                        Resource: "arn:aws:s3:::control/inv/*",
                        Condition: {
                            ArnLike: { "aws:SourceArn": `arn:aws:s3:::${delivery.sourceBucket}` },
                            StringEquals: {
                                "aws:SourceAccount": sourceAccount,
                                "s3:x-amz-acl": "bucket-owner-full-control",
                            },
                        },
                    },
                ],
            };
        };
        return { world, s3, admin, delivery, manifest, allowDelivery };
    }

    it("lists a bucket seeded from the real delivery as the real delivery does, but for checksums", async () => {
        const { world, s3, admin, delivery, manifest, allowDelivery } = await setUp();
        allowDelivery(account);
        const key = (await world.inventory.deliver(delivery.sourceBucket, "all")) ?? "";
        const read = async (name: string): Promise<Buffer> => {
            const { body } = await s3.getObject(admin, { bucket: "control", key: name });
            return "bytes" in body ? body.bytes : assert.fail("real bytes");
        };
        const written = JSON.parse((await read(key)).toString()) as typeof manifest & {
            files: readonly { key: string }[];
        };
        assert.equal(written.fileSchema, manifest.fileSchema);
        // SeedObject cannot say "no checksum", and S3 gives new objects CRC64NVME: the last column differs.
        const lines = (bytes: Buffer): string[] =>
            gunzipSync(bytes)
                .toString()
                .split("\n")
                .map((line) => line.replace(/,"(CRC64NVME)?"$/, ""))
                .sort();
        assert.deepEqual(
            lines(await read(written.files[0]?.key ?? "")),
            lines(readFileSync(join(folder, "csv_inventory.csv.gz"))),
        );
    });

    it("is silent when the destination's policy refuses it, and leaves the decision in the log", async () => {
        const { world, delivery, allowDelivery } = await setUp();
        allowDelivery("444455556666");
        assert.equal(await world.inventory.deliver(delivery.sourceBucket, "all"), undefined);
        const last = world.decisions.at(-1);
        assert.equal(last?.action, "s3:PutObject");
        assert.equal(last.allowed, false);
    });
});
