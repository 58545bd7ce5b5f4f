import assert from "node:assert/strict";
import { copyJobRole } from "../../../../model/iam/documents/copyJobRole";
import {
    dataKeyPolicy,
    foundationKeyPolicy,
    vaultKeyPolicy,
} from "../../../../model/iam/documents/keyPolicies";
import {
    deadLetterQueuePolicy,
    scheduleDeadLetterQueuePolicy,
} from "../../../../model/iam/documents/queuePolicies";
import {
    policyText,
    policyLimits,
    policyDocument,
} from "../../../../model/iam/documents/statement";
import { submitRole } from "../../../../model/iam/documents/submitRole";
import { tierSite } from "../../../../model/iam/documents/tierSite";
import { topicPolicy } from "../../../../model/iam/documents/topicPolicy";
import { exampleConfig } from "../../../infra/exampleConfig";
import { type Call, decide } from "./decide";

const config = exampleConfig();
const no = "denied: no statement allows it";
const ruleArn = "arn:aws:events:eu-west-1:111111111111:rule/archival-job-status-changed";
const alarmArn = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:archival-jobs-failed";

describe("foundationKeyPolicy", () => {
    const use = (action: string, by: Call["by"], context: Call["context"]) =>
        decide({
            action,
            resource: "arn:aws:kms:eu-west-1:111111111111:key/k",
            by,
            context,
            identity: "role" in by ? submitRole(config) : undefined,
            resourcePolicy: foundationKeyPolicy(config),
            required: true,
        });

    it("serves inventories of declared buckets, logs of our functions, undeliverable events and alarms", () => {
        const home = { "aws:SourceAccount": "111111111111" };
        const cases: readonly (readonly [string, string, Call["context"], string])[] = [
            [
                "s3.amazonaws.com",
                "kms:GenerateDataKey",
                {
                    "aws:SourceAccount": "222222222222",
                    "aws:SourceArn": "arn:aws:s3:::far-vault-222222222222-eu-west-1",
                },
                "InventoryDelivery222222222222",
            ],
            [
                "logs.eu-west-1.amazonaws.com",
                "kms:GenerateDataKey",
                {
                    "kms:EncryptionContext:aws:logs:arn":
                        "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/archival-task",
                },
                "FunctionLogs",
            ],
            [
                "events.amazonaws.com",
                "kms:Decrypt",
                { ...home, "aws:SourceArn": ruleArn },
                "UndeliverableEvents",
            ],
            [
                "cloudwatch.amazonaws.com",
                "kms:GenerateDataKey",
                { ...home, "aws:SourceArn": alarmArn },
                "AlarmNotices",
            ],
        ];
        for (const [service, action, context, sid] of cases) {
            assert.equal(use(action, { service }, context), `allowed: resource#${sid}`);
            assert.ok(use(action, { service }, {}).startsWith(no), `${service} without a source`);
        }
        assert.ok(
            use(
                "kms:Decrypt",
                { service: "s3.amazonaws.com" },
                {
                    "aws:SourceAccount": "111111111111",
                    "aws:SourceArn": "arn:aws:s3:::acme-events",
                },
            ).startsWith(no),
        );
    });

    it("serves submit through the services it uses, and only by the foundation's alias", () => {
        const submit = { role: "archival-submit-eu-west-1" };
        const through = (service: string, alias = "alias/archival") =>
            use("kms:GenerateDataKey", submit, {
                "kms:ViaService": `${service}.eu-west-1.amazonaws.com`,
                "kms:ResourceAliases": [alias],
            });
        for (const service of ["s3", "sns", "sqs"]) assert.match(through(service), /^allowed/);
        assert.ok(through("ebs").startsWith(no));
        assert.ok(through("s3", "alias/other").startsWith(no));
        assert.ok(use("kms:GenerateDataKey", submit, {}).startsWith(no));
    });
});

describe("vaultKeyPolicy", () => {
    const [vault, near] = config.vaults;
    const [bucket] = config.buckets;
    const tier = bucket?.tiers[1];
    assert.ok(vault && near && bucket && tier);
    const site = tierSite(config, bucket, tier);

    it("serves the roles that copy into the vault, through S3 alone", () => {
        const use = (role: string, service = "s3") =>
            decide({
                action: "kms:GenerateDataKey",
                resource: "arn:aws:kms:eu-west-1:222222222222:key/k",
                resourceAccount: "222222222222",
                by: { role },
                context: {
                    "kms:ViaService": `${service}.eu-west-1.amazonaws.com`,
                    "kms:ResourceAliases": ["alias/archival-vault-far-vault"],
                },
                identity: copyJobRole(site),
                resourcePolicy: vaultKeyPolicy(config, vault),
                required: true,
            });
        const copy = site.names.tierRole("acme-events", "vaulted", "copy");
        assert.equal(use(copy), "allowed: role#VaultKey + resource#CopiesFromTheSourceAccount");
        assert.ok(use(copy, "sqs").startsWith(no));
        assert.ok(use("admin").startsWith(no));
    });

    it("leaves a vault at home, and a created bucket's key, to the account's own policies", () => {
        const own = [
            {
                Sid: "AccountDecides",
                Effect: "Allow",
                Principal: { AWS: "arn:aws:iam::111111111111:root" },
                Action: "kms:*",
                Resource: "*",
            },
        ];
        assert.deepEqual(vaultKeyPolicy(config, near).Statement, own);
        assert.deepEqual(dataKeyPolicy(config).Statement, own);
    });
});

describe("policies of queues and topic", () => {
    const source = (arn: string) => ({
        "aws:SourceAccount": "111111111111",
        "aws:SourceArn": arn,
    });

    it("take undeliverable events of our rules", () => {
        const send = (arn: string) =>
            decide({
                action: "sqs:SendMessage",
                resource: "arn:aws:sqs:eu-west-1:111111111111:archival-dead-letters",
                by: { service: "events.amazonaws.com" },
                context: source(arn),
                resourcePolicy: deadLetterQueuePolicy(config),
            });
        assert.equal(send(ruleArn), "allowed: resource#UndeliverableEvents");
        assert.ok(send(`${ruleArn}-2`).startsWith(no));
    });

    it("leave the schedules' queue to the scheduler's role", () => {
        assert.deepEqual(
            scheduleDeadLetterQueuePolicy(config).Statement.map(({ Sid }) => Sid),
            ["TlsOnly"],
        );
    });

    it("take notices of our alarms", () => {
        const publish = (arn: string) =>
            decide({
                action: "sns:Publish",
                resource: "arn:aws:sns:eu-west-1:111111111111:archival-notices",
                by: { service: "cloudwatch.amazonaws.com" },
                context: source(arn),
                resourcePolicy: topicPolicy(config),
            });
        assert.equal(publish(alarmArn), "allowed: resource#AlarmNotices");
        assert.ok(publish(alarmArn.replace("archival-jobs", "other-jobs")).startsWith(no));
    });
});

describe("policyText", () => {
    it("refuses a document that AWS would refuse for its length, with what to do", () => {
        const document = policyDocument({
            Sid: "Long",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: ["x".repeat(policyLimits.role)],
        });
        assert.throws(() => policyText("role", "archival-copy-x", document), {
            name: "PolicyTooLong",
            message: `role policy of "archival-copy-x": must have at most 10240 characters, got ${JSON.stringify(document).length}; use fewer or shorter prefixes, or spread buckets and tiers over several stacks`,
        });
        assert.equal(policyText("bucket", "b", document), JSON.stringify(document));
    });
});
