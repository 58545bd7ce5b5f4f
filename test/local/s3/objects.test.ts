import assert from "node:assert/strict";
import {
    CopyObjectCommand,
    DeleteBucketCommand,
    DeleteObjectCommand,
    GetObjectCommand,
    HeadObjectCommand,
    ListObjectsV2Command,
    ListObjectVersionsCommand,
    PutObjectCommand,
} from "@aws-sdk/client-s3";
import { failure, S3World } from "./s3World";

const awkward = [
    " lead and trail ",
    "a b+c%25\"'\n\r.txt",
    "a//b/../c/./d",
    "/slash",
    "tail/",
    "?q=1&r#f",
    "ключ/🎉/\uffee",
    "x".repeat(1024),
];

describe("objects over the SDK", () => {
    let world: S3World;

    beforeEach(async () => {
        world = await S3World.start();
    });
    afterEach(async () => {
        assert.deepEqual(world.world.refusals, []);
        await world.stop();
    });

    const put = (key: string, body = "v", more: object = {}) =>
        world.client.send(new PutObjectCommand({ Bucket: "box", Key: key, Body: body, ...more }));
    const text = async (key: string, VersionId?: string): Promise<string> => {
        const got = await world.client.send(
            new GetObjectCommand({ Bucket: "box", Key: key, VersionId }),
        );
        return got.Body!.transformToString();
    };

    it("gives back every awkward key, byte for byte, in UTF-8 order", async () => {
        await world.bucket("box");
        for (const key of awkward) await put(key, `of ${key}`);
        for (const key of awkward) assert.equal(await text(key), `of ${key}`);
        const list = await world.client.send(new ListObjectsV2Command({ Bucket: "box" }));
        const sorted = [...awkward].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        assert.deepEqual(
            list.Contents?.map((one) => one.Key),
            sorted,
        );
        assert.equal(await failure(put("x".repeat(1025))), "400 KeyTooLongError");
    });

    it("pages through objects and common prefixes without loss or repetition", async () => {
        await world.bucket("box");
        const keys = ["a/1", "a/2", "b", "c/1", "c/2/3", "d"];
        for (const key of keys) await put(key);
        const seen: string[] = [];
        let ContinuationToken: string | undefined;
        do {
            const page = await world.client.send(
                new ListObjectsV2Command({
                    Bucket: "box",
                    Delimiter: "/",
                    MaxKeys: 1,
                    ContinuationToken,
                }),
            );
            assert.equal(page.KeyCount, 1);
            seen.push(...(page.Contents ?? []).map((one) => one.Key!));
            seen.push(...(page.CommonPrefixes ?? []).map((one) => one.Prefix!));
            ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        assert.deepEqual(seen, ["a/", "b", "c/", "d"]);
    });

    it("serves ranges and refuses those beyond the end", async () => {
        await world.bucket("box");
        await put("k", "0123456789");
        const ranges = {
            "bytes=2-4": "234",
            "bytes=7-": "789",
            "bytes=-2": "89",
            "bytes=8-99": "89",
        };
        for (const [Range, expected] of Object.entries(ranges)) {
            const got = await world.client.send(
                new GetObjectCommand({ Bucket: "box", Key: "k", Range }),
            );
            assert.equal(await got.Body!.transformToString(), expected);
            assert.equal(got.$metadata.httpStatusCode, 206);
        }
        const beyond = new GetObjectCommand({ Bucket: "box", Key: "k", Range: "bytes=10-" });
        assert.equal(await failure(world.client.send(beyond)), "416 InvalidRange");
    });

    it("keeps versions, null versions and delete markers apart", async () => {
        await world.bucket("box");
        await put("k", "null 1");
        await world.version("box", "Enabled");
        const second = await put("k", "v2");
        const marker = await world.client.send(
            new DeleteObjectCommand({ Bucket: "box", Key: "k" }),
        );
        assert.equal(marker.DeleteMarker, true);
        assert.equal(await failure(text("k")), "404 NoSuchKey");
        assert.equal(await text("k", "null"), "null 1");
        assert.equal(await text("k", second.VersionId), "v2");
        assert.equal(await failure(text("k", marker.VersionId)), "405 MethodNotAllowed");

        await world.version("box", "Suspended");
        const again = await put("k", "null 2");
        assert.equal(again.VersionId, "null");
        const list = await world.client.send(new ListObjectVersionsCommand({ Bucket: "box" }));
        assert.deepEqual(
            list.Versions?.map((one) => [one.VersionId, one.IsLatest]),
            [
                ["null", true],
                [second.VersionId, false],
            ],
        );
        assert.deepEqual(
            list.DeleteMarkers?.map((one) => [one.VersionId, one.IsLatest]),
            [[marker.VersionId, false]],
        );
        assert.equal(
            await failure(world.client.send(new DeleteBucketCommand({ Bucket: "box" }))),
            "409 BucketNotEmpty",
        );
        for (const VersionId of ["null", second.VersionId, marker.VersionId]) {
            await world.client.send(
                new DeleteObjectCommand({ Bucket: "box", Key: "k", VersionId }),
            );
        }
        await world.client.send(new DeleteBucketCommand({ Bucket: "box" }));
        assert.deepEqual(world.s3.buckets(), []);
    });

    it("lets exactly one of ten racing conditional writes win", async () => {
        await world.bucket("box");
        const race = async (round: string, more: object): Promise<string[]> => {
            const results = Array.from({ length: 10 }, (_, i) =>
                put("k", `${round} ${i}`, more).then(
                    () => "won",
                    (error: unknown) => (error as Error).name,
                ),
            );
            return (await Promise.all(results)).sort();
        };
        const outcome = [...Array<string>(9).fill("PreconditionFailed"), "won"];
        assert.deepEqual(await race("first", { IfNoneMatch: "*" }), outcome);
        const head = await world.client.send(new HeadObjectCommand({ Bucket: "box", Key: "k" }));
        assert.deepEqual(await race("second", { IfMatch: head.ETag }), outcome);
        assert.equal(await failure(put("none", "v", { IfMatch: "x" })), "404 NoSuchKey");
    });

    it("answers conditional reads with 304 and 412", async () => {
        await world.bucket("box");
        const { ETag } = await put("k");
        const get = (more: object): Promise<string> =>
            failure(world.client.send(new GetObjectCommand({ Bucket: "box", Key: "k", ...more })));
        assert.match(await get({ IfNoneMatch: ETag }), /^304 /);
        assert.equal(await get({ IfMatch: '"other"' }), "412 PreconditionFailed");
        assert.equal(
            await get({ IfUnmodifiedSince: new Date("2025-01-01") }),
            "412 PreconditionFailed",
        );
        assert.match(await get({ IfModifiedSince: new Date("2026-06-01") }), /^304 /);
    });

    it("refuses a copy onto itself without a change and un-archives one without a class", async () => {
        await world.bucket("box", "Enabled");
        await put("k", "v", { StorageClass: "GLACIER_IR", Metadata: { m: "1" }, Tagging: "t=1" });
        await world.world.clock.advance(3_600_000);
        const copy = (more: object) =>
            world.client.send(
                new CopyObjectCommand({ Bucket: "box", Key: "k", CopySource: "box/k", ...more }),
            );
        assert.equal(await failure(copy({ StorageClass: "GLACIER_IR" })), "400 InvalidRequest");
        const done = await copy({});
        const head = await world.client.send(new HeadObjectCommand({ Bucket: "box", Key: "k" }));
        assert.equal(head.StorageClass, undefined);
        assert.equal(head.VersionId, done.VersionId);
        assert.deepEqual(head.Metadata, { m: "1" });
        assert.equal(head.TagCount, 1);
        assert.equal(head.LastModified?.toISOString(), "2026-01-05T01:00:00.000Z");
        assert.equal([...world.s3.versions("box")].length, 2);
        assert.equal(
            await failure(copy({ MetadataDirective: "REPLACE", CopySourceIfMatch: "x" })),
            "412 PreconditionFailed",
        );
        assert.equal(
            await failure(
                copy({ StorageClass: "GLACIER", CopySourceIfUnmodifiedSince: new Date(0) }),
            ),
            "412 PreconditionFailed",
        );
    });

    it("copies up to the limit and not beyond", async () => {
        await world.bucket("box");
        const limit = world.world.switches.copyLimitBytes;
        world.s3.seed("box", [
            { key: "at", body: { syntheticLength: limit } },
            { key: "over", body: { syntheticLength: limit + 1 } },
        ]);
        const copy = (key: string) =>
            world.client.send(
                new CopyObjectCommand({
                    Bucket: "box",
                    Key: key,
                    CopySource: `box/${key}`,
                    StorageClass: "GLACIER",
                }),
            );
        await copy("at");
        assert.equal(await failure(copy("over")), "400 InvalidRequest");
    });

    it("publishes the raw key on EventBridge, only when the bucket has it on", async () => {
        await world.bucket("box", "Enabled");
        await put("before");
        world.s3.configuration("box").eventBridge = true;
        const { VersionId, ETag } = await put("a b+é", "four");
        await world.client.send(new DeleteObjectCommand({ Bucket: "box", Key: "a b+é" }));
        assert.deepEqual(
            world.events.map((event) => [event["detail-type"], event.detail["reason"]]),
            [
                ["Object Created", "PutObject"],
                ["Object Deleted", "DeleteObject"],
            ],
        );
        const { sequencer, ...object } = world.events[0]!.detail["object"] as Record<
            string,
            unknown
        >;
        assert.match(String(sequencer), /^[0-9A-F]+$/);
        assert.deepEqual(object, {
            key: "a b+é",
            size: 4,
            etag: ETag?.replaceAll('"', ""),
            "version-id": VersionId,
        });
    });
});
