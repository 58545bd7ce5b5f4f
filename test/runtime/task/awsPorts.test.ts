import assert from "node:assert/strict";
import {
    GetObjectTaggingCommand,
    HeadObjectCommand,
    ListMultipartUploadsCommand,
    ListObjectVersionsCommand,
    PutObjectCommand,
} from "@aws-sdk/client-s3";
import { encodeManifestKey } from "../../../model/inventory/keyCodec";
import { encodeTaskArguments, type TaskArguments } from "../../../model/jobs/taskArguments";
import { answerBatch } from "../../../runtime/task/answerBatch";
import { awsTaskObjects } from "../../../runtime/task/awsPorts";
import type { TaskObjects } from "../../../runtime/task/ports";
import { readBatchEvent } from "../../../runtime/task/taskEvent";
import { S3World } from "../../local/s3/s3World";

/** The task function's real calls, by the real SDK client over HTTP, against the local S3. */
describe("awsTaskObjects against the local S3", () => {
    let s3: S3World;
    let objects: TaskObjects;
    beforeEach(async () => {
        s3 = await S3World.start();
        objects = awsTaskObjects(s3.client);
        await s3.bucket("src", "Enabled");
        await s3.bucket("vault", "Enabled");
    });
    afterEach(() => s3.stop());

    const task = (change: Partial<TaskArguments> = {}): TaskArguments => ({
        mode: "copy",
        runId: "f".repeat(64),
        tier: "cold",
        taskRoleArn: "arn:aws:iam::111122223333:role/task",
        sourceBucket: "src",
        targetBucket: "src",
        storageClass: "GLACIER_IR",
        unmodifiedSince: new Date(s3.world.clock.now() + 60_000).toISOString(),
        tags: {},
        ...change,
    });
    const run = async (given: TaskArguments, key: string, s3VersionId: string | null = null) => {
        const { results } = await answerBatch(
            { objectsAs: () => Promise.resolve(objects), remainingMilliseconds: () => 600_000 },
            readBatchEvent({
                invocationSchemaVersion: "2.0",
                invocationId: "i",
                job: { id: "j", userArguments: encodeTaskArguments(given) },
                tasks: [
                    { taskId: "t", s3Key: encodeManifestKey(key), s3VersionId, s3Bucket: "src" },
                ],
            }),
        );
        return `${results[0]?.resultCode ?? ""} ${results[0]?.resultString ?? ""}`;
    };
    const head = (Bucket: string, Key: string) =>
        s3.client.send(new HeadObjectCommand({ Bucket, Key }));
    const tagsOf = async (Bucket: string, Key: string) => {
        const { TagSet } = await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key }));
        return Object.fromEntries((TagSet ?? []).map((tag) => [tag.Key, tag.Value]));
    };
    const put = (Key: string, Body = "content") =>
        s3.client.send(
            new PutObjectCommand({
                Bucket: "src",
                Key,
                Body,
                Metadata: { project: "apollo" },
                ContentType: "text/csv",
                CacheControl: "max-age=60",
                Tagging: "team=x%20y&cost=7",
            }),
        );

    for (const key of [
        "plain.txt",
        "a b+c%d?e#f.txt",
        "quote\"'comma,newline\n.txt",
        "ümlaut/日本語/😀",
        "//double//slashes/",
        "%2B%20already",
        "!'()*~",
    ]) {
        it(`changes the class of ${JSON.stringify(key)} in place and keeps tags and metadata`, async () => {
            await put(key);
            assert.equal(await run(task(), key), "Succeeded archived: GLACIER_IR, 7 bytes");
            const found = await head("src", key);
            assert.equal(found.StorageClass, "GLACIER_IR");
            assert.deepEqual(found.Metadata, { project: "apollo" });
            assert.equal(found.ContentType, "text/csv");
            assert.deepEqual(await tagsOf("src", key), { team: "x y", cost: "7" });
            assert.equal(await run(task(), key), "Succeeded already: already in GLACIER_IR");
        });
    }

    it("copies an object of 6 GB in parts, with tags, metadata and headers, and leaves no upload", async () => {
        s3.s3.seed("src", [
            {
                key: "big one.mov",
                body: { syntheticLength: 6_000_000_000, seed: "x" },
                tags: { team: "x y" },
                metadata: { project: "apollo" },
            },
        ]);
        const given = task({ storageClass: "DEEP_ARCHIVE" });
        assert.equal(
            await run(given, "big one.mov"),
            "Succeeded archived: DEEP_ARCHIVE, 6000000000 bytes",
        );
        const found = await head("src", "big one.mov");
        assert.equal(found.ContentLength, 6_000_000_000);
        assert.equal(found.StorageClass, "DEEP_ARCHIVE");
        assert.match(found.ETag ?? "", /-90"$/);
        assert.deepEqual(found.Metadata, { project: "apollo" });
        assert.deepEqual(await tagsOf("src", "big one.mov"), { team: "x y" });
        const uploads = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: "src" }));
        assert.equal((uploads.Uploads ?? []).length, 0);
        assert.equal(await run(given, "big one.mov"), "Succeeded already: already in DEEP_ARCHIVE");
    });

    it("copies the named version to the vault once, with its source written down", async () => {
        const first = await put("k", "one");
        await put("k", "two!");
        const given = task({
            targetBucket: "vault",
            storageClass: "DEEP_ARCHIVE",
            keyPrefix: "from src",
        });
        const versionId = first.VersionId ?? null;
        assert.equal(
            await run(given, "k", versionId),
            "Succeeded archived: DEEP_ARCHIVE in vault, 3 bytes",
        );
        const found = await head("vault", "from src/k");
        assert.equal(found.ContentLength, 3);
        assert.equal(found.StorageClass, "DEEP_ARCHIVE");
        assert.equal(found.ContentType, "text/csv");
        assert.equal(found.CacheControl, "max-age=60");
        assert.deepEqual(found.Metadata, {
            project: "apollo",
            "archival-source-etag": (first.ETag ?? "").replaceAll('"', ""),
            "archival-source-version": versionId,
        });
        assert.deepEqual(await tagsOf("vault", "from src/k"), { team: "x y", cost: "7" });
        assert.equal(
            await run(given, "k", versionId),
            "Succeeded already: already copied to vault",
        );
        const { Versions } = await s3.client.send(
            new ListObjectVersionsCommand({ Bucket: "vault" }),
        );
        assert.equal(Versions?.length, 1);
    });

    it("finds neither a missing object nor a deleted one nor a delete marker's version", async () => {
        s3.s3.seed("src", [{ key: "deleted", deleteMarker: true, versionId: "marker-version" }]);
        const gone =
            "PermanentFailure gone: no such object, or its newest version is a delete marker";
        assert.equal(await run(task(), "missing"), gone);
        assert.equal(await run(task(), "deleted"), gone);
        const toVault = task({ targetBucket: "vault" });
        assert.equal(await run(toVault, "deleted", "marker-version"), gone);
    });

    it("leaves an archived object alone until it is restored", async () => {
        s3.s3.seed("src", [
            { key: "cold", storageClass: "GLACIER" },
            {
                key: "restored",
                storageClass: "GLACIER",
                restoredUntil: new Date(s3.world.clock.now() + 86_400_000),
            },
        ]);
        assert.match(await run(task(), "cold"), /^PermanentFailure refused: archived in GLACIER/);
        assert.match(
            await run(task({ storageClass: "DEEP_ARCHIVE" }), "restored"),
            /^Succeeded archived: DEEP_ARCHIVE/,
        );
    });

    it("does not overwrite what was written between its look and its copy", async () => {
        await put("k", "one");
        const real = objects;
        objects = {
            ...objects,
            head: async (name) => {
                const found = await real.head(name);
                await put("k", "two");
                return found;
            },
        };
        assert.match(
            await run(task(), "k"),
            /^PermanentFailure changed: changed since inventory: 412 PreconditionFailed/,
        );
        assert.equal((await head("src", "k")).StorageClass, undefined);
    });

    it("adds its mark to the tags that are there", async () => {
        await put("k");
        const given = task({ mode: "mark", storageClass: "DEEP_ARCHIVE" });
        assert.equal(await run(given, "k"), "Succeeded marked: tagged archival-tier=DEEP_ARCHIVE");
        assert.deepEqual(await tagsOf("src", "k"), {
            team: "x y",
            cost: "7",
            "archival-tier": "DEEP_ARCHIVE",
        });
    });

    it("never marks what replaced the found object, with and without versions", async () => {
        await s3.bucket("plain");
        for (const bucket of ["src", "plain"]) {
            const write = (body: string, tag: string) =>
                s3.client.send(
                    new PutObjectCommand({
                        Bucket: bucket,
                        Key: "k",
                        Body: body,
                        Tagging: `by=${tag}`,
                    }),
                );
            await write("one", "first");
            const real = awsTaskObjects(s3.client);
            let isReplaced = false;
            objects = {
                ...real,
                tags: async (name) => {
                    if (!isReplaced) await write("two", "second");
                    isReplaced = true;
                    return real.tags(name);
                },
            };
            const given = task({
                mode: "mark",
                storageClass: "DEEP_ARCHIVE",
                sourceBucket: bucket,
                targetBucket: bucket,
            });
            const { results } = await answerBatch(
                { objectsAs: () => Promise.resolve(objects), remainingMilliseconds: () => 600_000 },
                readBatchEvent({
                    invocationSchemaVersion: "2.0",
                    invocationId: "i",
                    job: { id: "j", userArguments: encodeTaskArguments(given) },
                    tasks: [{ taskId: "t", s3Key: "k", s3VersionId: null, s3Bucket: bucket }],
                }),
            );
            assert.match(results[0]?.resultString ?? "", /^changed: /, bucket);
            const { Versions } = await s3.client.send(
                new ListObjectVersionsCommand({ Bucket: bucket, Prefix: "k" }),
            );
            for (const { VersionId, IsLatest } of Versions ?? []) {
                const { TagSet } = await s3.client.send(
                    new GetObjectTaggingCommand({ Bucket: bucket, Key: "k", VersionId }),
                );
                assert.deepEqual(
                    TagSet,
                    [{ Key: "by", Value: IsLatest === true ? "second" : "first" }],
                    bucket,
                );
            }
        }
    });

    it("says what was denied", async () => {
        await put("k");
        objects = awsTaskObjects(s3.role("bare", []));
        assert.match(await run(task(), "k"), /^PermanentFailure refused: 403 /);
    });
});
