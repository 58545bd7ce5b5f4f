import assert from "node:assert/strict";
import {
    CopyObjectCommand,
    DeleteObjectCommand,
    GetObjectCommand,
    GetObjectRetentionCommand,
    HeadObjectCommand,
    PutObjectCommand,
    PutObjectLegalHoldCommand,
    PutObjectLockConfigurationCommand,
    PutObjectRetentionCommand,
    RestoreObjectCommand,
    type Tier,
} from "@aws-sdk/client-s3";
import { failure, S3World } from "./s3World";

const hour = 3_600_000;
const day = 24 * hour;

describe("archived objects", () => {
    let world: S3World;

    beforeEach(async () => {
        world = await S3World.start();
        await world.bucket("box", "Enabled");
        world.s3.configuration("box").eventBridge = true;
        world.s3.seed("box", [
            { key: "glacier", storageClass: "GLACIER", body: { bytes: Buffer.from("g") } },
            { key: "deep", storageClass: "DEEP_ARCHIVE", body: { bytes: Buffer.from("d") } },
            { key: "instant", storageClass: "GLACIER_IR", body: { bytes: Buffer.from("i") } },
            {
                key: "tiering",
                storageClass: "INTELLIGENT_TIERING",
                accessTier: "ARCHIVE",
                body: { bytes: Buffer.from("t") },
            },
        ]);
    });
    afterEach(() => world.stop());

    const get = (Key: string) => world.client.send(new GetObjectCommand({ Bucket: "box", Key }));
    const copy = (Key: string) =>
        world.client.send(
            new CopyObjectCommand({ Bucket: "box", Key: "copy", CopySource: `box/${Key}` }),
        );
    const restore = (Key: string, Days: number | undefined, tier: Tier) =>
        world.client.send(
            new RestoreObjectCommand({
                Bucket: "box",
                Key,
                RestoreRequest: { Days, GlacierJobParameters: { Tier: tier } },
            }),
        );
    const head = async (Key: string) =>
        (await world.client.send(new HeadObjectCommand({ Bucket: "box", Key }))).Restore;

    it("refuses to read or copy them, and answers HEAD", async () => {
        for (const key of ["glacier", "deep", "tiering"]) {
            assert.equal(await failure(get(key)), "403 InvalidObjectState", key);
            assert.match(
                await failure(copy(key)),
                /^403 (InvalidObjectState|ObjectNotInActiveTierError)$/,
            );
            await head(key);
        }
        await get("instant");
    });

    it("restores on the virtual clock, for the days asked, rounded up to midnight", async () => {
        const asked = await restore("glacier", 2, "Standard");
        assert.equal(asked.$metadata.httpStatusCode, 202);
        assert.equal(await head("glacier"), 'ongoing-request="true"');
        assert.equal(
            await failure(restore("glacier", 2, "Standard")),
            "409 RestoreAlreadyInProgress",
        );
        await world.world.clock.advance(4 * hour - 1);
        assert.equal(await failure(get("glacier")), "403 InvalidObjectState");
        await world.world.clock.advance(1);
        await get("glacier");
        await copy("glacier");
        assert.equal(
            await head("glacier"),
            'ongoing-request="false", expiry-date="Thu, 08 Jan 2026 00:00:00 GMT"',
        );
        assert.equal((await restore("glacier", 3, "Standard")).$metadata.httpStatusCode, 200);
        await world.world.clock.advance(5 * day);
        assert.equal(await failure(get("glacier")), "403 InvalidObjectState");
        assert.equal(await head("glacier"), undefined);
        assert.deepEqual(
            world.events
                .map((event) => event["detail-type"])
                .filter((type) => type.startsWith("Object Restore")),
            ["Object Restore Initiated", "Object Restore Completed", "Object Restore Expired"],
        );
    });

    it("takes each tier's time and refuses Expedited for DEEP_ARCHIVE", async () => {
        assert.equal(await failure(restore("deep", 1, "Expedited")), "400 InvalidArgument");
        await restore("deep", 1, "Bulk");
        await world.world.clock.advance(48 * hour - 1);
        assert.equal(await failure(get("deep")), "403 InvalidObjectState");
        await world.world.clock.advance(1);
        await get("deep");
        await restore("glacier", 1, "Expedited");
        await world.world.clock.advance(5 * 60_000);
        await get("glacier");
    });

    it("refuses what needs no restore, and days for Intelligent-Tiering", async () => {
        assert.match(await failure(restore("instant", 1, "Standard")), /^403 /);
        assert.equal(await failure(restore("tiering", 1, "Standard")), "400 MalformedXML");
        await restore("tiering", undefined, "Standard");
        await world.world.clock.advance(4 * hour);
        await get("tiering");
        assert.equal(await head("tiering"), undefined);
    });
});

describe("Object Lock", () => {
    let world: S3World;

    beforeEach(async () => {
        world = await S3World.start();
        world.s3.createBucket(world.world.administrator("111122223333"), "vault", {
            objectLock: true,
        });
    });
    afterEach(() => world.stop());

    const put = (more: object = {}) =>
        world.client.send(new PutObjectCommand({ Bucket: "vault", Key: "k", Body: "v", ...more }));
    const remove = (VersionId: string | undefined, bypass = false) =>
        world.client.send(
            new DeleteObjectCommand({
                Bucket: "vault",
                Key: "k",
                VersionId,
                ...(bypass ? { BypassGovernanceRetention: true } : {}),
            }),
        );
    const retain = (
        VersionId: string | undefined,
        Mode: "GOVERNANCE" | "COMPLIANCE",
        until: string,
        bypass = false,
    ) =>
        world.client.send(
            new PutObjectRetentionCommand({
                Bucket: "vault",
                Key: "k",
                VersionId,
                Retention: { Mode, RetainUntilDate: new Date(until) },
                ...(bypass ? { BypassGovernanceRetention: true } : {}),
            }),
        );

    it("applies the bucket's default and protects the version, not the key", async () => {
        await world.client.send(
            new PutObjectLockConfigurationCommand({
                Bucket: "vault",
                ObjectLockConfiguration: {
                    ObjectLockEnabled: "Enabled",
                    Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: 10 } },
                },
            }),
        );
        const { VersionId } = await put();
        const found = await world.client.send(
            new GetObjectRetentionCommand({ Bucket: "vault", Key: "k", VersionId }),
        );
        assert.equal(found.Retention?.Mode, "COMPLIANCE");
        assert.equal(found.Retention.RetainUntilDate?.toISOString(), "2026-01-15T00:00:00.000Z");
        assert.equal(await failure(remove(VersionId, true)), "403 AccessDenied");
        assert.equal((await remove(undefined)).DeleteMarker, true);
        await world.world.clock.advance(10 * day);
        await remove(VersionId);
    });

    it("never shortens COMPLIANCE, even with the bypass", async () => {
        const until = new Date("2027-01-01");
        const { VersionId } = await put({
            ObjectLockMode: "COMPLIANCE",
            ObjectLockRetainUntilDate: until,
        });
        assert.equal(
            await failure(retain(VersionId, "COMPLIANCE", "2026-12-31", true)),
            "403 AccessDenied",
        );
        assert.equal(
            await failure(retain(VersionId, "GOVERNANCE", "2028-01-01", true)),
            "403 AccessDenied",
        );
        await retain(VersionId, "COMPLIANCE", "2028-01-01");
    });

    it("lets GOVERNANCE be bypassed with the header alone and not without", async () => {
        const { VersionId } = await put({
            ObjectLockMode: "GOVERNANCE",
            ObjectLockRetainUntilDate: new Date("2027-01-01"),
        });
        assert.equal(await failure(remove(VersionId)), "403 AccessDenied");
        assert.equal(
            await failure(retain(VersionId, "GOVERNANCE", "2026-02-01")),
            "403 AccessDenied",
        );
        await retain(VersionId, "GOVERNANCE", "2026-02-01", true);
        await remove(VersionId, true);
    });

    it("holds a version under legal hold until it is lifted", async () => {
        const { VersionId } = await put({ ObjectLockLegalHoldStatus: "ON" });
        assert.equal(await failure(remove(VersionId, true)), "403 AccessDenied");
        await world.client.send(
            new PutObjectLegalHoldCommand({
                Bucket: "vault",
                Key: "k",
                VersionId,
                LegalHold: { Status: "OFF" },
            }),
        );
        await remove(VersionId);
    });
});
