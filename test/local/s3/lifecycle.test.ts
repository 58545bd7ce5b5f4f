import assert from "node:assert/strict";
import {
    CreateMultipartUploadCommand,
    GetBucketLifecycleConfigurationCommand,
    PutBucketLifecycleConfigurationCommand,
    type LifecycleRule,
    type TransitionDefaultMinimumObjectSize,
} from "@aws-sdk/client-s3";
import type { SeedObject } from "../../../local/core/contracts";
import { isDue } from "../../../local/s3/lifecycleRun";
import { account, failure, S3World } from "./s3World";

const day = 86_400_000;
const kibibyte = 1024;

describe("lifecycle", () => {
    let world: S3World;

    beforeEach(async () => {
        world = await S3World.start();
        await world.bucket("box", "Enabled");
    });
    afterEach(() => world.stop());

    const rules = (Rules: LifecycleRule[], minimum?: TransitionDefaultMinimumObjectSize) =>
        world.client.send(
            new PutBucketLifecycleConfigurationCommand({
                Bucket: "box",
                LifecycleConfiguration: { Rules },
                TransitionDefaultMinimumObjectSize: minimum,
            }),
        );
    const toGlacier = (more: Partial<LifecycleRule> = {}): LifecycleRule => ({
        ID: "glacier",
        Status: "Enabled",
        Filter: { Prefix: "" },
        Transitions: [{ Days: 1, StorageClass: "GLACIER" }],
        ...more,
    });
    const seed = (...objects: SeedObject[]) => {
        world.s3.seed("box", objects);
    };
    const sized = (key: string, size: number, more: Partial<SeedObject> = {}): SeedObject => ({
        key,
        body: { syntheticLength: size },
        ...more,
    });
    const classes = (): Record<string, string> =>
        Object.fromEntries([...world.s3.versions("box")].map((one) => [one.key, one.storageClass]));

    it("counts days from creation and rounds up to the next midnight", () => {
        const created = Date.parse("2014-01-15T10:30:00Z");
        assert.equal(isDue(created, 3, Date.parse("2014-01-18T23:59:59Z")), false);
        assert.equal(isDue(created, 3, Date.parse("2014-01-19T00:00:00Z")), true);
    });

    it("moves at midnight, keeping version and LastModified, but nothing below 128 KB", async () => {
        seed(sized("small", 128 * kibibyte - 1), sized("big", 128 * kibibyte));
        const before = [...world.s3.versions("box")].find((one) => one.key === "big");
        await rules([toGlacier()]);
        await world.world.clock.advance(day - 1);
        assert.deepEqual(classes(), { big: "STANDARD", small: "STANDARD" });
        await world.world.clock.advance(1);
        assert.deepEqual(classes(), { big: "GLACIER", small: "STANDARD" });
        const after = [...world.s3.versions("box")].find((one) => one.key === "big");
        assert.deepEqual(after, { ...before, storageClass: "GLACIER" });
    });

    it("takes a rule's own size bounds, which are exclusive, over the default minimum", async () => {
        seed(sized("at", 10), sized("above", 11), sized("below", 19), sized("end", 20));
        await rules([
            toGlacier({
                Filter: { And: { ObjectSizeGreaterThan: 10, ObjectSizeLessThan: 20 } },
            }),
        ]);
        await world.world.clock.advance(day);
        assert.deepEqual(classes(), {
            above: "GLACIER",
            at: "STANDARD",
            below: "GLACIER",
            end: "STANDARD",
        });
    });

    it("lets small objects into the archive classes under varies_by_storage_class", async () => {
        seed(sized("small", 1));
        await rules([toGlacier()], "varies_by_storage_class");
        const got = await world.client.send(
            new GetBucketLifecycleConfigurationCommand({ Bucket: "box" }),
        );
        assert.equal(got.TransitionDefaultMinimumObjectSize, "varies_by_storage_class");
        await world.world.clock.advance(day);
        assert.deepEqual(classes(), { small: "GLACIER" });
    });

    it("selects by prefix and by every tag, and never moves upward or while replicating", async () => {
        const size = 200 * kibibyte;
        seed(
            sized("in/both", size, { tags: { a: "1", b: "2" } }),
            sized("in/deep", size, { tags: { a: "1", b: "2" }, storageClass: "DEEP_ARCHIVE" }),
            sized("in/one", size, { tags: { a: "1" } }),
            sized("in/pending", size, { tags: { a: "1", b: "2" }, replicationStatus: "PENDING" }),
            sized("out/both", size, { tags: { a: "1", b: "2" } }),
        );
        const Tags = [
            { Key: "a", Value: "1" },
            { Key: "b", Value: "2" },
        ];
        await rules([toGlacier({ Filter: { And: { Prefix: "in/", Tags } } })]);
        await world.world.clock.advance(2 * day);
        assert.deepEqual(classes(), {
            "in/both": "GLACIER",
            "in/deep": "DEEP_ARCHIVE",
            "in/one": "STANDARD",
            "in/pending": "STANDARD",
            "out/both": "STANDARD",
        });
    });

    it("expires current versions with a marker, noncurrent ones for good, but no locked one", async () => {
        const [old, locked] = [new Date("2026-01-01"), new Date("2026-01-02")];
        const lock = { mode: "COMPLIANCE", retainUntil: new Date("2027-01-01") } as const;
        seed(
            sized("k", 1, { lastModified: old, versionId: "v1" }),
            sized("k", 1, { lastModified: locked, versionId: "v2", lock }),
            sized("k", 1, { versionId: "v3" }),
        );
        await rules([
            {
                ID: "expire",
                Status: "Enabled",
                Filter: { Prefix: "" },
                Expiration: { Days: 3 },
                NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            },
        ]);
        await world.world.clock.advance(3 * day);
        const found = [...world.s3.versions("box")].map((one) => [
            one.versionId,
            one.isDeleteMarker,
        ]);
        assert.equal(found[0]?.[1], true);
        assert.deepEqual(found.slice(1), [
            ["v3", false],
            ["v2", false],
        ]);
        await world.world.clock.advance(day);
        assert.deepEqual(
            [...world.s3.versions("box")].slice(1).map((one) => one.versionId),
            ["v2"],
        );
    });

    it("aborts uploads that were left behind", async () => {
        await world.client.send(new CreateMultipartUploadCommand({ Bucket: "box", Key: "k" }));
        await rules([
            {
                ID: "abort",
                Status: "Enabled",
                Filter: { Prefix: "" },
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            },
        ]);
        const uploads = (): number =>
            (world.s3.dump() as { buckets: { uploads: unknown[] }[] }).buckets[0]!.uploads.length;
        await world.world.clock.advance(6 * day);
        assert.equal(uploads(), 1);
        await world.world.clock.advance(day);
        assert.equal(uploads(), 0);
    });

    it("has a task on the clock only while a rule is enabled", async () => {
        const tasks = (): number => world.world.clock.pending().length;
        assert.equal(tasks(), 0);
        await rules([toGlacier({ Status: "Disabled" })]);
        assert.equal(tasks(), 0);
        await rules([toGlacier()]);
        assert.equal(tasks(), 1);
        world.s3.configuration("box").lifecycle = undefined;
        await world.world.clock.advance(2 * day);
        assert.equal(tasks(), 0);
    });

    it("gives back the rules it was given", async () => {
        const given: LifecycleRule[] = [
            toGlacier({
                Filter: { And: { Prefix: "a&<\n", Tags: [{ Key: "k", Value: "v" }] } },
                Transitions: [
                    { Days: 30, StorageClass: "STANDARD_IA" },
                    { Days: 60, StorageClass: "GLACIER" },
                ],
                Expiration: { Days: 400 },
                NoncurrentVersionTransitions: [
                    { NoncurrentDays: 1, NewerNoncurrentVersions: 2, StorageClass: "GLACIER_IR" },
                ],
                NoncurrentVersionExpiration: { NoncurrentDays: 100 },
            }),
            {
                ID: "two",
                Status: "Disabled",
                Filter: { Prefix: "" },
                Expiration: { ExpiredObjectDeleteMarker: true },
            },
        ];
        await rules(given);
        const got = await world.client.send(
            new GetBucketLifecycleConfigurationCommand({ Bucket: "box" }),
        );
        assert.deepEqual(got.Rules, given);
        assert.equal(got.TransitionDefaultMinimumObjectSize, "all_storage_classes_128K");
    });

    const wrong: readonly [string, LifecycleRule[]][] = [
        [
            "STANDARD_IA before 30 days",
            [toGlacier({ Transitions: [{ Days: 29, StorageClass: "STANDARD_IA" }] })],
        ],
        [
            "an upward move",
            [
                toGlacier({
                    Transitions: [
                        { Days: 1, StorageClass: "DEEP_ARCHIVE" },
                        { Days: 300, StorageClass: "GLACIER" },
                    ],
                }),
            ],
        ],
        [
            "DEEP_ARCHIVE less than 90 days after GLACIER_IR",
            [
                toGlacier({
                    Transitions: [
                        { Days: 4, StorageClass: "GLACIER_IR" },
                        { Days: 93, StorageClass: "DEEP_ARCHIVE" },
                    ],
                }),
            ],
        ],
        ["expiration before transition", [toGlacier({ Expiration: { Days: 1 } })]],
        ["two rules of one id", [toGlacier(), toGlacier()]],
        [
            "more than 1,000 rules",
            Array.from({ length: 1001 }, (_, i) => toGlacier({ ID: `r${i}` })),
        ],
        ["a rule without action", [{ ID: "x", Status: "Enabled", Filter: { Prefix: "" } }]],
        [
            "an abort of uploads by tag",
            [
                {
                    ID: "x",
                    Status: "Enabled",
                    Filter: { Tag: { Key: "a", Value: "b" } },
                    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
                },
            ],
        ],
    ];
    for (const [what, given] of wrong) {
        it(`refuses ${what} and keeps the old rules`, async () => {
            await rules([toGlacier({ ID: "old" })]);
            assert.match(await failure(rules(given)), /^400 /);
            const { lifecycle } = world.s3.configuration("box");
            assert.deepEqual(
                lifecycle?.rules.map((rule) => (rule as { ID: string }).ID),
                ["old"],
            );
        });
    }

    it("acts on an unversioned bucket by deleting", async () => {
        world.s3.createBucket(world.world.administrator(account), "plain");
        world.s3.seed("plain", [{ key: "k" }]);
        world.s3.configuration("plain").lifecycle = {
            rules: [{ Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } }],
            transitionDefaultMinimumObjectSize: "",
        };
        await world.world.clock.advance(day);
        assert.equal([...world.s3.versions("plain")].length, 0);
    });
});
