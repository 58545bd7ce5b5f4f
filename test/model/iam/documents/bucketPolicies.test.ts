import assert from "node:assert/strict";
import { accessLogBucketPolicy } from "../../../../model/iam/documents/accessLogBucketPolicy";
import { auditBucketPolicy } from "../../../../model/iam/documents/auditBucketPolicy";
import { controlBucketPolicy } from "../../../../model/iam/documents/controlBucketPolicy";
import { copyJobRole } from "../../../../model/iam/documents/copyJobRole";
import { sourceBucketPolicy } from "../../../../model/iam/documents/sourceBucketPolicy";
import { policyDocument, type PolicyDocument } from "../../../../model/iam/documents/statement";
import { taskRole } from "../../../../model/iam/documents/taskRole";
import { tierSite } from "../../../../model/iam/documents/tierSite";
import { vaultPolicy } from "../../../../model/iam/documents/vaultPolicy";
import { exampleConfig } from "../../../infra/exampleConfig";
import { type Call, decide } from "./decide";

const config = exampleConfig();
const [farVault, nearVault] = config.vaults;
const [events] = config.buckets;
assert.ok(farVault && nearVault && events);

/** The identity policy of somebody who may do anything. */
const everything: PolicyDocument = policyDocument({
    Sid: "Everything",
    Effect: "Allow",
    Action: "*",
    Resource: "*",
});
const no = "denied: no statement allows it";

describe("controlBucketPolicy", () => {
    const bucket = "arn:aws:s3:::archival-control-111111111111-eu-west-1";
    const put = (key: string, by: Call["by"], context: Call["context"] = {}) =>
        decide({
            action: "s3:PutObject",
            resource: `${bucket}/${key}`,
            by,
            context,
            identity: "role" in by ? everything : undefined,
            resourcePolicy: controlBucketPolicy(config),
        });
    const delivery = (sourceArn: string, account: string, acl = "bucket-owner-full-control") => ({
        "aws:SourceArn": sourceArn,
        "aws:SourceAccount": account,
        "s3:x-amz-acl": acl,
    });
    const s3 = { service: "s3.amazonaws.com" };
    const key = "inventory/acme-events/archival/2026-11-01T01-00Z/manifest.json";

    it("takes inventories of the declared buckets and vaults from S3, by account", () => {
        const of = (sourceBucket: string, account: string, acl?: string) =>
            put(key, s3, delivery(`arn:aws:s3:::${sourceBucket}`, account, acl));
        const home = "allowed: resource#InventoryDelivery111111111111";
        assert.equal(of("acme-events", "111111111111"), home);
        assert.equal(of("near-vault-111111111111-eu-west-1", "111111111111"), home);
        assert.equal(
            of("far-vault-222222222222-eu-west-1", "222222222222"),
            "allowed: resource#InventoryDelivery222222222222",
        );
        assert.ok(of("acme-events", "333333333333").startsWith(no));
        assert.ok(of("somebody-elses", "111111111111").startsWith(no));
        assert.ok(of("acme-events", "111111111111", "public-read").startsWith(no));
    });

    it("takes an inventory from nobody else, administrators included", () => {
        assert.equal(put(key, { role: "admin" }), "denied: resource#OnlyS3WritesInventories");
        assert.equal(
            put(key, { role: "archival-submit-eu-west-1" }),
            "denied: resource#OnlyS3WritesInventories",
        );
        assert.equal(
            put(key, { service: "logging.s3.amazonaws.com" }),
            "denied: resource#OnlyS3WritesInventories",
        );
    });

    it("takes manifests and records from submit and reconcile alone, each record once", () => {
        const once = { "s3:if-none-match": "*" };
        for (const fn of ["submit", "reconcile"]) {
            const by = { role: `archival-${fn}-eu-west-1` };
            assert.equal(put("manifests/r/copy-0.csv", by), "allowed: role#Everything");
            assert.equal(put("runs/b/t/r/run.json", by, once), "allowed: role#Everything");
            assert.equal(put("runs/b/t/r/run.json", by), "denied: resource#RecordsAreWrittenOnce");
            assert.equal(put("jobs/j.json", by), "denied: resource#RecordsAreWrittenOnce");
        }
        const admin = { role: "admin" };
        assert.equal(put("manifests/r/copy-0.csv", admin), "denied: resource#OnlyRunsAreSubmitted");
        assert.equal(put("jobs/j.json", admin, once), "denied: resource#OnlyFunctionsRecord");
    });

    it("takes the records of scans from submit and shards alone, each once, and parts as they come", () => {
        const once = { "s3:if-none-match": "*" };
        for (const fn of ["submit", "shard"]) {
            const by = { role: `archival-${fn}-eu-west-1` };
            for (const record of ["scan.json", "items.json", "shards/00001.json", "done-ab.bin"]) {
                assert.equal(put(`scans/b/s/${record}`, by, once), "allowed: role#Everything");
                assert.equal(
                    put(`scans/b/s/${record}`, by),
                    "denied: resource#RecordsAreWrittenOnce",
                );
            }
            assert.equal(put("scans/b/s/parts/00001/t-copy.csv", by), "allowed: role#Everything");
        }
        for (const role of ["admin", "archival-reconcile-eu-west-1"])
            assert.equal(
                put("scans/b/s/parts/00001/t-copy.csv", { role }),
                "denied: resource#OnlyScansAreJoined",
            );
        assert.equal(
            put("manifests/r/copy-0.csv", { role: "archival-shard-eu-west-1" }),
            "denied: resource#OnlyRunsAreSubmitted",
        );
    });

    it("lets the deployment publish plans", () => {
        assert.equal(put("config/acme-events.json", { role: "admin" }), "allowed: role#Everything");
    });

    it("loses nothing to a delete, and answers nothing over plain HTTP", () => {
        const call = (action: string, resource: string, context: Call["context"] = {}) =>
            decide({
                action,
                resource,
                by: { role: "admin" },
                context,
                identity: everything,
                resourcePolicy: controlBucketPolicy(config),
            });
        assert.equal(
            call("s3:DeleteObject", `${bucket}/runs/b/t/r/run.json`),
            "denied: resource#NothingIsDeleted",
        );
        assert.equal(
            call("s3:DeleteObjectVersion", `${bucket}/manifests/r/copy-0.csv`),
            "denied: resource#NothingIsDeleted",
        );
        const plain = { "aws:SecureTransport": "false" };
        assert.equal(call("s3:ListBucket", bucket, plain), "denied: resource#TlsOnly");
        assert.equal(call("s3:GetObject", `${bucket}/x`, plain), "denied: resource#TlsOnly");
    });
});

describe("auditBucketPolicy", () => {
    const bucket = "arn:aws:s3:::archival-audit-111111111111-eu-west-1";
    const call = (action: string, key: string, role: string, context: Call["context"] = {}) =>
        decide({
            action,
            resource: `${bucket}/${key}`,
            by: { role },
            context,
            identity: everything,
            resourcePolicy: auditBucketPolicy(config),
        });

    it("takes reports from job roles alone", () => {
        const report = (role: string) =>
            call("s3:PutObject", "reports/r/job-1/manifest.json", role);
        assert.equal(report("archival-copy-acme-events-cold-12345678"), "allowed: role#Everything");
        assert.equal(
            report("archival-invoke-acme-events-cold-12345678"),
            "allowed: role#Everything",
        );
        assert.equal(report("archival-submit-eu-west-1"), "denied: resource#OnlyJobsReport");
        assert.equal(
            report("archival-task-acme-events-cold-12345678"),
            "denied: resource#OnlyJobsReport",
        );
        assert.equal(report("admin"), "denied: resource#OnlyJobsReport");
    });

    it("takes each ledger record once, from submit and reconcile alone", () => {
        const key = "ledger/acme-events/000000000001.json";
        const once = { "s3:if-none-match": "*" };
        const submit = "archival-submit-eu-west-1";
        assert.equal(call("s3:PutObject", key, submit, once), "allowed: role#Everything");
        assert.equal(call("s3:PutObject", key, submit), "denied: resource#LedgerIsWrittenOnce");
        assert.equal(
            call("s3:PutObject", key, "archival-watchdog-eu-west-1", once),
            "denied: resource#OnlyFunctionsKeepTheLedger",
        );
    });

    it("loses nothing to an administrator", () => {
        for (const action of ["s3:DeleteObject", "s3:DeleteObjectVersion"])
            assert.equal(call(action, "ledger/x", "admin"), "denied: resource#NothingIsDeleted");
        assert.equal(
            call("s3:BypassGovernanceRetention", "reports/x", "admin"),
            "denied: resource#RetentionStands",
        );
    });
});

describe("accessLogBucketPolicy", () => {
    it("takes logs of the stack's own buckets from the logging service", () => {
        const deliver = (source: string, account = "111111111111") =>
            decide({
                action: "s3:PutObject",
                resource: "arn:aws:s3:::archival-access-logs-111111111111-eu-west-1/x/log",
                by: { service: "logging.s3.amazonaws.com" },
                context: {
                    "aws:SourceArn": `arn:aws:s3:::${source}`,
                    "aws:SourceAccount": account,
                },
                resourcePolicy: accessLogBucketPolicy(config),
            });
        for (const source of [
            "archival-control-111111111111-eu-west-1",
            "archival-audit-111111111111-eu-west-1",
            "acme-lake",
            "near-vault-111111111111-eu-west-1",
        ])
            assert.equal(deliver(source), "allowed: resource#AccessLogDelivery");
        assert.ok(deliver("acme-events").startsWith(no));
        assert.ok(deliver("acme-lake", "333333333333").startsWith(no));
    });
});

describe("vaultPolicy", () => {
    const bucket = "arn:aws:s3:::far-vault-222222222222-eu-west-1";
    const tier = events.tiers[1];
    assert.ok(tier);
    const site = tierSite(config, events, tier);
    const copy = site.names.tierRole("acme-events", "vaulted", "copy");
    const task = site.names.tierRole("acme-events", "vaulted", "task");
    const deep = { "s3:x-amz-storage-class": "DEEP_ARCHIVE" };
    const call = (
        action: string,
        resource: string,
        role: string,
        identity: PolicyDocument,
        context: Call["context"] = {},
    ) =>
        decide({
            action,
            resource,
            resourceAccount: "222222222222",
            by: { role },
            context,
            identity,
            resourcePolicy: vaultPolicy(config, farVault),
        });
    const object = `${bucket}/events/invoices/1.pdf`;

    it("lets the copy job write its class where its tier's objects go, and nothing else", () => {
        const role = copyJobRole(site);
        assert.equal(
            call("s3:PutObject", object, copy, role, deep),
            "allowed: role#WriteOnlyTheClass + resource#JobsWriteDEEPARCHIVE",
        );
        assert.equal(
            call("s3:PutObjectTagging", object, copy, role),
            "allowed: role#CarryTags + resource#CarryTags",
        );
        for (const context of [{}, { "s3:x-amz-storage-class": "STANDARD" }])
            assert.ok(call("s3:PutObject", object, copy, role, context).startsWith(no));
        assert.ok(call("s3:PutObject", `${bucket}/other/1.pdf`, copy, role, deep).startsWith(no));
        assert.ok(call("s3:GetObject", object, copy, role).startsWith(no));
    });

    it("lets the task function's role copy in parts and look before it copies", () => {
        const role = taskRole(site);
        for (const [action, context] of [
            ["s3:PutObject", deep],
            ["s3:PutObject", {}],
            ["s3:PutObjectTagging", {}],
            ["s3:AbortMultipartUpload", {}],
            ["s3:GetObject", {}],
        ] as const)
            assert.match(
                call(action, object, task, role, context),
                /^allowed: role#.* \+ resource#/,
            );
        assert.match(call("s3:ListBucket", bucket, task, role), /^allowed/);
        const glacier = { "s3:x-amz-storage-class": "GLACIER" };
        assert.ok(call("s3:PutObject", object, task, role, glacier).startsWith(no));
    });

    it("lets no other role of the source account in, whatever it may do at home", () => {
        assert.ok(call("s3:PutObject", object, "admin", everything, deep).startsWith(no));
        assert.ok(call("s3:GetObject", object, "admin", everything).startsWith(no));
    });

    it("loses nothing to administrators of the vault's account and is weakened by the deployer alone", () => {
        const by = (role: string, action: string, resource: string) =>
            call(action, resource, `222222222222/${role}`, everything);
        for (const role of ["admin", "deployer"]) {
            for (const action of ["s3:DeleteObject", "s3:DeleteObjectVersion"])
                assert.equal(by(role, action, object), "denied: resource#NothingIsDeleted");
            assert.equal(
                by(role, "s3:BypassGovernanceRetention", object),
                "denied: resource#RetentionStands",
            );
            assert.equal(by(role, "s3:DeleteBucket", bucket), "denied: resource#RetentionStands");
        }
        for (const action of [
            "s3:PutLifecycleConfiguration",
            "s3:PutBucketVersioning",
            "s3:PutBucketObjectLockConfiguration",
            "s3:PutEncryptionConfiguration",
        ]) {
            assert.equal(
                by("admin", action, bucket),
                "denied: resource#OnlyTheDeployerChangesProtection",
            );
            assert.equal(by("deployer", action, bucket), "allowed: role#Everything");
        }
        // The way back: an administrator can still change this very policy.
        assert.equal(by("admin", "s3:PutBucketPolicy", bucket), "allowed: role#Everything");
    });

    it("grants nothing and names no deployer in the stack's own account", () => {
        const buckets = config.buckets.map((bucket) => ({
            ...bucket,
            tiers: bucket.tiers.map((each) =>
                each.action.kind === "copyTo"
                    ? { ...each, action: { ...each.action, vault: "near-vault" } }
                    : each,
            ),
        }));
        assert.deepEqual(
            vaultPolicy({ ...config, buckets }, nearVault).Statement.map(({ Sid }) => Sid),
            ["TlsOnly", "NothingIsDeleted", "RetentionStands"],
        );
    });
});

describe("sourceBucketPolicy", () => {
    it("keeps versions and the bucket, and leaves ordinary deletes to the owner", () => {
        const call = (action: string, resource: string) =>
            decide({
                action,
                resource,
                by: { role: "admin" },
                identity: everything,
                resourcePolicy: sourceBucketPolicy(config, "acme-lake"),
            });
        assert.equal(
            call("s3:DeleteObjectVersion", "arn:aws:s3:::acme-lake/x"),
            "denied: resource#VersionsStay",
        );
        assert.equal(
            call("s3:DeleteBucket", "arn:aws:s3:::acme-lake"),
            "denied: resource#VersionsStay",
        );
        assert.equal(
            call("s3:DeleteObject", "arn:aws:s3:::acme-lake/x"),
            "allowed: role#Everything",
        );
    });
});
