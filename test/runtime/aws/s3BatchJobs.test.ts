import assert from "node:assert/strict";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { plannedJob, retryJob } from "../../../model/runs/plannedJob";
import type { PlannedJob } from "../../../model/runs/records";
import { s3BatchJobs } from "../../../runtime/aws/s3BatchJobs";
import { coldLogs, plan } from "../submit/submitWorld";

const runId = "a".repeat(64);
const manifest: PlannedJob["manifest"] = {
    key: `manifests/${runId}/copy-0.csv`,
    etag: "0123456789abcdef0123456789abcdef",
    fields: ["Bucket", "Key", "Ignore"],
    rows: 1,
    bytes: 5000,
    sha256: "b".repeat(64),
};
const surroundings = {
    stack: "dev",
    partition: "aws",
    account: "111111111111",
    controlBucket: "control",
    auditBucket: "audit",
    taskFunctionArn: "arn:aws:lambda:eu-west-1:111111111111:function:archival-task:7",
} as const;
const job = (changes: Partial<Parameters<typeof plannedJob>[0]> = {}): PlannedJob =>
    plannedJob({
        surroundings,
        plan,
        tier: coldLogs,
        runId,
        inventoryCreatedAt: "2026-11-22T01:00:00.000Z",
        part: "copy",
        manifest,
        ...changes,
    });

interface Sent {
    readonly hostname: string;
    readonly headers: Record<string, string>;
    readonly body: string;
}

function recordingClient(answer: string, status = 200): { client: S3ControlClient; sent: Sent[] } {
    const sent: Sent[] = [];
    const client = new S3ControlClient({
        region: "eu-west-1",
        maxAttempts: 1,
        credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
        requestHandler: {
            handle: async (request: Sent) => {
                await Promise.resolve();
                sent.push(request);
                return {
                    response: {
                        statusCode: status,
                        headers: { "content-type": "application/xml" },
                        body: Buffer.from(answer),
                    },
                };
            },
        } as never,
    });
    return { client, sent };
}

const created =
    "<CreateJobResult><JobId>11111111-2222-3333-4444-555555555555</JobId></CreateJobResult>";

describe("s3BatchJobs", () => {
    it("sends a copy job exactly as planned", async () => {
        const { client, sent } = recordingClient(created);
        const planned = job();
        assert.equal(
            await s3BatchJobs(client, "111111111111").create(planned),
            "11111111-2222-3333-4444-555555555555",
        );
        const [request] = sent;
        assert.equal(request?.hostname, "111111111111.s3-control.eu-west-1.amazonaws.com");
        assert.equal(request.headers["x-amz-account-id"], "111111111111");
        const token = String(planned.request["ClientRequestToken"]);
        assert.match(token, /^[0-9a-f]{64}$/);
        assert.equal(
            request.body.replace(/^<\?xml[^>]*\?>/, "").replace(/ xmlns="[^"]*"/, ""),
            "<CreateJobRequest>" +
                "<Operation><S3PutObjectCopy>" +
                "<TargetResource>arn:aws:s3:::acme-events</TargetResource>" +
                "<MetadataDirective>COPY</MetadataDirective>" +
                "<StorageClass>GLACIER_IR</StorageClass>" +
                "<UnModifiedSinceConstraint>2026-11-22T01:00:00Z</UnModifiedSinceConstraint>" +
                "</S3PutObjectCopy></Operation>" +
                "<Report><Enabled>true</Enabled><Bucket>arn:aws:s3:::audit</Bucket>" +
                `<Format>Report_CSV_20180820</Format><Prefix>reports/${runId}</Prefix>` +
                "<ReportScope>AllTasks</ReportScope>" +
                "<ExpectedBucketOwner>111111111111</ExpectedBucketOwner></Report>" +
                "<Priority>10</Priority>" +
                "<RoleArn>arn:aws:iam::111111111111:role/copy</RoleArn>" +
                "<ConfirmationRequired>false</ConfirmationRequired>" +
                `<ClientRequestToken>${token}</ClientRequestToken>` +
                "<Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format>" +
                "<Fields><member>Bucket</member><member>Key</member><member>Ignore</member></Fields></Spec>" +
                `<Location><ObjectArn>arn:aws:s3:::control/manifests/${runId}/copy-0.csv</ObjectArn>` +
                "<ETag>0123456789abcdef0123456789abcdef</ETag></Location></Manifest>" +
                `<Description>archival dev run ${runId} copy attempt 0</Description>` +
                "<Tags><member><Key>archival-stack</Key><Value>dev</Value></member>" +
                `<member><Key>archival-run</Key><Value>${runId}</Value></member>` +
                "<member><Key>archival-tier</Key><Value>cold-logs</Value></member></Tags>" +
                "</CreateJobRequest>",
        );
    });

    it("sends a task job with its user arguments", async () => {
        const { client, sent } = recordingClient(created);
        await s3BatchJobs(client, "111111111111").create(job({ part: "task" }));
        const body = sent[0]?.body ?? "";
        assert.match(body, /<InvocationSchemaVersion>2\.0<\/InvocationSchemaVersion>/);
        assert.match(body, /<key>mode<\/key><value>copy<\/value>/);
        assert.match(body, /<RoleArn>arn:aws:iam::111111111111:role\/invoke<\/RoleArn>/);
    });

    it("sends nothing when the SDK would leave a member out", async () => {
        const { client, sent } = recordingClient(created);
        const planned = job();
        const operation = planned.request["Operation"] as { S3PutObjectCopy: object };
        const request = {
            ...planned.request,
            Operation: {
                S3PutObjectCopy: { ...operation.S3PutObjectCopy, AnnotationDirective: "EXCLUDE" },
            },
        };
        await assert.rejects(
            () => s3BatchJobs(client, "111111111111").create({ ...planned, request }),
            {
                name: "JobMembersDropped",
                message:
                    "CreateJob: the bundled S3 Control SDK does not serialise " +
                    "Operation.S3PutObjectCopy.AnnotationDirective; no job was created; " +
                    "pin an SDK version that knows the members",
            },
        );
        assert.deepEqual(sent, []);
    });

    it("sends a retry with its own token, manifest and description, and the rest unchanged", () => {
        const first = job({ tier: { ...coldLogs, approval: "required" } });
        const retry = retryJob(first, {
            surroundings,
            runId,
            attempt: 1,
            manifest: { ...manifest, key: `manifests/${runId}/copy-1.csv`, etag: "other" },
            approved: true,
        });
        const { ClientRequestToken, Manifest, Description, ConfirmationRequired, ...rest } =
            retry.request;
        assert.notEqual(ClientRequestToken, first.request["ClientRequestToken"]);
        assert.deepEqual((Manifest as { Location: unknown }).Location, {
            ObjectArn: `arn:aws:s3:::control/manifests/${runId}/copy-1.csv`,
            ETag: "other",
        });
        assert.equal(Description, `archival dev run ${runId} copy attempt 1`);
        assert.equal(ConfirmationRequired, false);
        for (const [name, value] of Object.entries(rest))
            assert.deepEqual(value, first.request[name], name);
    });

    it("describes a job and knows when there is none", async () => {
        const described = recordingClient(
            "<DescribeJobResult><Job><JobId>j</JobId><Status>Failed</Status><Description>d</Description>" +
                "<FailureReasons><member><FailureCode>C</FailureCode><FailureReason>R</FailureReason></member>" +
                "</FailureReasons><ProgressSummary><TotalNumberOfTasks>3</TotalNumberOfTasks>" +
                "<NumberOfTasksSucceeded>1</NumberOfTasksSucceeded><NumberOfTasksFailed>2</NumberOfTasksFailed>" +
                "</ProgressSummary><TerminationDate>2026-11-22T09:00:00Z</TerminationDate></Job></DescribeJobResult>",
        );
        const found = await s3BatchJobs(described.client, "111111111111").describe("j");
        assert.deepEqual(found, {
            jobId: "j",
            status: "Failed",
            description: "d",
            suspendedCause: undefined,
            createdAt: undefined,
            endedAt: new Date("2026-11-22T09:00:00.000Z"),
            failureReasons: ["C: R"],
            tasks: { total: 3, succeeded: 1, failed: 2 },
            report: undefined,
        });
        const missing = recordingClient(
            "<ErrorResponse><Error><Code>NotFoundException</Code><Message>no</Message></Error></ErrorResponse>",
            404,
        );
        assert.equal(await s3BatchJobs(missing.client, "111111111111").describe("j"), undefined);
    });
});
