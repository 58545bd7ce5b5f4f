import assert from "node:assert/strict";
import {
    CopyObjectCommand,
    DeleteBucketInventoryConfigurationCommand,
    GetObjectCommand,
    HeadObjectCommand,
    ListObjectsV2Command,
    PutBucketPolicyCommand,
    PutObjectCommand,
    type S3Client,
} from "@aws-sdk/client-s3";
import { account, failure, otherAccount, S3World } from "./s3World";

const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
});
const bucket = "arn:aws:s3:::box";
const objects = "arn:aws:s3:::box/*";

describe("authorisation of S3 calls", () => {
    let world: S3World;

    beforeEach(async () => {
        world = await S3World.start();
        await world.bucket("box", "Enabled");
        await world.bucket("other");
    });
    afterEach(() => world.stop());

    const put = (by: S3Client, more: object = {}) =>
        by.send(new PutObjectCommand({ Bucket: "box", Key: "k", Body: "v", ...more }));

    it("allows nothing by default and shows missing keys to those who may list", async () => {
        await put(world.client);
        const nobody = world.role("nobody", []);
        const reader = world.role("reader", [allow("s3:GetObject", objects)]);
        const lister = world.role("lister", [
            allow("s3:GetObject", objects),
            allow("s3:ListBucket", bucket),
        ]);
        const get = (by: S3Client, Key: string) =>
            by.send(new GetObjectCommand({ Bucket: "box", Key }));
        assert.equal(await failure(get(nobody, "k")), "403 AccessDenied");
        assert.equal(await failure(get(reader, "none")), "403 AccessDenied");
        assert.equal(await failure(get(lister, "none")), "404 NoSuchKey");
        await get(reader, "k");
        assert.match(
            await failure(reader.send(new HeadObjectCommand({ Bucket: "box", Key: "none" }))),
            /^403 /,
        );
        assert.equal(
            await failure(
                reader.send(new GetObjectCommand({ Bucket: "box", Key: "k", VersionId: "x" })),
            ),
            "403 AccessDenied",
        );
    });

    it("holds a writer to its storage class, also when the class is left out", async () => {
        const writer = world.role("writer", [
            allow("s3:PutObject", objects, {
                StringEquals: { "s3:x-amz-storage-class": "DEEP_ARCHIVE" },
            }),
        ]);
        await put(writer, { StorageClass: "DEEP_ARCHIVE" });
        assert.equal(await failure(put(writer, { StorageClass: "GLACIER" })), "403 AccessDenied");
        assert.equal(await failure(put(writer)), "403 AccessDenied");
        const tagged = put(writer, { StorageClass: "DEEP_ARCHIVE", Tagging: "a=1" });
        assert.equal(await failure(tagged), "403 AccessDenied");
    });

    it("asks for every action of a copy, each on its own", async () => {
        await put(world.client, { Tagging: "a=1", StorageClass: "STANDARD_IA" });
        const needed = [
            "s3:GetObject",
            "s3:GetObjectTagging",
            "s3:PutObject",
            "s3:PutObjectTagging",
        ];
        const copy = (by: S3Client) =>
            by.send(
                new CopyObjectCommand({
                    Bucket: "box",
                    Key: "k",
                    CopySource: "box/k",
                    StorageClass: "GLACIER_IR",
                }),
            );
        for (const [i, missing] of needed.entries()) {
            const rest = needed.filter((action) => action !== missing);
            const role = world.role(`without-${i}`, [allow(rest, objects)]);
            assert.equal(await failure(copy(role)), "403 AccessDenied", missing);
        }
        await copy(world.role("complete", [allow(needed, objects)]));
    });

    it("reaches another account's bucket only with both policies", async () => {
        await put(world.client);
        const stranger = world.role("stranger", [allow("s3:GetObject", objects)], otherAccount);
        const get = (more: object = {}) =>
            stranger.send(new GetObjectCommand({ Bucket: "box", Key: "k", ...more }));
        assert.equal(await failure(get()), "403 AccessDenied");
        world.s3.configuration("box").policy = {
            Version: "2012-10-17",
            Statement: [
                {
                    ...allow("s3:GetObject", objects),
                    Principal: { AWS: `arn:aws:iam::${otherAccount}:role/stranger` },
                },
            ],
        };
        await get();
        assert.equal(await failure(get({ ExpectedBucketOwner: otherAccount })), "403 AccessDenied");
        await get({ ExpectedBucketOwner: account });
    });

    it("shows prefix and page size to policies of a listing", async () => {
        const lister = world.role("lister", [
            allow("s3:ListBucket", bucket, { StringLike: { "s3:prefix": "in/*" } }),
        ]);
        const list = (Prefix?: string) =>
            lister.send(new ListObjectsV2Command({ Bucket: "box", Prefix }));
        await list("in/a");
        assert.equal(await failure(list("out/")), "403 AccessDenied");
        assert.equal(await failure(list()), "403 AccessDenied");
    });

    it("authorises the deletion of an inventory by PutInventoryConfiguration", async () => {
        const remove = (by: S3Client) =>
            by.send(new DeleteBucketInventoryConfigurationCommand({ Bucket: "box", Id: "i" }));
        const deleter = world.role("deleter", [allow("s3:Delete*", "*")]);
        const putter = world.role("putter", [allow("s3:PutInventoryConfiguration", bucket)]);
        assert.equal(await failure(remove(deleter)), "403 AccessDenied");
        assert.equal(await failure(remove(putter)), "404 NoSuchConfiguration");
    });

    it("refuses policies that are public, malformed, of another bucket or of nobody", async () => {
        const policy = (statement: object) =>
            failure(
                world.client.send(
                    new PutBucketPolicyCommand({
                        Bucket: "box",
                        Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
                    }),
                ),
            );
        const get = allow("s3:GetObject", objects);
        assert.equal(await policy({ ...get, Principal: "*" }), "403 AccessDenied");
        assert.equal(await policy(get), "400 MalformedPolicy");
        assert.equal(
            await policy({
                ...allow("s3:GetObject", "arn:aws:s3:::other/*"),
                Principal: { AWS: account },
            }),
            "400 MalformedPolicy",
        );
        assert.equal(
            await policy({ ...get, Principal: { AWS: `arn:aws:iam::${account}:role/none` } }),
            "400 MalformedPolicy",
        );
        assert.equal(world.s3.configuration("box").policy, undefined);
    });

    it("asks the key policy for SSE-KMS, through S3, on write and on read", async () => {
        const { arn } = world.world.kms.createKey(account, {
            policy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: `arn:aws:iam::${account}:root` },
                        Action: "kms:*",
                        Resource: "*",
                    },
                ],
            },
        });
        world.s3.configuration("box").encryption = {
            algorithm: "aws:kms",
            kmsKeyId: arn,
            bucketKey: true,
        };
        const s3Rights = allow(["s3:PutObject", "s3:GetObject"], objects);
        const viaS3 = { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } };
        const without = world.role("without", [s3Rights]);
        const writer = world.role("writer", [s3Rights, allow("kms:GenerateDataKey", arn, viaS3)]);
        const reader = world.role("reader", [s3Rights, allow("kms:Decrypt", arn, viaS3)]);
        const get = (by: S3Client) => by.send(new GetObjectCommand({ Bucket: "box", Key: "k" }));
        assert.equal(await failure(put(without)), "403 AccessDenied");
        const made = await put(writer);
        assert.deepEqual(
            [made.ServerSideEncryption, made.SSEKMSKeyId, made.BucketKeyEnabled],
            ["aws:kms", arn, true],
        );
        assert.equal(await failure(get(writer)), "403 AccessDenied");
        await get(reader);
    });
});
