import assert from "node:assert/strict";
import { archivalStack } from "../../infra/archivalStack";
import {
    defaultConcurrencyQuota,
    leastUnreserved,
    maxShardsOfDefaultQuota,
} from "../../model/scale/functionLimits";
import { type MockedResource, type MockedRun, runWithMocks } from "../support/pulumiMocks";
import { builtBundles } from "./builtBundles";
import { exampleConfig } from "./exampleConfig";

const bundles = builtBundles();

const brief = ({ type, name, parent }: MockedResource): string =>
    `${type.split(":").at(-1) ?? ""} ${name} < ${parent}`;

/** Names of the resources, of this type, that belong to the bucket with the logical name `bucket`. */
const satellites = (run: MockedRun<unknown>, type: string, bucketName: unknown): string[] =>
    run
        .all(type)
        .filter(({ inputs }) => inputs["bucket"] === bucketName)
        .map(({ name }) => name);

describe("archivalStack", () => {
    let run: MockedRun<unknown>;
    before(async () => {
        run = await runWithMocks(() => archivalStack(exampleConfig(), bundles));
    });

    it("reserves as much concurrency as the check of maxConcurrency counts with", () => {
        const reserved = run
            .all("aws:lambda/function:Function")
            .map(({ inputs }) => Number(inputs["reservedConcurrentExecutions"]));
        assert.equal(reserved.length, 5);
        assert.equal(
            reserved.reduce((sum, each) => sum + each, 0),
            defaultConcurrencyQuota -
                leastUnreserved -
                maxShardsOfDefaultQuota +
                exampleConfig().scaleOut.maxConcurrency,
        );
        assert.equal(maxShardsOfDefaultQuota, 779);
    });

    it("registers exactly these resources", () => {
        assert.deepEqual(run.resources.map(brief), [
            "BundledFunction reconcile < functions",
            "BundledFunction shard < functions",
            "BundledFunction submit < functions",
            "BundledFunction task < functions",
            "BundledFunction watchdog < functions",
            "EncryptionKey acme-lake-key < acme-lake",
            "EncryptionKey far-vault-key < far-vault",
            "EncryptionKey key < foundation",
            "EncryptionKey near-vault-key < near-vault",
            "SecureBucket access-logs < foundation",
            "SecureBucket acme-lake < acme-lake",
            "SecureBucket audit < foundation",
            "SecureBucket control < foundation",
            "SecureBucket far-vault < far-vault",
            "SecureBucket near-vault < near-vault",
            "ArchivalTier acme-events/cold < acme-events",
            "ArchivalTier acme-events/redact < acme-events",
            "ArchivalTier acme-events/vaulted < acme-events",
            "ArchivalTier acme-lake/marked < acme-lake",
            "ArchivalTier acme-lake/raw < acme-lake",
            "ArchivedBucket acme-events < ",
            "ArchivedBucket acme-lake < ",
            "Catalogue catalogue < foundation",
            "Foundation foundation < ",
            "Functions functions < foundation",
            "Schedules schedules < foundation",
            "Vault far-vault < ",
            "Vault near-vault < ",
            "NamedQuery query-What-a-job-did-to-one-prefix < catalogue",
            "NamedQuery query-What-failed-in-a-job-and-why < catalogue",
            "NamedQuery query-acme-events-bytes-by-class-and-age < catalogue",
            "NamedQuery query-acme-events-jobs-and-their-outcomes < catalogue",
            "NamedQuery query-acme-events-runs < catalogue",
            "NamedQuery query-acme-events-what-would-be-archived < catalogue",
            "NamedQuery query-acme-lake-bytes-by-class-and-age < catalogue",
            "NamedQuery query-acme-lake-jobs-and-their-outcomes < catalogue",
            "NamedQuery query-acme-lake-runs < catalogue",
            "NamedQuery query-acme-lake-what-would-be-archived < catalogue",
            "Workgroup queries < catalogue",
            "EventRule inventory-committed < foundation",
            "EventRule job-status-changed < foundation",
            "EventTarget inventory-committed < foundation",
            "EventTarget job-status-changed < foundation",
            "LogGroup reconcile-logs < reconcile",
            "LogGroup shard-logs < shard",
            "LogGroup submit-logs < submit",
            "LogGroup task-logs < task",
            "LogGroup watchdog-logs < watchdog",
            "MetricAlarm approvals-expiring < foundation",
            "MetricAlarm dead-letters-waiting < foundation",
            "MetricAlarm empty-selections < foundation",
            "MetricAlarm inventories-stale < foundation",
            "MetricAlarm inventory-shrunk < foundation",
            "MetricAlarm jobs-failed < foundation",
            "MetricAlarm jobs-stuck < foundation",
            "MetricAlarm proofs-contradicted < foundation",
            "MetricAlarm reconcile-errors < foundation",
            "MetricAlarm reconcile-throttles < foundation",
            "MetricAlarm rows-unreadable < foundation",
            "MetricAlarm runs-held < foundation",
            "MetricAlarm runs-missing < foundation",
            "MetricAlarm runs-refused < foundation",
            "MetricAlarm scan-executions-aborted < foundation",
            "MetricAlarm scan-executions-failed < foundation",
            "MetricAlarm scan-executions-timed-out < foundation",
            "MetricAlarm scans-failed < foundation",
            "MetricAlarm schedule-dead-letters-waiting < foundation",
            "MetricAlarm shard-errors < foundation",
            "MetricAlarm shard-throttles < foundation",
            "MetricAlarm submit-errors < foundation",
            "MetricAlarm submit-throttles < foundation",
            "MetricAlarm task-errors < foundation",
            "MetricAlarm task-throttles < foundation",
            "MetricAlarm tasks-failed < foundation",
            "MetricAlarm watchdog-errors < foundation",
            "MetricAlarm watchdog-throttles < foundation",
            "CatalogDatabase catalogue < catalogue",
            "CatalogTable catalogue-inventory_csv_all < catalogue",
            "CatalogTable catalogue-inventory_csv_current < catalogue",
            "CatalogTable catalogue-inventory_orc_all < catalogue",
            "CatalogTable catalogue-inventory_orc_current < catalogue",
            "CatalogTable catalogue-inventory_parquet_all < catalogue",
            "CatalogTable catalogue-inventory_parquet_current < catalogue",
            "CatalogTable catalogue-ledger < catalogue",
            "CatalogTable catalogue-reports < catalogue",
            "Role acme-events/cold-copy < acme-events/cold",
            "Role acme-events/cold-invoke < acme-events/cold",
            "Role acme-events/cold-task < acme-events/cold",
            "Role acme-events/redact-invoke < acme-events/redact",
            "Role acme-events/vaulted-copy < acme-events/vaulted",
            "Role acme-events/vaulted-invoke < acme-events/vaulted",
            "Role acme-events/vaulted-task < acme-events/vaulted",
            "Role acme-lake/marked-invoke < acme-lake/marked",
            "Role acme-lake/marked-task < acme-lake/marked",
            "Role approver < foundation",
            "Role reconcile-role < reconcile",
            "Role scan-role < foundation",
            "Role schedules-role < schedules",
            "Role shard-role < shard",
            "Role submit-role < submit",
            "Role task-role < task",
            "Role watchdog-role < watchdog",
            "RolePolicy acme-events/cold-copy < acme-events/cold",
            "RolePolicy acme-events/cold-invoke < acme-events/cold",
            "RolePolicy acme-events/cold-task < acme-events/cold",
            "RolePolicy acme-events/redact-invoke < acme-events/redact",
            "RolePolicy acme-events/vaulted-copy < acme-events/vaulted",
            "RolePolicy acme-events/vaulted-invoke < acme-events/vaulted",
            "RolePolicy acme-events/vaulted-task < acme-events/vaulted",
            "RolePolicy acme-lake/marked-invoke < acme-lake/marked",
            "RolePolicy acme-lake/marked-task < acme-lake/marked",
            "RolePolicy approver < foundation",
            "RolePolicy reconcile-role < reconcile",
            "RolePolicy scan-role < foundation",
            "RolePolicy schedules-role < schedules",
            "RolePolicy shard-role < shard",
            "RolePolicy submit-role < submit",
            "RolePolicy task-role < task",
            "RolePolicy watchdog-role < watchdog",
            "Alias acme-lake-key-alias < acme-lake-key",
            "Alias far-vault-key-alias < far-vault-key",
            "Alias key-alias < key",
            "Alias near-vault-key-alias < near-vault-key",
            "Key acme-lake-key < acme-lake-key",
            "Key far-vault-key < far-vault-key",
            "Key key < key",
            "Key near-vault-key < near-vault-key",
            "Alias reconcile-live < reconcile",
            "Alias shard-live < shard",
            "Alias submit-live < submit",
            "Alias task-live < task",
            "Alias watchdog-live < watchdog",
            "Function reconcile < reconcile",
            "Function shard < shard",
            "Function submit < submit",
            "Function task < task",
            "Function watchdog < watchdog",
            "FunctionEventInvokeConfig reconcile-failures < reconcile",
            "FunctionEventInvokeConfig submit-failures < submit",
            "FunctionEventInvokeConfig watchdog-failures < watchdog",
            "Permission inventory-committed < foundation",
            "Permission job-status-changed < foundation",
            "Bucket access-logs < access-logs",
            "Bucket acme-lake < acme-lake",
            "Bucket audit < audit",
            "Bucket control < control",
            "Bucket far-vault < far-vault",
            "Bucket near-vault < near-vault",
            "BucketLifecycleConfiguration access-logs-lifecycle < access-logs",
            "BucketLifecycleConfiguration acme-lake-lifecycle < acme-lake",
            "BucketLifecycleConfiguration audit-lifecycle < audit",
            "BucketLifecycleConfiguration control-lifecycle < control",
            "BucketLifecycleConfiguration far-vault-lifecycle < far-vault",
            "BucketLifecycleConfiguration near-vault-lifecycle < near-vault",
            "BucketLogging acme-lake-access-logs < acme-lake",
            "BucketLogging audit-access-logs < audit",
            "BucketLogging control-access-logs < control",
            "BucketLogging near-vault-access-logs < near-vault",
            "BucketNotification control-events < control",
            "BucketObjectLockConfiguration audit-lock < audit",
            "BucketObjectLockConfiguration far-vault-lock < far-vault",
            "BucketObjectLockConfiguration near-vault-lock < near-vault",
            "BucketObjectv2 acme-events-plan < acme-events",
            "BucketObjectv2 acme-lake-plan < acme-lake",
            "BucketOwnershipControls access-logs-ownership < access-logs",
            "BucketOwnershipControls acme-lake-ownership < acme-lake",
            "BucketOwnershipControls audit-ownership < audit",
            "BucketOwnershipControls control-ownership < control",
            "BucketOwnershipControls far-vault-ownership < far-vault",
            "BucketOwnershipControls near-vault-ownership < near-vault",
            "BucketPolicy access-logs-policy < access-logs",
            "BucketPolicy acme-lake-policy < acme-lake",
            "BucketPolicy audit-policy < audit",
            "BucketPolicy control-policy < control",
            "BucketPolicy far-vault-policy < far-vault",
            "BucketPolicy near-vault-policy < near-vault",
            "BucketPublicAccessBlock access-logs-public-access < access-logs",
            "BucketPublicAccessBlock acme-lake-public-access < acme-lake",
            "BucketPublicAccessBlock audit-public-access < audit",
            "BucketPublicAccessBlock control-public-access < control",
            "BucketPublicAccessBlock far-vault-public-access < far-vault",
            "BucketPublicAccessBlock near-vault-public-access < near-vault",
            "BucketServerSideEncryptionConfiguration access-logs-encryption < access-logs",
            "BucketServerSideEncryptionConfiguration acme-lake-encryption < acme-lake",
            "BucketServerSideEncryptionConfiguration audit-encryption < audit",
            "BucketServerSideEncryptionConfiguration control-encryption < control",
            "BucketServerSideEncryptionConfiguration far-vault-encryption < far-vault",
            "BucketServerSideEncryptionConfiguration near-vault-encryption < near-vault",
            "BucketVersioning access-logs-versioning < access-logs",
            "BucketVersioning acme-lake-versioning < acme-lake",
            "BucketVersioning audit-versioning < audit",
            "BucketVersioning control-versioning < control",
            "BucketVersioning far-vault-versioning < far-vault",
            "BucketVersioning near-vault-versioning < near-vault",
            "Inventory acme-events-inventory < acme-events",
            "Inventory acme-lake-inventory < acme-lake",
            "Inventory far-vault-inventory < far-vault",
            "Inventory near-vault-inventory < near-vault",
            "Schedule acme-events-schedule < acme-events",
            "Schedule acme-lake-schedule < acme-lake",
            "Schedule watchdog < schedules",
            "ScheduleGroup schedules < schedules",
            "StateMachine scan < foundation",
            "Topic notices < foundation",
            "TopicPolicy notices-policy < foundation",
            "TopicSubscription notices-owner < foundation",
            "Queue dead-letters < foundation",
            "Queue schedule-dead-letters < foundation",
            "QueuePolicy dead-letters-policy < foundation",
            "QueuePolicy schedule-dead-letters-policy < foundation",
            "aws account-111111111111 < ",
            "aws account-222222222222 < ",
        ]);
    });

    it("gives every resource the provider of its account", () => {
        const wrong = run.resources
            .filter(({ custom, type }) => custom && type !== "pulumi:providers:aws")
            .filter(({ name, provider }) => {
                const account = name.startsWith("far-vault") ? "222222222222" : "111111111111";
                return provider !== `account-${account}`;
            });
        assert.deepEqual(wrong.map(brief), []);
    });

    it("stops at wrong credentials and enters other accounts by their role", () => {
        const tags = {
            tags: {
                "archival:stack": "test",
                owner: "data-platform",
                "managed-by": "pulumi",
            },
        };
        const inputs = (account: string) => {
            const given = run.find("pulumi:providers:aws", `account-${account}`).inputs;
            return Object.fromEntries(
                Object.entries(given).map(([key, value]) => [key, parsed(value)]),
            );
        };
        assert.deepEqual(inputs("111111111111"), {
            region: "eu-west-1",
            allowedAccountIds: ["111111111111"],
            defaultTags: tags,
            skipCredentialsValidation: false,
            skipRegionValidation: true,
        });
        assert.deepEqual(inputs("222222222222"), {
            region: "eu-west-1",
            allowedAccountIds: ["222222222222"],
            assumeRoles: [
                {
                    roleArn: "arn:aws:iam::222222222222:role/deployer",
                    externalId: "archival-test",
                },
            ],
            defaultTags: tags,
            skipCredentialsValidation: false,
            skipRegionValidation: true,
        });
    });

    it("protects what holds data or makes it readable, and nothing else", () => {
        assert.deepEqual(run.resources.filter(({ protect }) => protect).map(brief), [
            "Key acme-lake-key < acme-lake-key",
            "Key far-vault-key < far-vault-key",
            "Key key < key",
            "Key near-vault-key < near-vault-key",
            "Bucket access-logs < access-logs",
            "Bucket acme-lake < acme-lake",
            "Bucket audit < audit",
            "Bucket control < control",
            "Bucket far-vault < far-vault",
            "Bucket near-vault < near-vault",
            "BucketObjectLockConfiguration audit-lock < audit",
            "BucketObjectLockConfiguration far-vault-lock < far-vault",
            "BucketObjectLockConfiguration near-vault-lock < near-vault",
        ]);
    });

    it("gives every bucket each of its settings once", () => {
        const types = [
            "aws:s3/bucketVersioning:BucketVersioning",
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
            "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "aws:s3/bucketPolicy:BucketPolicy",
        ];
        const buckets = run.all("aws:s3/bucket:Bucket");
        assert.equal(buckets.length, 6);
        for (const { name, inputs } of buckets) {
            assert.equal(inputs["forceDestroy"], false, name);
            for (const type of types)
                assert.equal(satellites(run, type, inputs["bucket"]).length, 1, `${name}: ${type}`);
        }
    });

    it("blocks SSE-C everywhere and uses a customer key wherever S3 lets it", () => {
        const rules = run
            .all(
                "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            )
            .map(({ name, inputs }) => [name, inputs["rules"]]);
        const withKey = (kmsMasterKeyId: string) => [
            {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId },
                bucketKeyEnabled: true,
                blockedEncryptionTypes: ["SSE-C"],
            },
        ];
        assert.deepEqual(rules, [
            [
                "access-logs-encryption",
                [
                    {
                        applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" },
                        blockedEncryptionTypes: ["SSE-C"],
                    },
                ],
            ],
            ["acme-lake-encryption", withKey("arn:mock:key/acme-lake-key")],
            ["audit-encryption", withKey("arn:mock:key/key")],
            ["control-encryption", withKey("arn:mock:key/key")],
            ["far-vault-encryption", withKey("arn:mock:key/far-vault-key")],
            ["near-vault-encryption", withKey("arn:mock:key/near-vault-key")],
        ]);
    });

    it("locks the audit bucket and the vaults with their own retention, and no other bucket", () => {
        assert.deepEqual(
            run
                .all("aws:s3/bucket:Bucket")
                .map(({ name, inputs }) => [name, inputs["objectLockEnabled"]]),
            [
                ["access-logs", false],
                ["acme-lake", false],
                ["audit", true],
                ["control", false],
                ["far-vault", true],
                ["near-vault", true],
            ],
        );
        assert.deepEqual(
            run
                .all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
                .map(({ inputs }) => [inputs["bucket"], inputs["rule"]]),
            [
                [
                    "archival-audit-111111111111-eu-west-1",
                    { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
                ],
                [
                    "far-vault-222222222222-eu-west-1",
                    { defaultRetention: { mode: "COMPLIANCE", days: 90 } },
                ],
                [
                    "near-vault-111111111111-eu-west-1",
                    { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
                ],
            ],
        );
    });

    it("adds nothing but an inventory to an adopted bucket", () => {
        assert.deepEqual(
            run.resources.filter(({ inputs }) => inputs["bucket"] === "acme-events").map(brief),
            ["Inventory acme-events-inventory < acme-events"],
        );
    });

    it("delivers every inventory to the control bucket under its key, with every column", () => {
        const shared = {
            bucketArn: "arn:aws:s3:::archival-control-111111111111-eu-west-1",
            accountId: "111111111111",
            prefix: "inventory",
            format: "CSV",
            encryption: { sseKms: { keyId: "arn:mock:key/key" } },
        };
        for (const { name, inputs, dependsOn } of run.all("aws:s3/inventory:Inventory")) {
            assert.deepEqual(inputs["destination"], { bucket: shared }, name);
            assert.equal(inputs["name"], "archival", name);
            assert.equal(inputs["enabled"], true, name);
            assert.equal(inputs["includedObjectVersions"], "All", name);
            assert.deepEqual(inputs["schedule"], { frequency: "Daily" }, name);
            assert.equal((inputs["optionalFields"] as string[]).length, 14, name);
            assert.ok(dependsOn.includes("control-policy"), `${name} waits for the policy`);
        }
    });

    it("publishes a bucket's plan after the roles that the plan names", () => {
        const { inputs, dependsOn } = run.find(
            "aws:s3/bucketObjectv2:BucketObjectv2",
            "acme-events-plan",
        );
        assert.equal(inputs["bucket"], "archival-control-111111111111-eu-west-1");
        assert.equal(inputs["key"], "config/acme-events.json");
        assert.equal(inputs["contentType"], "application/json");
        const plan = JSON.parse(inputs["content"] as string) as {
            tiers: { name: string; roles: Record<string, string> }[];
        };
        const planned = plan.tiers.flatMap(({ roles }) => Object.values(roles)).sort();
        const created = run
            .all("aws:iam/role:Role")
            .filter(({ parent }) => parent.startsWith("acme-events/"))
            .map(({ inputs: role }) => `arn:aws:iam::111111111111:role/${String(role["name"])}`)
            .sort();
        assert.equal(created.length, 7);
        assert.deepEqual(planned, created);
        for (const role of ["cold-copy", "cold-invoke", "cold-task", "vaulted-copy"])
            assert.ok(dependsOn.includes(`acme-events/${role}`), role);
    });

    it("writes a vault's policy after the roles that it names", () => {
        const { dependsOn } = run.find("aws:s3/bucketPolicy:BucketPolicy", "far-vault-policy");
        assert.ok(dependsOn.includes("acme-events/vaulted-copy"));
        assert.ok(dependsOn.includes("acme-events/vaulted-task"));
    });

    it("schedules each bucket and the watchdog with time zone, retries and dead letters", () => {
        const target = (alias: string, input: object) => ({
            arn: `arn:mock:aws:lambda/alias:Alias:${alias}-live`,
            roleArn: "arn:mock:aws:iam/role:Role:schedules-role",
            input: JSON.stringify(input),
            retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 20 },
            deadLetterConfig: { arn: "arn:mock:aws:sqs/queue:Queue:schedule-dead-letters" },
        });
        assert.deepEqual(
            run
                .all("aws:scheduler/schedule:Schedule")
                .map(({ name, inputs }) => [
                    name,
                    inputs["scheduleExpression"],
                    inputs["scheduleExpressionTimezone"],
                    inputs["groupName"],
                    inputs["flexibleTimeWindow"],
                    inputs["kmsKeyArn"],
                    inputs["target"],
                ]),
            [
                [
                    "acme-events-schedule",
                    "cron(0 6 * * ? *)",
                    "Europe/Berlin",
                    "archival",
                    { mode: "OFF" },
                    "arn:mock:key/key",
                    target("submit", { trigger: "schedule", bucket: "acme-events" }),
                ],
                [
                    "acme-lake-schedule",
                    "cron(0 6 * * ? *)",
                    "Europe/Berlin",
                    "archival",
                    { mode: "OFF" },
                    "arn:mock:key/key",
                    target("submit", { trigger: "schedule", bucket: "acme-lake" }),
                ],
                [
                    "watchdog",
                    "rate(1 hour)",
                    "UTC",
                    "archival",
                    { mode: "OFF" },
                    "arn:mock:key/key",
                    target("watchdog", { trigger: "watchdog" }),
                ],
            ],
        );
    });

    it("manages the lifecycle of the bucket it creates, tier rules included", () => {
        const { inputs } = run.find(
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "acme-lake-lifecycle",
        );
        assert.deepEqual(inputs["rules"], [
            {
                id: "archival-raw",
                status: "Enabled",
                filter: { and: { prefix: "raw/", objectSizeGreaterThan: 131_071 } },
                transitions: [{ days: 90, storageClass: "GLACIER" }],
            },
            {
                id: "archival-marked",
                status: "Enabled",
                filter: {
                    and: {
                        prefix: "curated/",
                        tags: { "archival-tier": "DEEP_ARCHIVE" },
                        objectSizeGreaterThan: 131_071,
                    },
                },
                transitions: [{ days: 90, storageClass: "DEEP_ARCHIVE" }],
            },
            {
                id: "archival-abort-uploads",
                status: "Enabled",
                filter: { prefix: "" },
                abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            },
        ]);
    });

    it("keeps every inventory, manifest and log longer than its last reader needs", () => {
        const rules = (name: string) =>
            (
                run.find(
                    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
                    `${name}-lifecycle`,
                ).inputs["rules"] as Record<string, unknown>[]
            ).map(({ filter, expiration, noncurrentVersionExpiration }) => [
                filter,
                expiration,
                noncurrentVersionExpiration,
            ]);
        const whole = { prefix: "" };
        assert.deepEqual(rules("control"), [
            [{ prefix: "inventory/" }, { days: 100 }, undefined],
            [{ prefix: "manifests/" }, { days: 400 }, undefined],
            [{ prefix: "scans/" }, { days: 30 }, undefined],
            [{ prefix: "queries/" }, { days: 30 }, undefined],
            [whole, undefined, { noncurrentDays: 90 }],
            [whole, undefined, undefined],
        ]);
        assert.deepEqual(rules("audit"), [
            [whole, undefined, { noncurrentDays: 31 }],
            [whole, undefined, undefined],
        ]);
        assert.deepEqual(rules("far-vault"), [[whole, undefined, undefined]]);
    });
});

describe("archivalStack in a first preview", () => {
    it("knows every policy and every name before anything exists", async () => {
        const run = await runWithMocks(() => archivalStack(exampleConfig(), bundles), {
            preview: true,
        });
        const policies = run.resources.flatMap(({ type, name, inputs }) =>
            ["policy", "assumeRolePolicy", "eventPattern"]
                .filter((property) => property in inputs)
                .map((property) => [`${type} ${name}`, inputs[property]] as const),
        );
        // 17 roles with trust, 6 buckets, 4 keys, 2 queues, 1 topic, 2 rules.
        assert.equal(policies.length, 49);
        for (const [where, text] of policies)
            assert.doesNotThrow(() => void JSON.parse(String(text)), where);
        for (const { type, name, inputs } of run.resources.filter(({ custom }) => custom)) {
            if (!type.startsWith("aws:s3/")) continue;
            assert.equal(typeof inputs["bucket"], "string", `${type} ${name}`);
            assert.doesNotMatch(String(inputs["bucket"]), /04da6b54/, `${type} ${name}`);
        }
    });
});

for (const [region, partition, suffix] of [
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
] as const) {
    describe(`archivalStack in ${partition}`, () => {
        it("writes no ARN of another partition and the partition's own endpoints", async () => {
            const run = await runWithMocks(() => archivalStack(exampleConfig(region), bundles));
            const text = JSON.stringify(run.resources.map(({ inputs }) => inputs));
            assert.doesNotMatch(text, /arn:aws:/);
            assert.match(text, new RegExp(`arn:${partition}:s3:::`));
            const keyPolicy = String(run.find("aws:kms/key:Key", "key").inputs["policy"]);
            assert.ok(keyPolicy.includes(`"logs.${region}.${suffix}"`));
            const submit = String(
                run.find("aws:iam/rolePolicy:RolePolicy", "submit-role").inputs["policy"],
            );
            assert.ok(submit.includes(`"s3.${region}.${suffix}"`));
        });
    });
}

function parsed(value: unknown): unknown {
    try {
        return JSON.parse(String(value)) as unknown;
    } catch {
        return value;
    }
}
