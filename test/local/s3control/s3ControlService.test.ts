import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
    CreateJobCommand,
    DeleteJobTaggingCommand,
    DescribeJobCommand,
    GetJobTaggingCommand,
    ListAccessPointsCommand,
    ListJobsCommand,
    PutJobTaggingCommand,
    UpdateJobPriorityCommand,
    UpdateJobStatusCommand,
    type CreateJobRequest,
} from "@aws-sdk/client-s3-control";
import { account, BatchWorld, copyTo, jobTrust, roleArn } from "./batchWorld";

const hour = 3_600_000;
const day = 24 * hour;

describe("S3ControlService", () => {
    let batch: BatchWorld;
    beforeEach(() => {
        batch = new BatchWorld();
    });
    afterEach(async () => {
        await batch.close();
    });

    it("runs a copy job through every state as the job role and writes its report", async () => {
        batch.s3.seed("data", [
            { key: "a b+c,é.txt", body: { bytes: Buffer.from("x") } },
            { key: "big", body: { syntheticLength: 6_000_000_000 } },
            { key: "gone", deleteMarker: true },
        ]);
        const id = await batch.create(
            await batch.request(
                "data,a%20b%2Bc%2C%C3%A9.txt,1\ndata,big,6000000000\ndata,gone,0\n",
                {},
                ["Bucket", "Key", "Ignore"],
            ),
        );
        const view = await batch.ended(id);
        assert.equal(view.status, "Complete");
        assert.deepEqual(view.tasks, { total: 3, succeeded: 1, failed: 2 });
        assert.deepEqual(batch.statuses(id), [
            "New",
            "Preparing",
            "Ready",
            "Active",
            "Completing",
            "Complete",
        ]);
        assert.deepEqual(batch.classes(), ["a b+c,é.txt=GLACIER", "big=STANDARD"]);

        const manifestText = await batch.text(`reports/job-${id}/manifest.json`);
        const manifest = JSON.parse(manifestText) as {
            Results: readonly { Key: string; MD5Checksum: string }[];
        };
        const [good, bad] = manifest.Results;
        assert.ok(good !== undefined && bad !== undefined);
        const keyPattern = new RegExp(`^reports/job-${id}/results/[0-9a-f]{40}\\.csv$`);
        assert.match(good.Key, keyPattern);
        assert.match(bad.Key, keyPattern);
        const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
        assert.deepEqual(manifest, {
            Format: "Report_CSV_20180820",
            ReportCreationDate: view.terminatedAt?.toISOString(),
            Results: [
                {
                    TaskExecutionStatus: "succeeded",
                    Bucket: "control",
                    MD5Checksum: md5(await batch.text(good.Key)),
                    Key: good.Key,
                },
                {
                    TaskExecutionStatus: "failed",
                    Bucket: "control",
                    MD5Checksum: md5(await batch.text(bad.Key)),
                    Key: bad.Key,
                },
            ],
            ReportSchema:
                "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage",
        });
        assert.equal(await batch.text(`reports/job-${id}/manifest.json.md5`), md5(manifestText));
        const rows = await batch.reportRows(id);
        assert.equal(rows[0], "data,a%20b%2Bc%2C%C3%A9.txt,,succeeded,200,,Successful");
        assert.match(rows[1] ?? "", /^data,big,,failed,400,InvalidRequest,/);
        assert.match(rows[2] ?? "", /^data,gone,,failed,404,NoSuchKey,/);
        assert.equal(rows.length, 3);
        const decisions = batch.world.decisions.filter(({ action }) => action === "s3:PutObject");
        assert.ok(
            decisions.some(({ principal }) => principal.includes(":assumed-role/job/")),
            "the job role wrote",
        );
        const [record] = [...batch.s3.versions("control")].filter(({ key }) => key === good.Key);
        assert.equal(record?.encryption, "SSE-S3");
        assert.deepEqual(batch.world.refusals, []);
    });

    it("describes a job with the SDK's members and no tags", async () => {
        batch.s3.seed("data", [{ key: "k", body: { bytes: Buffer.from("x") } }]);
        const request = await batch.request("data,k\n", {
            Description: 'archive "a" & <b>\n',
            ConfirmationRequired: true,
            Tags: [{ Key: "run", Value: "1" }],
            Operation: {
                S3PutObjectCopy: {
                    TargetResource: "arn:aws:s3:::data",
                    StorageClass: "DEEP_ARCHIVE",
                    UnModifiedSinceConstraint: new Date("2026-01-05T00:00:00Z"),
                    NewObjectTagging: [],
                    BucketKeyEnabled: true,
                },
            },
        });
        const id = await batch.create(request);
        await batch.until(id, "Suspended");
        const client = await batch.client();
        const describe = async () =>
            (await client.send(new DescribeJobCommand({ AccountId: account, JobId: id }))).Job;
        const suspended = await describe();
        assert.deepEqual(suspended, {
            JobId: id,
            ConfirmationRequired: true,
            Description: 'archive "a" & <b>\n',
            JobArn: `arn:aws:s3:eu-west-1:${account}:job/${id}`,
            Status: "Suspended",
            Manifest: request.Manifest,
            Operation: request.Operation,
            Priority: 10,
            ProgressSummary: {
                TotalNumberOfTasks: 1,
                NumberOfTasksSucceeded: 0,
                NumberOfTasksFailed: 0,
                Timers: { ElapsedTimeInActiveSeconds: 0 },
            },
            FailureReasons: [],
            Report: request.Report,
            CreationTime: new Date("2026-01-05T00:00:00Z"),
            RoleArn: roleArn,
            SuspendedDate: new Date("2026-01-05T00:00:11Z"),
            SuspendedCause: "AWAITING_CONFIRMATION",
        });
        const answer = await client.send(
            new UpdateJobStatusCommand({
                AccountId: account,
                JobId: id,
                RequestedJobStatus: "Ready",
                StatusUpdateReason: "approved by a & b",
            }),
        );
        assert.equal(answer.Status, "Ready");
        await batch.ended(id);
        const ended = await describe();
        assert.equal(ended?.Status, "Complete");
        assert.equal(ended.StatusUpdateReason, "approved by a & b");
        assert.deepEqual(ended.TerminationDate, batch.view(id).terminatedAt);
        assert.deepEqual(batch.classes(), ["k=DEEP_ARCHIVE"]);
    });

    describe("client token", () => {
        it("gives one job to ten concurrent calls and to a later repeat", async () => {
            const request = await batch.request("data,k\n", { ClientRequestToken: "t".repeat(64) });
            const ids = await Promise.all(Array.from({ length: 10 }, () => batch.create(request)));
            assert.equal(new Set(ids).size, 1);
            await batch.ended(ids[0] ?? "");
            assert.equal(await batch.create(request), ids[0]);
            assert.equal(batch.service.jobs(account).length, 1);
        });
        it("refuses another request with the same token", async () => {
            const request = await batch.request("data,k\n");
            await batch.create(request);
            await assert.rejects(batch.create({ ...request, Priority: 11 }), {
                name: "IdempotencyException",
            });
        });
        it("reports a token that looks random", async () => {
            const { ClientRequestToken: _token, ...request } = await batch.request("data,k\n");
            await batch.create(request);
            assert.equal(batch.world.refusals.length, 1);
            assert.match(batch.world.refusals[0] ?? "", /ClientRequestToken ".*" looks random/);
        });
    });

    describe("validation", () => {
        const copy = { TargetResource: "arn:aws:s3:::data" };
        const cases: readonly [string, (request: CreateJobRequest) => object, RegExp][] = [
            [
                "two operations",
                () => ({ Operation: { S3PutObjectCopy: copy, S3DeleteObjectTagging: {} } }),
                /exactly one operation is required, got S3PutObjectCopy, S3DeleteObjectTagging/,
            ],
            [
                "no operation",
                () => ({ Operation: {} }),
                /exactly one operation is required, got none/,
            ],
            [
                "no manifest",
                () => ({ Manifest: undefined }),
                /exactly one of Manifest and ManifestGenerator/,
            ],
            [
                "a long token",
                () => ({ ClientRequestToken: "x".repeat(65) }),
                /length must be 1 to 64, got 65/,
            ],
            [
                "an empty description",
                () => ({ Description: "" }),
                /Description: length must be 1 to 256, got 0/,
            ],
            [
                "a negative priority",
                () => ({ Priority: -1 }),
                /Priority must be 0 to 2147483647, got -1/,
            ],
            [
                "a user as role",
                () => ({ RoleArn: "arn:aws:iam::111122223333:user/u" }),
                /must be a role ARN/,
            ],
            [
                "a role of another account",
                () => ({ RoleArn: "arn:aws:iam::444455556666:role/r" }),
                /must be a role of the job's account 111122223333/,
            ],
            [
                "a bucket name for an ARN",
                ({ Report }) => ({ Report: { ...Report, Bucket: "control" } }),
                /Report\.Bucket: must be a bucket ARN, got "control"/,
            ],
            [
                "an enabled report without scope",
                ({ Report }) => ({ Report: { ...Report, ReportScope: undefined } }),
                /Report\.ReportScope: is required/,
            ],
            [
                "a report prefix of 513 characters",
                ({ Report }) => ({ Report: { ...Report, Prefix: "p".repeat(513) } }),
                /Report\.Prefix: length must be 1 to 512, got 513/,
            ],
            [
                "Fields without Key",
                ({ Manifest }) => ({
                    Manifest: {
                        ...Manifest,
                        Spec: { Format: "S3BatchOperations_CSV_20180820", Fields: ["Bucket"] },
                    },
                }),
                /Fields: Key is required/,
            ],
            [
                "Fields with an inventory manifest",
                ({ Manifest }) => ({
                    Manifest: {
                        ...Manifest,
                        Spec: {
                            Format: "S3InventoryReport_CSV_20161130",
                            Fields: ["Bucket", "Key"],
                        },
                    },
                }),
                /Fields: must be left out/,
            ],
            [
                "a target prefix with a slash at its end",
                () => ({ Operation: { S3PutObjectCopy: { ...copy, TargetKeyPrefix: "a/" } } }),
                /TargetKeyPrefix: must not end with "\/"/,
            ],
            [
                "a class that cannot be a target",
                () => ({ Operation: { S3PutObjectCopy: { ...copy, StorageClass: "SNOW" } } }),
                /StorageClass: must be one of STANDARD, /,
            ],
            [
                "EXPEDITED restores",
                () => ({ Operation: { S3InitiateRestoreObject: { GlacierJobTier: "EXPEDITED" } } }),
                /GlacierJobTier: must be one of BULK, STANDARD, got "EXPEDITED"/,
            ],
            [
                "user arguments with schema 1.0",
                () => ({
                    Operation: {
                        LambdaInvoke: {
                            FunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:f:1",
                            UserArguments: { a: "b" },
                        },
                    },
                }),
                /UserArguments: need InvocationSchemaVersion "2\.0", got "1\.0"/,
            ],
        ];
        for (const [name, change, message] of cases) {
            it(`refuses ${name}`, async () => {
                const request = await batch.request("data,k\n");
                const changed = { ...request, ...change(request) };
                await assert.rejects(batch.create(changed), {
                    name: "BadRequestException",
                    message,
                });
                assert.deepEqual(batch.service.jobs(account), []);
            });
        }

        it("refuses 51 tags by the API's own name", async () => {
            const Tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
            await assert.rejects(batch.create(await batch.request("data,k\n", { Tags })), {
                name: "TooManyTagsException",
            });
        });

        it("refuses members, operations and calls it does not implement by name and records them", async () => {
            const request = await batch.request("data,k\n");
            const operations: CreateJobRequest["Operation"][] = [
                { S3ReplicateObject: {} },
                { S3PutObjectCopy: { ...copy, RedirectLocation: "/x" } },
            ];
            for (const Operation of operations) {
                await assert.rejects(batch.create({ ...request, Operation }), {
                    name: "NotImplemented",
                });
            }
            const client = await batch.client();
            await assert.rejects(client.send(new ListAccessPointsCommand({ AccountId: account })));
            assert.match(
                batch.world.refusals[0] ?? "",
                /CreateJobRequest\.Operation\.S3ReplicateObject/,
            );
            assert.match(batch.world.refusals[1] ?? "", /S3PutObjectCopy\.RedirectLocation/);
            assert.match(batch.world.refusals[2] ?? "", /GET \/v20180820\/accesspoint/);
            assert.equal(batch.world.refusals.length, 3);
        });

        it("throttles on demand", async () => {
            batch.service.throttleCreateJob(1);
            const request = await batch.request("data,k\n");
            await assert.rejects(batch.create(request), { name: "TooManyRequestsException" });
            await batch.create(request);
        });
    });

    describe("authorisation", () => {
        async function submitter(statements: readonly object[]) {
            const { world } = batch;
            world.iam.createRole(account, { name: "submit", trustPolicy: jobTrust });
            world.iam.putRolePolicy(account, "submit", "p", {
                Version: "2012-10-17",
                Statement: statements,
            });
            return await batch.client(
                world.iam.issue({
                    kind: "role",
                    account,
                    roleName: "submit",
                    roleArn: `arn:aws:iam::${account}:role/submit`,
                    arn: `arn:aws:sts::${account}:assumed-role/submit/s`,
                    sessionName: "s",
                }),
            );
        }
        const create = {
            Effect: "Allow",
            Action: "s3:CreateJob",
            Resource: "*",
            Condition: {
                StringEquals: {
                    "s3:RequestJobOperation": "S3PutObjectCopy",
                    "aws:RequestTag/archival": "run",
                },
                NumericLessThanEquals: { "s3:RequestJobPriority": "10" },
            },
        };
        const tag = {
            Effect: "Allow",
            Action: "s3:PutJobTagging",
            Resource: `arn:aws:s3:eu-west-1:${account}:job/*`,
        };
        const pass = {
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: roleArn,
            Condition: {
                StringEquals: { "iam:PassedToService": "batchoperations.s3.amazonaws.com" },
            },
        };
        const tagged = { Tags: [{ Key: "archival", Value: "run" }] };

        it("needs CreateJob, PutJobTagging and PassRole with their condition keys", async () => {
            const client = await submitter([create, tag, pass]);
            const request = await batch.request("data,k\n", tagged);
            await client.send(new CreateJobCommand(request));
            for (const other of [
                { Priority: 11 },
                { Tags: [{ Key: "archival", Value: "other" }] },
                { Operation: { S3DeleteObjectTagging: {} } },
            ]) {
                await assert.rejects(client.send(new CreateJobCommand({ ...request, ...other })), {
                    name: "AccessDenied",
                });
            }
        });
        for (const [missing, statements] of [
            ["s3:CreateJob", [tag, pass]],
            ["s3:PutJobTagging", [create, pass]],
            ["iam:PassRole", [create, tag]],
        ] as const) {
            it(`is denied without ${missing}`, async () => {
                const client = await submitter(statements);
                const request = await batch.request("data,k\n", tagged);
                await assert.rejects(client.send(new CreateJobCommand(request)), {
                    name: "AccessDenied",
                });
                assert.deepEqual(
                    batch.world.decisions.filter(({ allowed }) => !allowed).map((d) => d.action),
                    [missing],
                );
            });
        }

        it("lets an approver release suspended jobs of one operation only", async () => {
            const approve = {
                Effect: "Allow",
                Action: "s3:UpdateJobStatus",
                Resource: `arn:aws:s3:eu-west-1:${account}:job/*`,
                Condition: {
                    StringEquals: {
                        "s3:JobSuspendedCause": "AWAITING_CONFIRMATION",
                        "s3:ExistingJobOperation": "S3PutObjectCopy",
                    },
                },
            };
            const client = await submitter([approve]);
            const update = (JobId: string) =>
                client.send(
                    new UpdateJobStatusCommand({
                        AccountId: account,
                        JobId,
                        RequestedJobStatus: "Ready",
                    }),
                );
            const confirm = { ConfirmationRequired: true };
            const copies = await batch.create(await batch.request("data,k\n", confirm));
            await assert.rejects(update(copies), { name: "AccessDenied" });
            const tags = await batch.create(
                await batch.request("data,k\n", {
                    ...confirm,
                    Operation: { S3DeleteObjectTagging: {} },
                }),
            );
            await batch.until(tags, "Suspended");
            await assert.rejects(update(tags), { name: "AccessDenied" });
            assert.equal((await update(copies)).Status, "Ready");
        });

        it("does not tell a stranger whether a job exists", async () => {
            const client = await submitter([
                { Effect: "Allow", Action: "s3:ListJobs", Resource: "*" },
            ]);
            await assert.rejects(
                client.send(new DescribeJobCommand({ AccountId: account, JobId: "no" })),
                { name: "AccessDenied" },
            );
            const admin = await batch.client();
            await assert.rejects(
                admin.send(new DescribeJobCommand({ AccountId: account, JobId: "no" })),
                { name: "NotFoundException" },
            );
        });
    });

    describe("life of a job", () => {
        it("fails a job left suspended for 30 days", async () => {
            const id = await batch.create(
                await batch.request("data,k\n", { ConfirmationRequired: true }),
            );
            await batch.until(id, "Suspended");
            await batch.world.clock.advance(30 * day - 1000);
            assert.equal(batch.view(id).status, "Suspended");
            const view = await batch.ended(id);
            assert.equal(view.status, "Failed");
            assert.deepEqual(view.failureReasons, [
                "JobExpired: the job was not confirmed within 30 days",
            ]);
            assert.deepEqual(batch.keys("reports/"), []);
        });

        it("cancels a running job, keeps what it did and reports it", async () => {
            batch.service.setTaskRate(2);
            batch.s3.seed(
                "data",
                Array.from({ length: 9 }, (_, i) => ({
                    key: `k${i}`,
                    body: { syntheticLength: 1 },
                })),
            );
            const rows = Array.from({ length: 9 }, (_, i) => `data,k${i}\n`).join("");
            const id = await batch.create(await batch.request(rows));
            await batch.until(id, "Active");
            await batch.world.clock.advance(1000);
            const client = await batch.client();
            const update = () =>
                client.send(
                    new UpdateJobStatusCommand({
                        AccountId: account,
                        JobId: id,
                        RequestedJobStatus: "Cancelled",
                    }),
                );
            assert.equal((await update()).Status, "Cancelling");
            await assert.rejects(update(), { name: "JobStatusException" });
            const view = await batch.ended(id);
            assert.equal(view.status, "Cancelled");
            assert.deepEqual(view.tasks, { total: 9, succeeded: 4, failed: 0 });
            assert.equal((await batch.reportRows(id)).length, 4);
            assert.equal(batch.classes().filter((entry) => entry.endsWith("GLACIER")).length, 4);
        });

        it("takes only Ready, and only while suspended", async () => {
            const id = await batch.create(await batch.request("data,k\n"));
            const client = await batch.client();
            const update = (status: string) =>
                client.send(
                    new UpdateJobStatusCommand({
                        AccountId: account,
                        JobId: id,
                        RequestedJobStatus: status as "Ready",
                    }),
                );
            await assert.rejects(update("Ready"), { name: "JobStatusException" });
            await assert.rejects(update("Paused"), { name: "BadRequestException" });
        });

        it("is forgotten 90 days after its end, and its token with it", async () => {
            const request = await batch.request("data,k\n");
            const id = await batch.create(request);
            await batch.ended(id);
            await batch.world.clock.advance(90 * day - 1);
            assert.equal(batch.service.jobs(account).length, 1);
            await batch.world.clock.advance(1);
            assert.deepEqual(batch.service.jobs(account), []);
            assert.notEqual(await batch.create(request), id);
        });

        it("pauses for a job of higher priority and goes on after it", async () => {
            batch.service.setTaskRate(2);
            const rows = Array.from({ length: 6 }, (_, i) => `data,k${i}\n`).join("");
            const low = await batch.create(await batch.request(rows, { Priority: 1 }));
            await batch.until(low, "Active");
            const high = await batch.create(await batch.request(rows, { Priority: 1 }));
            const client = await batch.client();
            await client.send(
                new UpdateJobPriorityCommand({ AccountId: account, JobId: high, Priority: 9 }),
            );
            batch.service.setTaskRate(0.1);
            await batch.ended(high);
            await batch.ended(low);
            assert.deepEqual(batch.statuses(low).slice(3), [
                "Active",
                "Pausing",
                "Paused",
                "Active",
                "Completing",
                "Complete",
            ]);
            assert.deepEqual(batch.statuses(high).slice(3), ["Active", "Completing", "Complete"]);
        });

        it("publishes the events in CloudTrail's form, or none when they are switched off", async () => {
            const id = await batch.create(await batch.request("data,k\n"));
            await batch.ended(id);
            const last = batch.events.published().at(-1);
            assert.equal(last?.source, "aws.s3");
            assert.equal(last["detail-type"], "AWS Service Event via CloudTrail");
            assert.equal(last.account, account);
            const { eventSource, eventName, serviceEventDetails } = last.detail;
            const { jobEventId, ...details } = serviceEventDetails as Record<string, unknown>;
            assert.match(String(jobEventId), /^[0-9a-f]{32}$/);
            assert.deepEqual(
                { eventSource, eventName, details },
                {
                    eventSource: "s3.amazonaws.com",
                    eventName: "JobStatusChanged",
                    details: {
                        jobId: id,
                        jobArn: `arn:aws:s3:eu-west-1:${account}:job/${id}`,
                        status: "Complete",
                        failureCodes: [],
                        statusChangeReason: [],
                    },
                },
            );
            assert.equal(batch.events.published()[0]?.detail["eventName"], "JobCreated");

            const silent = new BatchWorld({ switches: { jobEvents: false } });
            await silent.run(await silent.request("data,k\n"));
            assert.deepEqual(silent.events.published(), []);
            await silent.close();
        });
    });

    it("lists jobs by status, newest first, in pages", async () => {
        const ids: string[] = [];
        for (let i = 0; i < 3; i++) {
            ids.unshift(await batch.create(await batch.request("data,k\n", { Priority: i })));
        }
        await batch.ended(ids[0] ?? "");
        ids.unshift(
            await batch.create(await batch.request("data,k\n", { ConfirmationRequired: true })),
        );
        await batch.until(ids[0] ?? "", "Suspended");
        const client = await batch.client();
        const list = async (input: object) => {
            const page = await client.send(new ListJobsCommand({ AccountId: account, ...input }));
            return { ids: page.Jobs?.map(({ JobId }) => JobId), next: page.NextToken };
        };
        assert.deepEqual(await list({}), { ids, next: undefined });
        assert.deepEqual(await list({ JobStatuses: ["Active", "Suspended"] }), {
            ids: ids.slice(0, 1),
            next: undefined,
        });
        const first = await list({ JobStatuses: ["Complete"], MaxResults: 2 });
        assert.deepEqual(first.ids, ids.slice(1, 3));
        assert.deepEqual(await list({ JobStatuses: ["Complete"], NextToken: first.next }), {
            ids: ids.slice(3),
            next: undefined,
        });
        await assert.rejects(list({ NextToken: "bm8" }), { name: "InvalidNextTokenException" });
        await assert.rejects(list({ MaxResults: 1001 }), { name: "BadRequestException" });
    });

    it("keeps, replaces and deletes job tags", async () => {
        const id = await batch.create(
            await batch.request("data,k\n", { Tags: [{ Key: "a", Value: "1" }] }),
        );
        const client = await batch.client();
        const target = { AccountId: account, JobId: id };
        const tags = async () => (await client.send(new GetJobTaggingCommand(target))).Tags;
        assert.deepEqual(await tags(), [{ Key: "a", Value: "1" }]);
        const Tags = [{ Key: "b & c", Value: "" }];
        await client.send(new PutJobTaggingCommand({ ...target, Tags }));
        assert.deepEqual(await tags(), Tags);
        await client.send(new DeleteJobTaggingCommand(target));
        assert.deepEqual(await tags(), []);
    });

    it("runs the job with the class it was asked for, and STANDARD when none was", async () => {
        batch.s3.seed("data", [
            { key: "k", body: { bytes: Buffer.from("x") }, storageClass: "STANDARD_IA" },
        ]);
        await batch.run(await batch.request("data,k\n", { Operation: copyTo("DEEP_ARCHIVE") }));
        assert.deepEqual(batch.classes(), ["k=DEEP_ARCHIVE"]);
        batch.s3.seed("data", [
            { key: "l", body: { bytes: Buffer.from("x") }, storageClass: "STANDARD_IA" },
        ]);
        const Operation = { S3PutObjectCopy: { TargetResource: "arn:aws:s3:::data" } };
        await batch.run(await batch.request("data,l\n", { Operation }));
        assert.deepEqual(batch.classes(), ["k=DEEP_ARCHIVE", "l=STANDARD"]);
    });
});
