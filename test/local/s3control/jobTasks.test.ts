import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { AwsError, type CallContext } from "../../../local/core/contracts";
import { account, BatchWorld, jobTrust, roleArn } from "./batchWorld";

const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:task:7`;

describe("jobs of Batch Operations", () => {
    let batch: BatchWorld;
    beforeEach(() => {
        batch = new BatchWorld();
    });
    afterEach(async () => {
        await batch.close();
    });
    const seed = (...keys: string[]): void => {
        batch.s3.seed(
            "data",
            keys.map((key) => ({ key, body: { bytes: Buffer.from(key) } })),
        );
    };

    describe("manifest", () => {
        const bad: readonly [
            string,
            string | Buffer,
            ("Bucket" | "Key" | "VersionId")[],
            RegExp,
        ][] = [
            ["compressed", gzipSync("data,k\n"), ["Bucket", "Key"], /must not be compressed/],
            ["with a byte order mark", "\ufeffdata,k\n", ["Bucket", "Key"], /byte order mark/],
            ["not UTF-8", Buffer.from([0x61, 0xff]), ["Bucket", "Key"], /must be UTF-8/],
            [
                "of uneven columns",
                "data,k\ndata\n",
                ["Bucket", "Key"],
                /row 2 must have the 2 columns of Fields, got 1/,
            ],
            [
                "with a version missing",
                "data,k,null\ndata,l,\n",
                ["Bucket", "Key", "VersionId"],
                /row 2 has no version id/,
            ],
            [
                "of two buckets",
                "data,k\nother,k\n",
                ["Bucket", "Key"],
                /must be in one bucket, got data, other/,
            ],
            ["without rows", "", ["Bucket", "Key"], /it has no rows/],
        ];
        for (const [name, text, fields, reason] of bad) {
            it(`fails the job when it is ${name}`, async () => {
                const view = await batch.run(await batch.request(text, {}, fields));
                assert.equal(view.status, "Failed");
                assert.match(view.failureReasons.join(), reason);
                assert.deepEqual(batch.statuses(view.jobId), [
                    "New",
                    "Preparing",
                    "Failing",
                    "Failed",
                ]);
                assert.deepEqual(batch.keys("reports/"), []);
            });
        }

        it("fails the job when it was overwritten or may not be read", async () => {
            const overwritten = await batch.request("data,k\n");
            await batch.manifest("data,l\n");
            assert.match(
                (await batch.run(overwritten)).failureReasons.join(),
                /^ManifestETagMismatch: /,
            );

            batch.world.iam.putRolePolicy(account, "job", "all", {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }],
            });
            const denied = await batch.run(await batch.request("data,k\n"));
            assert.match(denied.failureReasons.join(), /^ManifestInaccessible: .*AccessDenied/);
        });

        it("fails the job when a custom manifest lies under KMS, unless the switch allows it", async () => {
            const run = async (refuseKmsManifests: boolean): Promise<string> => {
                await batch.close();
                batch = new BatchWorld({ switches: { refuseKmsManifests } });
                const { world } = batch;
                const { arn } = world.kms.createKey(account, {
                    policy: {
                        Version: "2012-10-17",
                        Statement: [
                            {
                                Effect: "Allow",
                                Principal: { AWS: "*" },
                                Action: "kms:*",
                                Resource: "*",
                            },
                        ],
                    },
                });
                const request = await batch.request("data,k\n");
                const { etag } = await batch.s3.putObject(world.administrator(account), {
                    bucket: "control",
                    key: "manifests/m.csv",
                    body: { bytes: Buffer.from("data,k\n") },
                    encryption: { algorithm: "aws:kms", kmsKeyId: arn },
                });
                const location = request.Manifest?.Location;
                assert.ok(request.Manifest !== undefined && location !== undefined);
                const view = await batch.run({
                    ...request,
                    Manifest: { ...request.Manifest, Location: { ...location, ETag: etag } },
                });
                return `${view.status} ${view.failureReasons.join()}`;
            };
            assert.match(
                await run(true),
                /^Failed ManifestEncryption: custom CSV manifests under SSE-KMS/,
            );
            assert.equal(await run(false), "Complete ");
        });

        it("fails the job whose role does not trust Batch Operations", async () => {
            batch.world.iam.createRole(account, {
                name: "other",
                trustPolicy: {
                    ...jobTrust,
                    Statement: [
                        { ...jobTrust.Statement[0], Principal: { Service: "s3.amazonaws.com" } },
                    ],
                },
            });
            const RoleArn = roleArn.replace("/job", "/other");
            const view = await batch.run(await batch.request("data,k\n", { RoleArn }));
            assert.equal(view.status, "Failed");
            assert.match(view.failureReasons.join(), /^AccessDenied: /);
        });

        it("turns a header into a failing task and an undecodable key as well", async () => {
            seed("k");
            const view = await batch.run(await batch.request("Bucket,Key\ndata,k\ndata,100%\n"));
            assert.equal(view.status, "Complete");
            assert.deepEqual(view.tasks, { total: 3, succeeded: 1, failed: 2 });
            const rows = await batch.reportRows(view.jobId);
            assert.match(rows[1] ?? "", /^Bucket,Key,,failed,404,NoSuchBucket,/);
            assert.match(
                rows[2] ?? "",
                /^data,100%,,failed,400,InvalidRequest,"manifest key: every ""%""/,
            );
        });

        it("runs every row of a CSV inventory, with a failing task for a null version", async () => {
            seed("a b");
            const csv = gzipSync('"data","a+b","","true"\n"data","a+b","none","false"\n');
            const md5 = (await import("node:crypto")).createHash("md5").update(csv).digest("hex");
            await batch.manifest(csv, "inv/data/x.csv.gz");
            const location = await batch.manifest(
                JSON.stringify({
                    fileFormat: "CSV",
                    fileSchema: "Bucket, Key, VersionId, IsLatest",
                    files: [{ key: "inv/data/x.csv.gz", size: csv.length, MD5checksum: md5 }],
                }),
                "inv/manifest.json",
            );
            const view = await batch.run(
                await batch.request("x", {
                    Manifest: {
                        Spec: { Format: "S3InventoryReport_CSV_20161130" },
                        Location: location,
                    },
                }),
            );
            assert.deepEqual(view.tasks, { total: 2, succeeded: 0, failed: 2 });
        });
    });

    describe("copies", () => {
        it("refuses what changed since the constraint with 412, and an archived source", async () => {
            batch.s3.seed("data", [
                {
                    key: "old",
                    lastModified: new Date("2025-01-01T00:00:00Z"),
                    body: { syntheticLength: 1 },
                },
                {
                    key: "new",
                    lastModified: new Date("2026-01-04T00:00:00Z"),
                    body: { syntheticLength: 1 },
                },
                {
                    key: "cold",
                    lastModified: new Date("2025-01-01T00:00:00Z"),
                    storageClass: "DEEP_ARCHIVE",
                    body: { syntheticLength: 1 },
                },
            ]);
            const view = await batch.run(
                await batch.request("data,old\ndata,new\ndata,cold\n", {
                    Operation: {
                        S3PutObjectCopy: {
                            TargetResource: "arn:aws:s3:::data",
                            StorageClass: "GLACIER",
                            UnModifiedSinceConstraint: new Date("2026-01-01T00:00:00Z"),
                        },
                    },
                }),
            );
            const rows = await batch.reportRows(view.jobId);
            assert.match(rows[0] ?? "", /^data,old,,succeeded,200,,/);
            assert.match(rows[1] ?? "", /^data,new,,failed,412,PreconditionFailed,/);
            assert.match(rows[2] ?? "", /^data,cold,,failed,403,InvalidObjectState,/);
        });

        it("copies the named version, under a prefix, to another bucket with tags and lock as asked", async () => {
            batch.s3.seed("data", [
                { key: "k", versionId: "v1", body: { bytes: Buffer.from("one") } },
                { key: "k", versionId: "v2", body: { bytes: Buffer.from("two") } },
            ]);
            const view = await batch.run(
                await batch.request(
                    "data,k,v1\n",
                    {
                        Operation: {
                            S3PutObjectCopy: {
                                TargetResource: "arn:aws:s3:::control",
                                TargetKeyPrefix: "vault/data",
                                NewObjectTagging: [{ Key: "from", Value: "batch" }],
                            },
                        },
                    },
                    ["Bucket", "Key", "VersionId"],
                ),
            );
            assert.deepEqual(view.tasks, { total: 1, succeeded: 1, failed: 0 });
            assert.equal(await batch.text("vault/data/k"), "one");
            const [copy] = [...batch.s3.versions("control")].filter(
                ({ key }) => key === "vault/data/k",
            );
            assert.deepEqual(copy?.tags, { from: "batch" });
            assert.match(
                (await batch.reportRows(view.jobId))[0] ?? "",
                /^data,k,v1,succeeded,200,,/,
            );
        });

        it("acts on what is there when the task runs, not when the job was created", async () => {
            batch.service.setTaskRate(1);
            seed("a", "b");
            const id = await batch.create(await batch.request("data,a\ndata,b\n"));
            await batch.until(id, "Active");
            await batch.s3.deleteObject(batch.world.administrator(account), {
                bucket: "data",
                key: "b",
            });
            assert.deepEqual((await batch.ended(id)).tasks, { total: 2, succeeded: 1, failed: 1 });
        });
    });

    describe("failure threshold", () => {
        const rows = (good: number, bad: number): string =>
            "data,missing\n".repeat(bad) + "data,k\n".repeat(good);
        const tagging = {
            Operation: { S3PutObjectTagging: { TagSet: [{ Key: "a", Value: "b" }] } },
        };

        it("leaves a job of 999 failed tasks Complete", async () => {
            const view = await batch.run(await batch.request(rows(0, 999), tagging));
            assert.equal(view.status, "Complete");
            assert.deepEqual(view.tasks, { total: 999, succeeded: 0, failed: 999 });
            assert.deepEqual(view.failureReasons, []);
        });
        it("fails a job at the 1,000th task when more than half failed, and reports what ran", async () => {
            seed("k");
            const view = await batch.run(await batch.request(rows(499, 700), tagging));
            assert.equal(view.status, "Failed");
            assert.deepEqual(view.tasks, { total: 1199, succeeded: 300, failed: 700 });
            assert.match(
                view.failureReasons.join(),
                /^FailureThresholdExceeded: 700 of 1000 tasks failed/,
            );
            assert.equal((await batch.reportRows(view.jobId)).length, 1000);
        });
        it("lets a job with exactly half of its tasks failed complete", async () => {
            seed("k");
            const view = await batch.run(await batch.request(rows(500, 500), tagging));
            assert.equal(view.status, "Complete");
        });
    });

    describe("report", () => {
        it("has failed tasks only when asked, none when switched off", async () => {
            seed("k");
            const request = await batch.request("data,k\ndata,l\n");
            const failedOnly = await batch.run({
                ...request,
                Report: { ...request.Report, Enabled: true, ReportScope: "FailedTasksOnly" },
            });
            assert.equal((await batch.reportRows(failedOnly.jobId)).length, 1);
            const off = await batch.run(
                await batch.request("data,k\n", { Report: { Enabled: false } }),
            );
            assert.equal(off.status, "Complete");
            assert.deepEqual(batch.keys(`reports/job-${off.jobId}`), []);
        });

        it("splits into files of 10,000 rows and runs 25,000 tasks quickly", async () => {
            batch.service.setTaskRate(5000);
            seed("k");
            const view = await batch.run(
                await batch.request("data,k\n".repeat(25_000), {
                    Operation: { S3PutObjectTagging: { TagSet: [] } },
                }),
            );
            assert.deepEqual(view.tasks, { total: 25_000, succeeded: 25_000, failed: 0 });
            assert.equal(batch.keys(`reports/job-${view.jobId}/results/`).length, 3);
            assert.equal((await batch.reportRows(view.jobId)).length, 25_000);
        });

        it("fails the job when the role may not write it", async () => {
            seed("k");
            batch.world.iam.putRolePolicy(account, "job", "deny", {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Deny",
                        Action: "s3:PutObject",
                        Resource: "arn:aws:s3:::control/reports/*",
                    },
                ],
            });
            const view = await batch.run(await batch.request("data,k\n"));
            assert.equal(view.status, "Failed");
            assert.match(view.failureReasons.join(), /^ReportNotWritten: /);
            assert.deepEqual(batch.statuses(view.jobId).slice(-3), [
                "Completing",
                "Failing",
                "Failed",
            ]);
        });
    });

    it("restores archived objects and answers 202", async () => {
        batch.s3.seed("data", [
            { key: "cold", storageClass: "DEEP_ARCHIVE", body: { syntheticLength: 1 } },
            { key: "warm", body: { syntheticLength: 1 } },
        ]);
        const view = await batch.run(
            await batch.request("data,cold\ndata,warm\n", {
                Operation: {
                    S3InitiateRestoreObject: { ExpirationInDays: 3, GlacierJobTier: "BULK" },
                },
            }),
        );
        const rows = await batch.reportRows(view.jobId);
        assert.equal(rows[0], "data,cold,,succeeded,202,,Successful");
        assert.match(rows[1] ?? "", /^data,warm,,failed,403,/);
    });

    it("sets retention and legal hold and deletes tags through S3's own requests", async () => {
        const admin = batch.world.administrator(account);
        batch.s3.createBucket(admin, "locked", { objectLock: true });
        batch.world.iam.putRolePolicy(account, "job", "locked", {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "s3:*",
                    Resource: ["arn:aws:s3:::locked", "arn:aws:s3:::locked/*"],
                },
            ],
        });
        batch.s3.seed("locked", [{ key: "a b+c", tags: { a: "1" }, body: { syntheticLength: 1 } }]);
        const run = async (Operation: object): Promise<void> => {
            const view = await batch.run(await batch.request("locked,a%20b%2Bc\n", { Operation }));
            const rows = await batch.reportRows(view.jobId);
            assert.deepEqual(rows, ["locked,a%20b%2Bc,,succeeded,200,,Successful"]);
        };
        const until = new Date("2030-01-01T00:00:00Z");
        await run({ S3PutObjectLegalHold: { LegalHold: { Status: "ON" } } });
        await run({
            S3PutObjectRetention: { Retention: { Mode: "GOVERNANCE", RetainUntilDate: until } },
        });
        await run({ S3DeleteObjectTagging: {} });
        const record = await batch.s3.headObject(admin, { bucket: "locked", key: "a b+c" });
        assert.equal(record.legalHold, true);
        assert.equal(record.lockMode, "GOVERNANCE");
        assert.deepEqual(record.retainUntil, until);
        assert.deepEqual(record.tags, {});
    });

    describe("LambdaInvoke", () => {
        interface Call {
            ctx: CallContext;
            arn: string;
            payload: Payload;
        }
        interface Payload {
            invocationSchemaVersion: string;
            invocationId: string;
            job: object;
            tasks: readonly [{ taskId: string; s3Key: string }];
        }
        async function run(
            answer: (payload: Payload, call: number) => object,
            operation: object = { InvocationSchemaVersion: "2.0", UserArguments: { tier: "cold" } },
        ) {
            const calls: Call[] = [];
            await batch.close();
            batch = new BatchWorld(
                {},
                {
                    invoke: (ctx, arn, payload) => {
                        calls.push({ ctx, arn, payload: payload as Payload });
                        const reply = answer(payload as Payload, calls.length);
                        return Promise.resolve({ requestId: "r", payload: null, ...reply });
                    },
                },
            );
            const view = await batch.run(
                await batch.request("data,a%20b\n", {
                    Operation: { LambdaInvoke: { FunctionArn: functionArn, ...operation } },
                }),
            );
            return { calls, view, rows: await batch.reportRows(view.jobId) };
        }
        const reply = (payload: Payload, resultCode: string, extra: object = {}) => ({
            payload: {
                invocationSchemaVersion: payload.invocationSchemaVersion,
                invocationId: payload.invocationId,
                results: [{ taskId: payload.tasks[0].taskId, resultCode, resultString: 'a, "b"' }],
                ...extra,
            },
        });

        it("sends schema 2.0 with user arguments, bucket name and the key as in the manifest", async () => {
            const { calls, rows } = await run((payload) => reply(payload, "Succeeded"));
            const [call] = calls;
            const { invocationId, tasks, ...rest } = call?.payload ?? assert.fail("a call");
            assert.match(invocationId, /^[0-9a-f]{64}$/);
            const { taskId, ...task } = tasks[0];
            assert.match(taskId, /^[0-9a-f]{64}$/);
            assert.deepEqual(task, { s3Key: "a%20b", s3VersionId: null, s3Bucket: "data" });
            assert.deepEqual(rest, {
                invocationSchemaVersion: "2.0",
                job: { id: batch.service.jobs(account)[0]?.jobId, userArguments: { tier: "cold" } },
            });
            assert.equal(call?.arn, functionArn);
            assert.equal(call.ctx.principal.kind === "role" && call.ctx.principal.roleName, "job");
            assert.deepEqual(rows, ['data,a%20b,,succeeded,200,,"a, ""b"""']);
        });
        it("sends schema 1.0 with the bucket's ARN", async () => {
            const { calls } = await run((payload) => reply(payload, "Succeeded"), {});
            const { taskId: _taskId, ...task } =
                calls[0]?.payload.tasks[0] ?? assert.fail("a task");
            assert.deepEqual(task, {
                s3Key: "a%20b",
                s3VersionId: null,
                s3BucketArn: "arn:aws:s3:::data",
            });
            assert.equal(calls[0]?.payload.invocationSchemaVersion, "1.0");
        });
        it("tries a temporary failure again, six times at most", async () => {
            const third = await run((payload, call) =>
                reply(payload, call < 3 ? "TemporaryFailure" : "Succeeded"),
            );
            assert.equal(third.calls.length, 3);
            assert.equal(third.view.tasks.succeeded, 1);
            const never = await run((payload) => reply(payload, "TemporaryFailure"));
            assert.equal(never.calls.length, 7);
            assert.match(never.rows[0] ?? "", /^data,a%20b,,failed,200,TemporaryFailure,/);
        });
        for (const [name, answer, row] of [
            [
                "an unknown code as treatMissingKeysAs says",
                (p: Payload) => reply(p, "Odd", { treatMissingKeysAs: "PermanentFailure" }),
                /failed,200,PermanentFailure,/,
            ],
            [
                "a missing result as treatMissingKeysAs says",
                (p: Payload) => reply(p, "x", { results: [], treatMissingKeysAs: "Succeeded" }),
                /succeeded,200,,/,
            ],
            [
                "a missing treatMissingKeysAs as a temporary failure",
                (p: Payload) => reply(p, "x", { results: [] }),
                /failed,200,TemporaryFailure,/,
            ],
            [
                "another invocation's answer as a failure",
                (p: Payload) => reply(p, "Succeeded", { invocationId: "other" }),
                /failed,200,PermanentFailure,the function must echo/,
            ],
            [
                "a function error as a failure",
                () => ({ functionError: "Unhandled" }),
                /failed,200,PermanentFailure,Lambda function error \(Unhandled\): null/,
            ],
        ] as const) {
            it(`takes ${name}`, async () => {
                assert.match((await run(answer)).rows[0] ?? "", row);
            });
        }
        it("reports a denied invocation as 403", async () => {
            const { rows } = await run(() => {
                throw new AwsError("AccessDeniedException", 403, "not authorized");
            });
            assert.deepEqual(rows, ["data,a%20b,,failed,403,AccessDeniedException,not authorized"]);
        });
    });
});
