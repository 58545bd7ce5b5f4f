import assert from "node:assert/strict";
import { batchJobTrust } from "../../../../model/iam/documents/batchJobRole";
import { copyJobRole } from "../../../../model/iam/documents/copyJobRole";
import { invokeJobRole } from "../../../../model/iam/documents/invokeJobRole";
import { taskRole, taskTrust } from "../../../../model/iam/documents/taskRole";
import { type TierSite, tierSite } from "../../../../model/iam/documents/tierSite";
import type { BucketConfig, StackConfig } from "../../../../model/config/types";
import { exampleBucket, exampleConfig, exampleTier } from "../../../infra/exampleConfig";

const home = "111111111111";
const far = "222222222222";
const logs = ["arn:aws:s3:::acme-events/logs/*"];
const vaulted = ["arn:aws:s3:::far-vault-222222222222-eu-west-1/events/invoices/*"];

/** Site of the tier with this name in the example config, or in one with another bucket in its place. */
function siteOf(
    tierName: string,
    change: (bucket: BucketConfig) => BucketConfig = (b) => b,
): TierSite {
    const example = exampleConfig();
    const config: StackConfig = { ...example, buckets: example.buckets.map(change) };
    for (const bucket of config.buckets)
        for (const tier of bucket.tiers)
            if (tier.name === tierName) return tierSite(config, bucket, tier);
    throw new Error(`no tier ${tierName}`);
}

const allow = (Sid: string, Action: unknown, Resource: unknown, Condition?: unknown) => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
});
const owned = (account: string) => ({ StringEquals: { "aws:ResourceAccount": account } });
const keyByAlias = (account: string, alias: string, sid: string, actions: string[]) =>
    allow(sid, actions, `arn:aws:kms:eu-west-1:${account}:key/*`, {
        StringEquals: { "kms:ViaService": ["s3.eu-west-1.amazonaws.com"] },
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": [alias] },
    });
const manifest = allow(
    "Manifest",
    ["s3:GetObject", "s3:GetObjectVersion"],
    "arn:aws:s3:::archival-control-111111111111-eu-west-1/manifests/*",
    owned(home),
);
const report = allow(
    "Report",
    "s3:PutObject",
    "arn:aws:s3:::archival-audit-111111111111-eu-west-1/reports/*",
    owned(home),
);
const seeMissing = (bucket: string, account: string, prefix: string, sid = "SeeMissing") =>
    allow(sid, "s3:ListBucket", `arn:aws:s3:::${bucket}`, {
        ...owned(account),
        StringLikeIfExists: { "s3:prefix": [prefix] },
    });

describe("batchJobTrust", () => {
    it("trusts Batch Operations alone, and no other account's when the account is told", () => {
        assert.deepEqual(batchJobTrust(exampleConfig()), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "BatchOperations",
                    Effect: "Allow",
                    Principal: { Service: "batchoperations.s3.amazonaws.com" },
                    Action: "sts:AssumeRole",
                    Condition: { StringEqualsIfExists: { "aws:SourceAccount": home } },
                },
            ],
        });
    });
});

describe("copyJobRole", () => {
    it("reads and rewrites the tier's current objects in its class when the change is in place", () => {
        assert.deepEqual(copyJobRole(siteOf("cold")), {
            Version: "2012-10-17",
            Statement: [
                allow("ReadSource", ["s3:GetObject", "s3:GetObjectTagging"], logs, owned(home)),
                seeMissing("acme-events", home, "logs/*"),
                allow("WriteOnlyTheClass", "s3:PutObject", logs, {
                    StringEquals: {
                        "aws:ResourceAccount": home,
                        "s3:x-amz-storage-class": "GLACIER_IR",
                    },
                }),
                allow("CarryTags", "s3:PutObjectTagging", logs, owned(home)),
                manifest,
                report,
            ],
        });
    });

    it("reads the named versions and writes under the key prefix of the vault's account", () => {
        assert.deepEqual(copyJobRole(siteOf("vaulted")), {
            Version: "2012-10-17",
            Statement: [
                allow(
                    "ReadSource",
                    ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
                    ["arn:aws:s3:::acme-events/invoices/*"],
                    owned(home),
                ),
                seeMissing("acme-events", home, "invoices/*"),
                allow("WriteOnlyTheClass", "s3:PutObject", vaulted, {
                    StringEquals: {
                        "aws:ResourceAccount": far,
                        "s3:x-amz-storage-class": "DEEP_ARCHIVE",
                    },
                }),
                allow("CarryTags", "s3:PutObjectTagging", vaulted, owned(far)),
                keyByAlias(far, "alias/archival-vault-far-vault", "VaultKey", [
                    "kms:Decrypt",
                    "kms:GenerateDataKey",
                ]),
                manifest,
                report,
            ],
        });
    });

    it("reads whatever is current when the inventory lists no versions", () => {
        const site = siteOf("vaulted", (bucket) => ({
            ...bucket,
            inventory: { ...bucket.inventory, versions: "Current" },
        }));
        assert.deepEqual(copyJobRole(site).Statement[0]?.Action, [
            "s3:GetObject",
            "s3:GetObjectTagging",
        ]);
    });

    it("uses the bucket's own key through S3, for reading alone when it copies to a vault", () => {
        const kmsKeyArn = `arn:aws:kms:eu-west-1:${home}:key/11111111-2222-3333-4444-555555555555`;
        const withKey = (bucket: BucketConfig) => ({ ...bucket, kmsKeyArn });
        const keyStatement = (tier: string) =>
            copyJobRole(siteOf(tier, withKey)).Statement.filter(({ Sid }) => Sid === "SourceKey");
        const expected = (actions: string[]) =>
            allow("SourceKey", actions, kmsKeyArn, {
                StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
            });
        assert.deepEqual(keyStatement("cold"), [expected(["kms:Decrypt", "kms:GenerateDataKey"])]);
        assert.deepEqual(keyStatement("vaulted"), [expected(["kms:Decrypt"])]);
    });

    it("covers the whole bucket only without prefixes, and takes a prefix literally", () => {
        const resources = (prefixes: string[]) => {
            const tier = exampleTier(
                "t",
                { kind: "changeClass", storageClass: "GLACIER", mechanism: "copy" },
                { prefixes },
            );
            const config = exampleConfig("eu-west-1", {
                buckets: [exampleBucket("acme-x", [tier])],
            });
            const [bucket] = config.buckets;
            assert.ok(bucket);
            const [read, see] = copyJobRole(tierSite(config, bucket, tier)).Statement;
            return [read?.Resource, see?.Condition?.["StringLikeIfExists"]];
        };
        assert.deepEqual(resources([]), [["arn:aws:s3:::acme-x/*"], undefined]);
        assert.deepEqual(resources(["a*b?c$d/", "鍵/x"]), [
            ["arn:aws:s3:::acme-x/a${*}b${?}c${$}d/*", "arn:aws:s3:::acme-x/*/x*"],
            { "s3:prefix": ["a${*}b${?}c${$}d/*", "*/x*"] },
        ]);
    });
});

describe("invokeJobRole", () => {
    it("invokes published versions of the task function and touches no data", () => {
        assert.deepEqual(invokeJobRole(siteOf("cold")), {
            Version: "2012-10-17",
            Statement: [
                allow(
                    "Invoke",
                    "lambda:InvokeFunction",
                    `arn:aws:lambda:eu-west-1:${home}:function:archival-task:*`,
                ),
                manifest,
                report,
            ],
        });
    });

    it("invokes exactly the team's own qualified function", () => {
        assert.equal(
            invokeJobRole(siteOf("redact")).Statement[0]?.Resource,
            `arn:aws:lambda:eu-west-1:${home}:function:redact:live`,
        );
    });
});

describe("taskRole", () => {
    const inParts = (objects: string[], account: string, storageClass: string) =>
        allow("WriteTheClassInParts", ["s3:PutObject", "s3:AbortMultipartUpload"], objects, {
            StringEquals: { "aws:ResourceAccount": account },
            StringEqualsIfExists: { "s3:x-amz-storage-class": storageClass },
        });

    it("is assumed by the task function's role alone", () => {
        assert.deepEqual(taskTrust(siteOf("cold")), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TaskFunction",
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${home}:root` },
                    Action: "sts:AssumeRole",
                    Condition: {
                        ArnEquals: {
                            "aws:PrincipalArn": `arn:aws:iam::${home}:role/archival-task-eu-west-1`,
                        },
                    },
                },
            ],
        });
    });

    it("rewrites large objects in place by parts", () => {
        assert.deepEqual(taskRole(siteOf("cold")).Statement, [
            allow("ReadSource", ["s3:GetObject", "s3:GetObjectTagging"], logs, owned(home)),
            seeMissing("acme-events", home, "logs/*"),
            inParts(logs, home, "GLACIER_IR"),
            allow("CarryTags", "s3:PutObjectTagging", logs, owned(home)),
        ]);
    });

    it("copies to the vault and sees whether the copy is there already", () => {
        assert.deepEqual(taskRole(siteOf("vaulted")).Statement, [
            allow(
                "ReadSource",
                ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
                ["arn:aws:s3:::acme-events/invoices/*"],
                owned(home),
            ),
            seeMissing("acme-events", home, "invoices/*"),
            inParts(vaulted, far, "DEEP_ARCHIVE"),
            allow("CarryTags", "s3:PutObjectTagging", vaulted, owned(far)),
            allow("SeeVaultCopies", "s3:GetObject", vaulted, owned(far)),
            seeMissing(
                "far-vault-222222222222-eu-west-1",
                far,
                "events/invoices/*",
                "SeeMissingInVault",
            ),
            keyByAlias(far, "alias/archival-vault-far-vault", "VaultKey", [
                "kms:Decrypt",
                "kms:GenerateDataKey",
            ]),
        ]);
    });

    it("marks by tags alone: no object is written", () => {
        const curated = ["arn:aws:s3:::acme-lake/curated/*"];
        assert.deepEqual(taskRole(siteOf("marked")).Statement, [
            allow(
                "ReadSource",
                ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
                curated,
                owned(home),
            ),
            seeMissing("acme-lake", home, "curated/*"),
            allow(
                "Mark",
                ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"],
                curated,
                owned(home),
            ),
            keyByAlias(home, "alias/archival-data-acme-lake-5a40345a", "SourceKey", [
                "kms:Decrypt",
            ]),
        ]);
    });
});
