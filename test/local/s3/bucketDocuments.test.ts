import assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-s3";
import { account, failure, S3World } from "./s3World";

const Bucket = "box";

describe("bucket documents", () => {
    let world: S3World;

    beforeEach(async () => {
        world = await S3World.start();
        await world.bucket(Bucket);
    });
    afterEach(async () => {
        assert.deepEqual(world.world.refusals, []);
        await world.stop();
    });

    const inventory = (Id: string, more: object = {}): sdk.InventoryConfiguration => ({
        Id,
        IsEnabled: true,
        IncludedObjectVersions: "All",
        Schedule: { Frequency: "Weekly" },
        Filter: { Prefix: "data/" },
        Destination: {
            S3BucketDestination: {
                Bucket: "arn:aws:s3:::reports",
                Format: "CSV",
                AccountId: account,
                Prefix: "inv",
                Encryption: { SSEKMS: { KeyId: "arn:aws:kms:eu-west-1:111122223333:key/k" } },
            },
        },
        OptionalFields: ["Size", "ETag", "ObjectLockEventHoldStatus"],
        ...more,
    });
    const putInventory = (InventoryConfiguration: sdk.InventoryConfiguration) =>
        world.client.send(
            new sdk.PutBucketInventoryConfigurationCommand({
                Bucket,
                Id: InventoryConfiguration.Id,
                InventoryConfiguration,
            }),
        );

    it("gives back the inventory it was given, and deletes it without touching the bucket", async () => {
        await world.client.send(new sdk.PutObjectCommand({ Bucket, Key: "k", Body: "v" }));
        await putInventory(inventory("one"));
        const id = { Bucket, Id: "one" };
        const got = await world.client.send(new sdk.GetBucketInventoryConfigurationCommand(id));
        assert.deepEqual(got.InventoryConfiguration, inventory("one"));
        await world.client.send(new sdk.DeleteBucketInventoryConfigurationCommand(id));
        assert.equal(
            await failure(world.client.send(new sdk.GetBucketInventoryConfigurationCommand(id))),
            "404 NoSuchConfiguration",
        );
        assert.equal([...world.s3.versions(Bucket)].length, 1);
    });

    it("refuses duplicate and unknown inventory fields", async () => {
        for (const OptionalFields of [["Size", "Size"], ["Tags"]]) {
            const given = inventory("bad", { OptionalFields });
            assert.equal(await failure(putInventory(given)), "400 MalformedXML");
        }
        assert.equal(world.s3.configuration(Bucket).inventories.size, 0);
    });

    it("lists 100 inventories a page and takes 1,000 at most", async () => {
        const { inventories } = world.s3.configuration(Bucket);
        await putInventory(inventory("i000"));
        const one = inventories.get("i000")!;
        for (let i = 1; i < 1000; i++) {
            const id = `i${String(i).padStart(3, "0")}`;
            inventories.set(id, { ...one, id });
        }
        assert.equal(await failure(putInventory(inventory("more"))), "400 TooManyConfigurations");
        const seen: string[] = [];
        let ContinuationToken: string | undefined;
        do {
            const page = await world.client.send(
                new sdk.ListBucketInventoryConfigurationsCommand({ Bucket, ContinuationToken }),
            );
            assert.equal(page.InventoryConfigurationList?.length, 100);
            seen.push(...page.InventoryConfigurationList.map((found) => found.Id!));
            ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        assert.deepEqual(seen, [...inventories.keys()]);
    });

    it("gives back versioning, blocks, ownership, encryption, logging, tags, notification, lock", async () => {
        const { client } = world;
        await world.bucket("logs");
        await world.version(Bucket, "Enabled");
        const PublicAccessBlockConfiguration = {
            BlockPublicAcls: true,
            IgnorePublicAcls: false,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: false,
        };
        const OwnershipControls = { Rules: [{ ObjectOwnership: "ObjectWriter" as const }] };
        const ServerSideEncryptionConfiguration = {
            Rules: [
                {
                    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const },
                    BucketKeyEnabled: false,
                },
            ],
        };
        const LoggingEnabled = { TargetBucket: "logs", TargetPrefix: "p/" };
        const TagSet = [{ Key: "a b", Value: "<&>" }];
        const ObjectLockConfiguration = {
            ObjectLockEnabled: "Enabled" as const,
            Rule: { DefaultRetention: { Mode: "GOVERNANCE" as const, Years: 2 } },
        };
        await client.send(
            new sdk.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }),
        );
        await client.send(new sdk.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
        await client.send(
            new sdk.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }),
        );
        await client.send(
            new sdk.PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }),
        );
        const refused = new sdk.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } });
        assert.equal(await failure(client.send(refused)), "400 InvalidTag");
        TagSet[0]!.Value = "c/d";
        await client.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
        await client.send(
            new sdk.PutBucketNotificationConfigurationCommand({
                Bucket,
                NotificationConfiguration: { EventBridgeConfiguration: {} },
            }),
        );
        await client.send(
            new sdk.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }),
        );

        const block = await client.send(new sdk.GetPublicAccessBlockCommand({ Bucket }));
        assert.deepEqual(block.PublicAccessBlockConfiguration, PublicAccessBlockConfiguration);
        const owner = await client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket }));
        assert.deepEqual(owner.OwnershipControls, OwnershipControls);
        const encryption = await client.send(new sdk.GetBucketEncryptionCommand({ Bucket }));
        assert.deepEqual(
            encryption.ServerSideEncryptionConfiguration,
            ServerSideEncryptionConfiguration,
        );
        const logging = await client.send(new sdk.GetBucketLoggingCommand({ Bucket }));
        assert.deepEqual(logging.LoggingEnabled, LoggingEnabled);
        const tags = await client.send(new sdk.GetBucketTaggingCommand({ Bucket }));
        assert.deepEqual(tags.TagSet, TagSet);
        const lock = await client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket }));
        assert.deepEqual(lock.ObjectLockConfiguration, ObjectLockConfiguration);
        assert.equal(world.s3.configuration(Bucket).eventBridge, true);
        assert.equal(await failure(world.version(Bucket, "Suspended")), "409 InvalidBucketState");
        const status = await client.send(new sdk.GetBucketVersioningCommand({ Bucket }));
        assert.equal(status.Status, "Enabled");
        const location = await client.send(new sdk.GetBucketLocationCommand({ Bucket }));
        assert.equal(location.LocationConstraint, "eu-west-1");
    });

    it("says of every absent document that it is absent", async () => {
        const absent: readonly [Promise<unknown>, string][] = [
            [
                world.client.send(new sdk.GetBucketPolicyCommand({ Bucket })),
                "404 NoSuchBucketPolicy",
            ],
            [
                world.client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })),
                "404 NoSuchLifecycleConfiguration",
            ],
            [world.client.send(new sdk.GetBucketTaggingCommand({ Bucket })), "404 NoSuchTagSet"],
            [
                world.client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket })),
                "404 ObjectLockConfigurationNotFoundError",
            ],
            [world.client.send(new sdk.HeadBucketCommand({ Bucket: "none" })), "404 NotFound"],
            [
                world.client.send(new sdk.GetBucketPolicyCommand({ Bucket: "none" })),
                "404 NoSuchBucket",
            ],
        ];
        for (const [call, expected] of absent) assert.equal(await failure(call), expected);
    });

    it("tags at most ten, replaces the whole set, version by version", async () => {
        await world.version(Bucket, "Enabled");
        const first = await world.client.send(
            new sdk.PutObjectCommand({ Bucket, Key: "k", Tagging: "a=1&b=2" }),
        );
        await world.client.send(new sdk.PutObjectCommand({ Bucket, Key: "k" }));
        const tag = (TagSet: sdk.Tag[], VersionId?: string) =>
            world.client.send(
                new sdk.PutObjectTaggingCommand({
                    Bucket,
                    Key: "k",
                    VersionId,
                    Tagging: { TagSet },
                }),
            );
        const eleven = Array.from({ length: 11 }, (_, i) => ({ Key: `k${i}`, Value: "" }));
        assert.equal(await failure(tag(eleven)), "400 BadRequest");
        await tag([{ Key: "c", Value: "3" }], first.VersionId);
        const read = async (VersionId?: string) =>
            (
                await world.client.send(
                    new sdk.GetObjectTaggingCommand({ Bucket, Key: "k", VersionId }),
                )
            ).TagSet;
        assert.deepEqual(await read(first.VersionId), [{ Key: "c", Value: "3" }]);
        assert.deepEqual(await read(), []);
    });

    it("deletes many, each on its own", async () => {
        for (const Key of ["a", "b", "\n<&"])
            await world.client.send(new sdk.PutObjectCommand({ Bucket, Key }));
        const done = await world.client.send(
            new sdk.DeleteObjectsCommand({
                Bucket,
                Delete: { Objects: [{ Key: "a" }, { Key: "\n<&" }, { Key: "none" }] },
            }),
        );
        assert.deepEqual(
            done.Deleted?.map((one) => one.Key),
            ["a", "\n<&", "none"],
        );
        assert.deepEqual(
            [...world.s3.versions(Bucket)].map((one) => one.key),
            ["b"],
        );
    });
});
