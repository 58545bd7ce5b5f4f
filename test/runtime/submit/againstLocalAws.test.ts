import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { clientConfig } from "../../../local/core/endpointClientConfig";
import { startServer, type LocalServer } from "../../../local/core/httpServer";
import { createLocalAws, type LocalAws } from "../../../local/core/world";
import {
    inventoryChecksumKey,
    inventoryManifestKey,
} from "../../../model/inventory/inventoryFolders";
import {
    inventoryFolder,
    ledgersPrefix,
    manifestsPrefix,
    recordOf,
    runsPrefix,
} from "../../../model/naming/keys";
import { verifyChain } from "../../../model/runs/verifyChain";
import { NoSuchObject } from "../../../runtime/aws/objectStore";
import { s3BatchJobs } from "../../../runtime/aws/s3BatchJobs";
import { s3ManifestJoiner } from "../../../runtime/aws/s3ManifestJoiner";
import { s3ManifestStore } from "../../../runtime/aws/s3ManifestStore";
import { s3ObjectStore } from "../../../runtime/aws/s3ObjectStore";
import type { SubmitPorts } from "../../../runtime/submit/ports";
import { submitBucket } from "../../../runtime/submit/submitBucket";
import { coldLogs, columns, plan, sourceBucket } from "./submitWorld";
import { Faults, MemoryExecutions } from "./memoryStores";

const account = "111111111111";
const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");
const roleArn = `arn:aws:iam::${account}:role/job`;

/** The real SDK ports over HTTP, against the embedded AWS, as an administrator. */
describe("submit against the local AWS", () => {
    let world: LocalAws;
    let server: LocalServer;
    let s3: S3Client;
    let s3control: S3ControlClient;
    let ports: SubmitPorts;
    const metrics: string[] = [];

    beforeEach(async () => {
        metrics.length = 0;
        world = createLocalAws({
            accounts: [account],
            region: "eu-west-1",
            startAt: new Date("2026-11-22T01:00:00.000Z"),
        });
        const admin = world.administrator(account);
        for (const bucket of [sourceBucket, "control", "audit"])
            world.s3.createBucket(admin, bucket);
        for (const bucket of [sourceBucket, "control"])
            world.s3.configuration(bucket).versioning = "Enabled";
        world.iam.createRole(account, {
            name: "job",
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "batchoperations.s3.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
        });
        world.iam.putRolePolicy(account, "job", "all", {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
        });
        world.s3.configuration("control").policy = {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "s3.amazonaws.com" },
                    Action: "s3:PutObject",
                    Resource: "arn:aws:s3:::control/inventory/*",
                },
            ],
        };
        world.s3.configuration(sourceBucket).inventories.set("archival", {
            id: "archival",
            enabled: true,
            versions: "All",
            frequency: "Daily",
            optionalFields: columns.slice(5).map((name) => name as string),
            destination: {
                bucketArn: "arn:aws:s3:::control",
                accountId: account,
                prefix: "inventory",
                format: "CSV",
            },
        });
        const lastModified = new Date("2026-01-01T00:00:00.000Z");
        world.s3.seed(sourceBucket, [
            { key: "logs/a b+c é%.txt", lastModified, body: { syntheticLength: 5000 } },
            { key: "logs/null", lastModified, versionId: "null", body: { syntheticLength: 4000 } },
            { key: "logs/small", lastModified, body: { syntheticLength: 10 } },
        ]);
        server = await startServer(world);
        const { principal } = admin;
        const config = {
            ...clientConfig(world, server, world.iam.issue(principal)),
            maxAttempts: 1,
        };
        s3 = new S3Client(config);
        s3control = new S3ControlClient(config);
        ports = {
            control: s3ObjectStore(s3, "control", account),
            audit: s3ObjectStore(s3, "audit", account),
            manifests: s3ManifestStore(s3, "control", account),
            jobs: s3BatchJobs(s3control, account),
            joiner: s3ManifestJoiner(s3, "control", account),
            executions: new MemoryExecutions(new Faults()),
            notifier: { notify: () => Promise.resolve() },
            telemetry: {
                metric: (name, value) => metrics.push(`${name} ${value}`),
                info: () => undefined,
                warn: () => undefined,
                error: () => undefined,
            },
            surroundings: {
                stack: "dev",
                partition: "aws",
                account,
                controlBucket: "control",
                auditBucket: "audit",
                taskFunctionArn: `arn:aws:lambda:eu-west-1:${account}:function:task:1`,
            },
            maxProofClaims: 1000,
            maxDoneObjects: 1000,
            now: () => world.clock.date(),
        };
    });

    afterEach(async () => {
        s3.destroy();
        s3control.destroy();
        await server.close();
    });

    const thePlan = { ...plan, tiers: [{ ...coldLogs, roles: { copy: roleArn } }] };

    it("archives what an inventory lists, once, however many submits run at once", async () => {
        assert.ok(await world.inventory.deliver(sourceBucket, "archival"));
        await world.clock.advance(60_000);
        await Promise.all(Array.from({ length: 10 }, () => submitBucket(ports, thePlan)));
        assert.equal(world.s3control.jobs(account).length, 1);
        await world.clock.advance(3_600_000);
        const [job] = world.s3control.jobs(account);
        assert.deepEqual(
            [job?.status, job?.tasks],
            ["Complete", { total: 2, succeeded: 2, failed: 0 }],
        );
        const classes = [...world.s3.versions(sourceBucket)]
            .filter(({ isLatest }) => isLatest)
            .map(({ key, storageClass }) => [key, storageClass]);
        assert.deepEqual(classes, [
            ["logs/a b+c é%.txt", "GLACIER_IR"],
            ["logs/null", "GLACIER_IR"],
            ["logs/small", "STANDARD"],
        ]);
        const keys = await ports.audit.list(ledgersPrefix);
        const chain = await Promise.all(
            keys.map(async (key) => ({
                key,
                bytes: (await ports.audit.read(key))?.bytes ?? Buffer.of(),
            })),
        );
        assert.equal(chain.length, 2);
        assert.deepEqual(verifyChain(sourceBucket, chain), []);
        assert.deepEqual(world.refusals, []);
    });

    for (const [name, faults] of [
        ["truncated data file", { truncateDataFile: true }],
        ["wrong data checksum", { wrongDataChecksum: true }],
        ["missing data file", { missingDataFile: true }],
        ["wrong manifest checksum", { wrongManifestChecksum: true }],
        ["missing column", { dropColumns: ["StorageClass"] }],
        ["foreign source bucket", { otherSourceBucket: "acme-other" }],
    ] as const)
        it(`refuses a delivery with a ${name}`, async () => {
            await world.inventory.deliver(sourceBucket, "archival", faults);
            const { tiers } = await submitBucket(ports, thePlan);
            assert.deepEqual(tiers, { "cold-logs": "refused" });
            assert.ok(metrics.includes("runsRefused 1"));
            assert.equal(world.s3control.jobs(account).length, 0);
            assert.deepEqual(await ports.control.list(manifestsPrefix), []);
            assert.deepEqual(
                (await ports.control.list(runsPrefix)).map((key) => recordOf(key)?.kind),
                ["runNotice", "run"],
            );
        });

    for (const [name, damage] of [
        // The operating system byte of the gzip header: every row can be read, and only then the sum is wrong.
        ["altered", (bytes: Buffer) => bytes.fill(bytes.readUInt8(9) ^ 1, 9, 10)],
        ["cut off near its end", (bytes: Buffer) => bytes.subarray(0, -1000)],
    ] as const)
        it(`undoes manifests that have begun to be uploaded when a data file is ${name}`, async () => {
            const createdAt = Date.parse("2026-11-22T00:30:00.000Z");
            const csv = Array.from({ length: 60_000 }, (_, index) => {
                // Hardly compressible, so that what is cut off is not most of the rows.
                const key = `logs/${index}/${createHash("sha512").update(`${index}`).digest("hex").repeat(2)}`;
                return `"${sourceBucket}","${key}","v","true","false","5000","2026-01-01T00:00:00.000Z","e","STANDARD","","SSE-S3","","",""\n`;
            });
            const sound = gzipSync(csv.join(""));
            const base = inventoryFolder(sourceBucket, "archival");
            const manifest = Buffer.from(
                JSON.stringify({
                    sourceBucket,
                    destinationBucket: "arn:aws:s3:::control",
                    version: "2016-11-30",
                    creationTimestamp: String(createdAt),
                    fileFormat: "CSV",
                    fileSchema: columns.join(", "),
                    files: [
                        {
                            key: `${base}data/1.csv.gz`,
                            size: sound.length,
                            MD5checksum: md5(sound),
                        },
                    ],
                }),
            );
            const folder = `${base}2026-11-22T00-30Z/`;
            for (const [key, bytes] of [
                [`${base}data/1.csv.gz`, damage(Buffer.from(sound))],
                [inventoryManifestKey(folder), manifest],
                [inventoryChecksumKey(folder), Buffer.from(md5(manifest))],
            ] as const)
                await ports.control.create(key, bytes, "application/octet-stream");
            let begun = 0;
            const uploads = async (): Promise<number> =>
                (await s3.send(new ListMultipartUploadsCommand({ Bucket: "control" }))).Uploads
                    ?.length ?? 0;
            const manifests: SubmitPorts["manifests"] = {
                ...ports.manifests,
                open: (key) => {
                    const writer = ports.manifests.open(key);
                    return {
                        write: (bytes) => writer.write(bytes),
                        finish: () => writer.finish(),
                        abort: async () => {
                            begun += await uploads();
                            await writer.abort();
                        },
                    };
                },
            };
            const { tiers } = await submitBucket({ ...ports, manifests }, thePlan);
            assert.deepEqual(tiers, { "cold-logs": "refused" });
            assert.equal(begun, 1);
            assert.equal(await uploads(), 0);
            assert.deepEqual(await ports.control.list(manifestsPrefix), []);
        }).timeout(30_000);

    it("stores manifests of several parts and recognises them", async () => {
        const store = s3ManifestStore(s3, "control", account, 5 * 1024 * 1024);
        const write = async (): Promise<unknown> => {
            const writer = store.open("manifests/big.csv");
            for (let index = 0; index < 6; index++)
                await writer.write(Buffer.alloc(1024 * 1024, index));
            return writer.finish();
        };
        const first = (await write()) as { etag: string };
        assert.match(first.etag, /^[0-9a-f]{32}-2$/);
        assert.deepEqual(await write(), first);
    });

    it("lists, reads and writes once", async () => {
        const { control } = ports;
        assert.equal(await control.create("x/b", Buffer.from("1"), "text/plain"), "created");
        assert.equal(await control.create("x/b", Buffer.from("2"), "text/plain"), "exists");
        for (const key of ["x/a", "x/c/1", "x/c/2", "x/d/1"])
            await control.create(key, Buffer.from(key), "text/plain");
        assert.equal((await control.read("x/b"))?.bytes.toString(), "1");
        assert.equal(await control.read("x/none"), undefined);
        await assert.rejects(() => control.stream("x/none"), NoSuchObject);
        assert.deepEqual(await control.list("x/", { startAfter: "x/a", limit: 2 }), [
            "x/b",
            "x/c/1",
        ]);
        assert.deepEqual(await control.folders("x/"), ["x/c/", "x/d/"]);
        assert.deepEqual(
            (await control.entries("x/c/")).map(({ key }) => key),
            ["x/c/1", "x/c/2"],
        );
    });
});
