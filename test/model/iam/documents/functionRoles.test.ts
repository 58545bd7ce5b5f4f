import assert from "node:assert/strict";
import { approverRole, approverTrust } from "../../../../model/iam/documents/approverRole";
import { reconcileRole } from "../../../../model/iam/documents/reconcileRole";
import {
    scanStateMachineRole,
    scanStateMachineTrust,
} from "../../../../model/iam/documents/scanStateMachineRole";
import { shardRole } from "../../../../model/iam/documents/shardRole";
import { schedulerRole, schedulerTrust } from "../../../../model/iam/documents/schedulerRole";
import type { PolicyDocument } from "../../../../model/iam/documents/statement";
import { submitRole } from "../../../../model/iam/documents/submitRole";
import { taskFunctionRole } from "../../../../model/iam/documents/taskFunctionRole";
import { watchdogRole } from "../../../../model/iam/documents/watchdogRole";
import { exampleConfig } from "../../../infra/exampleConfig";

const config = exampleConfig();
const list = (value: string | readonly string[] | undefined): string[] =>
    typeof value === "string" ? [value] : [...(value ?? [])];

/** A role's rights in short: "Sid: actions on resources", with the long bucket names cut. */
const rights = (document: PolicyDocument): string[] =>
    document.Statement.map(({ Sid, Action, Resource }) =>
        `${Sid}: ${list(Action).join("+")} on ${list(Resource).join(" ")}`
            .replaceAll("arn:aws:s3:::archival-control-111111111111-eu-west-1", "control")
            .replaceAll("arn:aws:s3:::archival-audit-111111111111-eu-west-1", "audit")
            .replaceAll(":eu-west-1:111111111111:", "::"),
    );

const jobs = [
    "CreateJobs: s3:CreateJob on *",
    "TagJobs: s3:PutJobTagging on arn:aws:s3::job/*",
    "PassJobRoles: iam:PassRole on arn:aws:iam::111111111111:role/archival-copy-* arn:aws:iam::111111111111:role/archival-invoke-*",
];
const records = "Records: s3:GetObject+s3:PutObject on control/runs/* control/jobs/*";
const manifests =
    "Manifests: s3:GetObject+s3:GetObjectVersion+s3:PutObject+s3:AbortMultipartUpload on control/manifests/*";
const audit = [
    "ListAudit: s3:ListBucket on audit",
    "Ledger: s3:GetObject+s3:PutObject on audit/ledger/*",
    "Reports: s3:GetObject on audit/reports/*",
];
const tail = (fn: string) => [
    "Notify: sns:Publish on arn:aws:sns::archival-notices",
    "FoundationKey: kms:Decrypt+kms:GenerateDataKey on arn:aws:kms::key/*",
    "DeadLetters: sqs:SendMessage on arn:aws:sqs::archival-dead-letters",
    `OwnLogs: logs:CreateLogStream+logs:PutLogEvents on arn:aws:logs::log-group:/aws/lambda/archival-${fn}:*`,
];

describe("roles of the functions", () => {
    it("let submit read inventories and create jobs, and see no data", () => {
        assert.deepEqual(rights(submitRole(config)), [
            "ListControl: s3:ListBucket on control",
            "Inventories: s3:GetObject on control/inventory/* control/config/*",
            `${records} control/scans/*`,
            manifests,
            ...audit,
            ...jobs,
            "ScanExecutions: states:StartExecution+states:DescribeExecution on arn:aws:states::stateMachine:archival-scan arn:aws:states::execution:archival-scan:*",
            ...tail("submit"),
        ]);
    });

    it("let reconcile read reports and create the jobs that try again", () => {
        assert.deepEqual(rights(reconcileRole(config)), [
            "ListControl: s3:ListBucket on control",
            "Plans: s3:GetObject on control/config/*",
            records,
            manifests,
            ...audit,
            ...jobs,
            "DescribeJobs: s3:DescribeJob on arn:aws:s3::job/*",
            ...tail("reconcile"),
        ]);
    });

    it("let the watchdog look at everything, write nothing and wake two functions", () => {
        assert.deepEqual(rights(watchdogRole(config)), [
            "ListControl: s3:ListBucket on control",
            "State: s3:GetObject on control/config/* control/runs/* control/jobs/* control/scans/*",
            "ListJobs: s3:ListJobs on *",
            "Wake: lambda:InvokeFunction on arn:aws:lambda::function:archival-submit:live arn:aws:lambda::function:archival-reconcile:live",
            ...tail("watchdog").slice(1),
        ]);
    });

    it("let a shard read inventories and write to scans, and create nothing", () => {
        assert.deepEqual(rights(shardRole(config)), [
            "ListControl: s3:ListBucket on control",
            "Inventories: s3:GetObject on control/inventory/*",
            "Scans: s3:GetObject+s3:PutObject+s3:AbortMultipartUpload on control/scans/*",
            tail("shard")[1],
            tail("shard")[3],
        ]);
    });

    it("let the task function assume task roles and log, nothing else", () => {
        assert.deepEqual(rights(taskFunctionRole(config)), [
            "AssumeTaskRoles: sts:AssumeRole on arn:aws:iam::111111111111:role/archival-task-*",
            tail("task")[3],
        ]);
    });

    it("create only tagged jobs of the two operations and pass roles to Batch Operations only", () => {
        for (const document of [submitRole(config), reconcileRole(config)]) {
            const condition = (sid: string) =>
                document.Statement.find(({ Sid }) => Sid === sid)?.Condition;
            assert.deepEqual(condition("CreateJobs"), {
                StringEquals: {
                    "s3:RequestJobOperation": ["S3PutObjectCopy", "LambdaInvoke"],
                    "aws:RequestTag/archival-stack": "test",
                },
            });
            assert.deepEqual(condition("PassJobRoles"), {
                StringEquals: {
                    "iam:PassedToService": ["batchoperations.s3.amazonaws.com", "s3.amazonaws.com"],
                },
            });
        }
    });
});

describe("scanStateMachineRole", () => {
    it("calls two aliases, reads lists of shards and starts its own children", () => {
        assert.deepEqual(rights(scanStateMachineRole(config)), [
            "InvokeShardAndSubmit: lambda:InvokeFunction on arn:aws:lambda::function:archival-shard:live arn:aws:lambda::function:archival-submit:live",
            "ReadItems: s3:GetObject on control/scans/*/*/items.json",
            "FoundationKey: kms:Decrypt on arn:aws:kms::key/*",
            "StartChildren: states:StartExecution on arn:aws:states::stateMachine:archival-scan",
            "WatchChildren: states:DescribeExecution+states:StopExecution on arn:aws:states::execution:archival-scan:* arn:aws:states::execution:archival-scan/*",
        ]);
    });

    it("is assumed by Step Functions for this machine of this account", () => {
        assert.deepEqual(scanStateMachineTrust(config).Statement, [
            {
                Sid: "StepFunctions",
                Effect: "Allow",
                Principal: { Service: "states.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111111111111" },
                    ArnLike: {
                        "aws:SourceArn":
                            "arn:aws:states:eu-west-1:111111111111:stateMachine:archival-scan",
                    },
                },
            },
        ]);
    });
});

describe("schedulerRole", () => {
    it("invokes the two scheduled aliases and keeps what could not be delivered", () => {
        assert.deepEqual(rights(schedulerRole(config)), [
            "InvokeScheduled: lambda:InvokeFunction on arn:aws:lambda::function:archival-submit:live arn:aws:lambda::function:archival-watchdog:live",
            "DeadLetters: sqs:SendMessage on arn:aws:sqs::archival-schedule-dead-letters",
            "FoundationKey: kms:Decrypt+kms:GenerateDataKey on arn:aws:kms::key/*",
        ]);
    });

    it("is assumed by the Scheduler for the stack's own schedule group", () => {
        assert.deepEqual(schedulerTrust(config).Statement, [
            {
                Sid: "Scheduler",
                Effect: "Allow",
                Principal: { Service: "scheduler.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111111111111" },
                    ArnEquals: {
                        "aws:SourceArn":
                            "arn:aws:scheduler:eu-west-1:111111111111:schedule-group/archival",
                    },
                },
            },
        ]);
    });
});

describe("approverRole", () => {
    it("decides waiting jobs and reads what they would do", () => {
        const document = approverRole(config);
        assert.deepEqual(rights(document), [
            "DecideWaitingJobs: s3:UpdateJobStatus on arn:aws:s3::job/*",
            "DescribeJobs: s3:DescribeJob on arn:aws:s3::job/*",
            "ListJobs: s3:ListJobs on *",
            "ListControl: s3:ListBucket on control",
            "Runs: s3:GetObject on control/runs/* control/jobs/*",
            "FoundationKey: kms:Decrypt on arn:aws:kms::key/*",
        ]);
        assert.deepEqual(document.Statement[0]?.Condition, {
            StringEquals: { "s3:JobSuspendedCause": "AWAITING_CONFIRMATION" },
        });
    });

    it("is assumed by the configured approvers alone", () => {
        assert.deepEqual(approverTrust(config).Statement[0]?.Principal, {
            AWS: ["arn:aws:iam::111111111111:role/data-owner"],
        });
    });
});
