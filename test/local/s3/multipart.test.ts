import assert from "node:assert/strict";
import {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    GetObjectCommand,
    HeadObjectCommand,
    ListMultipartUploadsCommand,
    ListPartsCommand,
    UploadPartCommand,
    UploadPartCopyCommand,
    type CompletedPart,
} from "@aws-sdk/client-s3";
import { failure, S3World } from "./s3World";

const mebibyte = 1024 ** 2;

describe("multipart uploads", () => {
    let world: S3World;
    const object = { Bucket: "box", Key: "big" };

    beforeEach(async () => {
        world = await S3World.start();
        await world.bucket("box", "Enabled");
    });
    afterEach(async () => {
        assert.deepEqual(world.world.refusals, []);
        await world.stop();
    });

    const create = async (more: object = {}): Promise<string> => {
        const made = await world.client.send(
            new CreateMultipartUploadCommand({ ...object, ...more }),
        );
        return made.UploadId!;
    };
    const part = async (UploadId: string, PartNumber: number, size: number) => {
        const Body = Buffer.alloc(size, PartNumber);
        const done = await world.client.send(
            new UploadPartCommand({ ...object, UploadId, PartNumber, Body }),
        );
        return { PartNumber, ETag: done.ETag! };
    };
    const complete = (UploadId: string, Parts: CompletedPart[], more: object = {}) =>
        world.client.send(
            new CompleteMultipartUploadCommand({
                ...object,
                UploadId,
                MultipartUpload: { Parts },
                ...more,
            }),
        );

    it("makes one object of its parts, with class, tags and an ETag of parts", async () => {
        const id = await create({
            StorageClass: "DEEP_ARCHIVE",
            Tagging: "a=1",
            Metadata: { m: "2" },
        });
        const parts = [await part(id, 1, 5 * mebibyte), await part(id, 7, 3)];
        assert.equal([...world.s3.versions("box")].length, 0, "parts are invisible");
        const done = await complete(id, parts);
        assert.match(done.ETag!, /^"[0-9a-f]{32}-2"$/);
        const head = await world.client.send(new HeadObjectCommand(object));
        assert.equal(head.StorageClass, "DEEP_ARCHIVE");
        assert.equal(head.ContentLength, 5 * mebibyte + 3);
        assert.deepEqual(head.Metadata, { m: "2" });
        assert.equal(
            await failure(world.client.send(new GetObjectCommand(object))),
            "403 InvalidObjectState",
        );
        assert.equal(await failure(complete(id, parts)), "404 NoSuchUpload");
    });

    it("refuses small parts, wrong order, unknown parts and wrong ETags", async () => {
        const id = await create();
        const [one, two] = [await part(id, 1, 10), await part(id, 2, 10)];
        assert.equal(await failure(complete(id, [one, two])), "400 EntityTooSmall");
        assert.equal(await failure(complete(id, [two, one])), "400 InvalidPartOrder");
        assert.equal(await failure(complete(id, [{ ...one, ETag: two.ETag }])), "400 InvalidPart");
        assert.equal(await failure(complete(id, [{ ...one, PartNumber: 3 }])), "400 InvalidPart");
        assert.equal(await failure(part(id, 10_001, 1)), "400 InvalidArgument");
        const listed = await world.client.send(new ListPartsCommand({ ...object, UploadId: id }));
        assert.deepEqual(
            listed.Parts?.map((found) => [found.PartNumber, found.Size, found.ETag]),
            [
                [1, 10, one.ETag],
                [2, 10, two.ETag],
            ],
        );
    });

    it("asks for the part checksums of an upload that was made with an algorithm", async () => {
        const id = await create({ ChecksumAlgorithm: "SHA256" });
        const done = await world.client.send(
            new UploadPartCommand({
                ...object,
                UploadId: id,
                PartNumber: 1,
                Body: "x",
                ChecksumAlgorithm: "SHA256",
            }),
        );
        const bare = { PartNumber: 1, ETag: done.ETag! };
        assert.equal(await failure(complete(id, [bare])), "400 InvalidRequest");
        const made = await complete(id, [{ ...bare, ChecksumSHA256: done.ChecksumSHA256 }]);
        assert.match(made.ChecksumSHA256!, /-1$/);
        assert.equal(made.ChecksumType, "COMPOSITE");
    });

    it("copies 6 GB by ranges without a byte in memory", async () => {
        const size = 6_000_000_000;
        world.s3.seed("box", [{ key: "src", body: { syntheticLength: size, seed: "s" } }]);
        const id = await create({ StorageClass: "GLACIER" });
        const parts: CompletedPart[] = [];
        for (const [i, [start, end]] of [
            [0, 2_999_999_999],
            [3_000_000_000, size - 1],
        ].entries()) {
            const copied = await world.client.send(
                new UploadPartCopyCommand({
                    ...object,
                    UploadId: id,
                    PartNumber: i + 1,
                    CopySource: "box/src",
                    CopySourceRange: `bytes=${start}-${end}`,
                }),
            );
            parts.push({ PartNumber: i + 1, ETag: copied.CopyPartResult!.ETag! });
        }
        await complete(id, parts);
        const head = await world.s3.headObject(world.world.administrator("111122223333"), {
            bucket: "box",
            key: "big",
        });
        assert.deepEqual([head.size, head.storageClass, head.multipart], [size, "GLACIER", true]);
        const beyond = new UploadPartCopyCommand({
            ...object,
            UploadId: await create(),
            PartNumber: 1,
            CopySource: "box/src",
            CopySourceRange: `bytes=0-${size}`,
        });
        assert.equal(await failure(world.client.send(beyond)), "400 InvalidArgument");
    });

    it("completes on condition and aborts", async () => {
        const id = await create();
        const first = await part(id, 1, 3);
        await complete(id, [first], { IfNoneMatch: "*" });
        const second = await create();
        const again = await part(second, 1, 3);
        assert.equal(
            await failure(complete(second, [again], { IfNoneMatch: "*" })),
            "412 PreconditionFailed",
        );
        const uploads = await world.client.send(new ListMultipartUploadsCommand({ Bucket: "box" }));
        assert.deepEqual(
            uploads.Uploads?.map((one) => [one.Key, one.UploadId]),
            [["big", second]],
        );
        await world.client.send(new AbortMultipartUploadCommand({ ...object, UploadId: second }));
        assert.equal(await failure(complete(second, [again])), "404 NoSuchUpload");
    });
});
