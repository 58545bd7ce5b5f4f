import assert from "node:assert/strict";
import fc from "fast-check";
import type { BucketPlan, TierPlan } from "../../../model/config/bucketPlan";
import { encodeTaskArguments } from "../../../model/jobs/taskArguments";
import { claimPlace } from "../../../model/runs/claimTarget";
import {
    jobDescription,
    manifestFields,
    manifestNamesVersions,
    parseJobDescription,
    plannedJob,
    retryJob,
} from "../../../model/runs/plannedJob";
import type { PlannedJob } from "../../../model/runs/records";
import { coldLogs, plan } from "../../runtime/submit/submitWorld";

const runId = "0123456789abcdef".repeat(4);
const vault = {
    bucket: "finance-vault",
    account: "222222222222",
    keyPrefix: "from/events",
    inventoryId: "archival",
};
const toVault: TierPlan = {
    ...coldLogs,
    action: { kind: "copyTo", vault: "finance", storageClass: "DEEP_ARCHIVE" },
    target: vault,
};

function job(
    tier: TierPlan,
    part: "copy" | "task",
    thePlan: BucketPlan = plan,
    partition: "aws" | "aws-cn" = "aws",
): PlannedJob {
    return plannedJob({
        surroundings: {
            stack: "dev",
            partition,
            account: "111111111111",
            controlBucket: "control",
            auditBucket: "audit",
            taskFunctionArn: "arn:task:7",
        },
        plan: thePlan,
        tier,
        runId,
        inventoryCreatedAt: "2026-11-22T01:00:00.000Z",
        part,
        manifest: {
            key: "manifests/r/copy-0.csv",
            etag: "e",
            versionId: "v",
            fields: ["Bucket", "Key", "VersionId", "Ignore"],
            rows: 1,
            bytes: 1,
            sha256: "s",
        },
    });
}

describe("plannedJob", () => {
    it("copies to a vault under its prefix, with the vault's bucket key and a pinned manifest", () => {
        const { request } = job(toVault, "copy");
        assert.deepEqual(request["Operation"], {
            S3PutObjectCopy: {
                TargetResource: "arn:aws:s3:::finance-vault",
                TargetKeyPrefix: "from/events",
                StorageClass: "DEEP_ARCHIVE",
                MetadataDirective: "COPY",
                UnModifiedSinceConstraint: "2026-11-22T01:00:00.000Z",
                BucketKeyEnabled: true,
            },
        });
        assert.deepEqual(request["Manifest"], {
            Spec: {
                Format: "S3BatchOperations_CSV_20180820",
                Fields: ["Bucket", "Key", "VersionId", "Ignore"],
            },
            Location: {
                ObjectArn: "arn:aws:s3:::control/manifests/r/copy-0.csv",
                ObjectVersionId: "v",
                ETag: "e",
            },
        });
    });

    it("asks for a bucket key in place only where there is a KMS key", () => {
        const operation = (thePlan: BucketPlan): Record<string, unknown> =>
            (
                job(coldLogs, "copy", thePlan).request["Operation"] as {
                    S3PutObjectCopy: Record<string, unknown>;
                }
            ).S3PutObjectCopy;
        assert.equal(operation(plan)["BucketKeyEnabled"], undefined);
        assert.equal(operation({ ...plan, kmsKeyArn: "arn:key" })["BucketKeyEnabled"], true);
    });

    it("spells the ARNs of another partition", () => {
        assert.ok(
            !JSON.stringify(job(toVault, "copy", plan, "aws-cn").request).includes("arn:aws:s3"),
        );
    });

    it("tells the task function what to do", () => {
        assert.deepEqual(
            job({ ...toVault, select: { ...toVault.select, tags: { class: "finance" } } }, "task")
                .request["Operation"],
            {
                LambdaInvoke: {
                    FunctionArn: "arn:task:7",
                    InvocationSchemaVersion: "2.0",
                    UserArguments: {
                        mode: "copy",
                        runId,
                        tier: "cold-logs",
                        taskRoleArn: "arn:aws:iam::111111111111:role/task",
                        sourceBucket: "acme-events",
                        targetBucket: "finance-vault",
                        storageClass: "DEEP_ARCHIVE",
                        unmodifiedSince: "2026-11-22T01:00:00.000Z",
                        tags: '{"class":"finance"}',
                        keyPrefix: "from/events",
                    },
                },
            },
        );
    });

    it("invokes a team's own function with its own arguments, or none", () => {
        const invoke = (args: Record<string, string>): unknown =>
            job(
                {
                    ...coldLogs,
                    action: { kind: "invoke", functionArn: "arn:team:live", arguments: args },
                    target: undefined,
                },
                "task",
            ).request["Operation"];
        assert.deepEqual(invoke({ mode: "cold" }), {
            LambdaInvoke: {
                FunctionArn: "arn:team:live",
                InvocationSchemaVersion: "2.0",
                UserArguments: { mode: "cold" },
            },
        });
        assert.deepEqual(invoke({}), {
            LambdaInvoke: { FunctionArn: "arn:team:live", InvocationSchemaVersion: "2.0" },
        });
    });

    it("refuses a plan without the role or target that the part needs", () => {
        const message =
            /tier "cold-logs": (roles\.invoke|roles\.task|target) must be in the bucket's plan/;
        assert.throws(() => job({ ...coldLogs, roles: { task: "t" } }, "task"), message);
        assert.throws(() => job({ ...coldLogs, roles: { invoke: "i" } }, "task"), message);
        assert.throws(() => job({ ...coldLogs, target: undefined }, "copy"), message);
    });

    it("is described so that it is known again, within the API's 256 characters", () => {
        const description = jobDescription("dev", runId, "task", 12);
        assert.ok(description.length <= 256);
        assert.deepEqual(parseJobDescription(description), {
            stack: "dev",
            runId,
            part: "task",
            attempt: 12,
        });
        for (const foreign of ["", "backup", `archival dev run ${runId} copy`, `x${description}`])
            assert.equal(parseJobDescription(foreign), undefined);
    });
});

describe("manifestNamesVersions", () => {
    const mark: TierPlan = {
        ...coldLogs,
        action: { kind: "changeClass", storageClass: "GLACIER", mechanism: "mark" },
    };
    it("is never true for a change of class in place", () => {
        for (const tier of [coldLogs, mark]) assert.equal(manifestNamesVersions(tier, true), false);
    });
    it("follows the inventory for vaults", () => {
        for (const listed of [true, false])
            assert.equal(manifestNamesVersions(toVault, listed), listed);
    });
});

describe("claimPlace", () => {
    it("reads back from the request where claims must show", () => {
        const inPlace = { kind: "in-place", bucket: "acme-events", storageClass: "GLACIER_IR" };
        const inVault = {
            kind: "vault",
            bucket: "finance-vault",
            storageClass: "DEEP_ARCHIVE",
            keyPrefix: "from/events",
        };
        const none = { keyPrefix: undefined };
        assert.deepEqual(claimPlace(job(coldLogs, "copy")), { ...inPlace, ...none });
        assert.deepEqual(claimPlace(job(coldLogs, "task")), { ...inPlace, ...none });
        assert.deepEqual(claimPlace(job(toVault, "copy")), inVault);
        assert.deepEqual(claimPlace(job(toVault, "task")), inVault);
        const invoked = job(
            { ...coldLogs, action: { kind: "invoke", functionArn: "f", arguments: {} } },
            "task",
        );
        assert.equal(claimPlace(invoked), undefined);
    });

    it("claims nothing of a team's function, whatever its arguments are called and hold", () => {
        const ours = Object.keys(
            encodeTaskArguments({
                mode: "copy",
                runId,
                tier: "t",
                taskRoleArn: "r",
                sourceBucket: "s",
                targetBucket: "t",
                storageClass: "GLACIER",
                keyPrefix: "p",
                unmodifiedSince: "2026-11-22T01:00:00.000Z",
                tags: {},
            }),
        );
        fc.assert(
            fc.property(
                fc.dictionary(fc.oneof(fc.constantFrom(...ours), fc.string()), fc.string()),
                (args) => {
                    const invoked = job(
                        {
                            ...coldLogs,
                            action: { kind: "invoke", functionArn: "f", arguments: args },
                        },
                        "task",
                    );
                    assert.equal(claimPlace(invoked), undefined);
                },
            ),
        );
    });

    it("knows what a job does also after a retry", () => {
        const mark: TierPlan = {
            ...coldLogs,
            action: { kind: "changeClass", storageClass: "GLACIER", mechanism: "mark" },
        };
        const first = job(mark, "task");
        const { manifest } = first;
        const retry = retryJob(first, {
            surroundings: { stack: "dev", partition: "aws", controlBucket: "control" },
            runId,
            attempt: 1,
            manifest,
            approved: true,
        });
        assert.deepEqual(
            [first, retry].map((each) => claimPlace(each)?.kind),
            ["mark", "mark"],
        );
    });
});

describe("manifestFields", () => {
    it("end with the size, and name versions where all rows do", () => {
        assert.deepEqual(manifestFields(true), ["Bucket", "Key", "VersionId", "Ignore"]);
        assert.deepEqual(manifestFields(false), ["Bucket", "Key", "Ignore"]);
    });
});
