import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
    GetObjectCommand,
    ListMultipartUploadsCommand,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { clientConfig } from "../../../local/core/endpointClientConfig";
import { startServer, type LocalServer } from "../../../local/core/httpServer";
import { createLocalAws, type LocalAws } from "../../../local/core/world";
import { joinPlan, type JoinPlan } from "../../../model/scale/joinPlan";
import { ManifestDiffers } from "../../../runtime/aws/manifestStore";
import { s3ManifestJoiner } from "../../../runtime/aws/s3ManifestJoiner";
import { s3ManifestStore } from "../../../runtime/aws/s3ManifestStore";

const account = "111111111111";
const mib = 1024 * 1024;
const target = "manifests/run/copy-0.csv";

/** Against the embedded S3, which has the part rules of the real one: 5 MiB, ETags, conditions. */
describe("s3ManifestJoiner", () => {
    let world: LocalAws;
    let server: LocalServer;
    let s3: S3Client;

    beforeEach(async () => {
        world = createLocalAws({
            accounts: [account],
            region: "eu-west-1",
            startAt: new Date("2026-11-22T01:00:00.000Z"),
        });
        const admin = world.administrator(account);
        world.s3.createBucket(admin, "control");
        world.s3.configuration("control").versioning = "Enabled";
        server = await startServer(world);
        s3 = new S3Client({
            ...clientConfig(world, server, world.iam.issue(admin.principal)),
            maxAttempts: 1,
        });
    });

    afterEach(async () => {
        s3.destroy();
        await server.close();
    });

    async function stored(sizes: readonly number[]) {
        const pieces: { key: string; etag: string; bytes: Buffer }[] = [];
        for (const [index, size] of sizes.entries()) {
            const bytes = Buffer.alloc(size, `${index} some row of a manifest\n`);
            const writer = s3ManifestStore(s3, "control", account).open(
                `scans/b/s/parts/0000${index}/a tier+-copy.csv`,
            );
            await writer.write(bytes);
            pieces.push({ ...(await writer.finish()), bytes });
        }
        const plan = joinPlan(sizes) as Extract<JoinPlan, { kind: "multipart" }>;
        assert.equal(plan.kind, "multipart");
        return { pieces, plan, whole: Buffer.concat(pieces.map(({ bytes }) => bytes)) };
    }

    const read = async (): Promise<Buffer> => {
        const answer = await s3.send(new GetObjectCommand({ Bucket: "control", Key: target }));
        return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
    };
    const replaced = async (Key: string, Body: Buffer): Promise<string> => {
        const { ETag = "" } = await s3.send(new PutObjectCommand({ Bucket: "control", Key, Body }));
        return ETag;
    };
    const openUploads = async (): Promise<number> =>
        (await s3.send(new ListMultipartUploadsCommand({ Bucket: "control" }))).Uploads?.length ??
        0;
    const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

    it("joins large and small pieces in order, and answers the same object when it is repeated", async () => {
        const { pieces, plan, whole } = await stored([12 * mib, 100, 7, 9 * mib, 6 * mib, 5]);
        const joiner = s3ManifestJoiner(s3, "control", account);
        const joined = await joiner.join(target, pieces, plan);
        assert.equal(sha256(await read()), sha256(whole));
        assert.match(joined.etag, new RegExp(`^[0-9a-f]{32}-${plan.parts.length}$`));
        assert.ok(joined.versionId);
        assert.deepEqual(await joiner.join(target, pieces, plan), joined);
        assert.equal(await openUploads(), 0);
    });

    it("refuses to replace another object, and leaves no upload open", async () => {
        const { pieces, plan } = await stored([6 * mib, 6 * mib]);
        await s3.send(new PutObjectCommand({ Bucket: "control", Key: target, Body: "other" }));
        const joiner = s3ManifestJoiner(s3, "control", account);
        await assert.rejects(joiner.join(target, pieces, plan), ManifestDiffers);
        assert.equal((await read()).toString(), "other");
        assert.equal(await openUploads(), 0);
    });

    it("refuses a piece that is no longer the one that was planned, copied or read", async () => {
        const { pieces, plan } = await stored([6 * mib, 10, 7 * mib]);
        for (const first of pieces) {
            await replaced(first.key, Buffer.alloc(first.bytes.length));
            await assert.rejects(
                s3ManifestJoiner(s3, "control", account).join(target, pieces, plan),
                ManifestDiffers,
            );
            assert.equal(await openUploads(), 0);
            await assert.rejects(read(), { name: "NoSuchKey" });
            first.etag = await replaced(first.key, first.bytes);
        }
    });

    it("says what became of a join, though its upload cannot be aborted", async () => {
        const { pieces, plan } = await stored([6 * mib, 6 * mib]);
        const joiner = s3ManifestJoiner(s3, "control", account);
        const joined = await joiner.join(target, pieces, plan);
        let refused = 0;
        s3.middlewareStack.add(
            (next, { commandName }) =>
                async (args) => {
                    if (commandName !== "AbortMultipartUploadCommand") return next(args);
                    refused++;
                    throw Object.assign(new Error("no"), { name: "AccessDenied" });
                },
            { step: "initialize" },
        );
        assert.deepEqual(await joiner.join(target, pieces, plan), joined);
        assert.equal(refused, 1);
        await replaced(pieces[0]?.key ?? "", Buffer.alloc(6 * mib));
        await assert.rejects(joiner.join(target, pieces, plan), ManifestDiffers);
        assert.equal(refused, 2);
    });
});
