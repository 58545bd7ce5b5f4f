import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError } from "../../../model/config/configError";
import { resolveStackConfig } from "../../../model/config/resolveStackConfig";
import { context, problemLines, soundConfig, warningLines, withChanges } from "./stackFixture";

describe("resolveStackConfig", () => {
    it("fills in safe defaults", () => {
        const { config, warnings } = resolveStackConfig(soundConfig(), context);
        assert.deepEqual(warnings, []);
        assert.deepEqual(
            { ...config, vaults: undefined, buckets: undefined },
            {
                account: "111111111111",
                region: "eu-west-1",
                partition: "aws",
                stack: "dev",
                namePrefix: "archival",
                production: false,
                owner: { team: "data", email: "data@example.com" },
                accounts: {
                    "222222222222": {
                        roleArn: "arn:aws:iam::222222222222:role/deployer",
                        externalId: undefined,
                    },
                },
                approvers: [],
                audit: { mode: "GOVERNANCE", days: 30 },
                queries: { maxScanBytes: 100_000_000_000 },
                scaleOut: { minFiles: 20, maxConcurrency: 100, maxRowsPerJob: 32_000_000 },
                vaults: undefined,
                buckets: undefined,
            },
        );
        assert.deepEqual(config.buckets, [
            {
                name: "acme",
                ownership: "adopt",
                kmsKeyArn: undefined,
                inventory: {
                    format: "CSV",
                    frequency: "Daily",
                    versions: "Current",
                    maxAgeHours: 72,
                },
                schedule: { expression: "cron(0 6 * * ? *)", timezone: "UTC" },
                lifecycle: { manage: false, rules: [] },
                tiers: [
                    {
                        name: "cold",
                        priority: 100,
                        select: {
                            prefixes: ["logs/"],
                            suffixes: [],
                            include: [],
                            exclude: [],
                            olderThanDays: 90,
                            createdBefore: undefined,
                            storageClasses: ["STANDARD"],
                            minSizeBytes: 131072,
                            maxSizeBytes: undefined,
                            tags: undefined,
                            versions: "current",
                            replication: ["NONE", "COMPLETED", "REPLICA"],
                            locked: "skip",
                        },
                        action: {
                            kind: "changeClass",
                            storageClass: "GLACIER_IR",
                            mechanism: "copy",
                        },
                        limits: {},
                        approval: "none",
                        maxAttempts: 3,
                    },
                    {
                        name: "copied",
                        priority: 100,
                        select: {
                            prefixes: ["invoices/"],
                            suffixes: [],
                            include: [],
                            exclude: [],
                            olderThanDays: 90,
                            createdBefore: undefined,
                            storageClasses: ["STANDARD"],
                            minSizeBytes: 131072,
                            maxSizeBytes: undefined,
                            tags: undefined,
                            versions: "current",
                            replication: ["NONE", "COMPLETED", "REPLICA"],
                            locked: "skip",
                        },
                        action: {
                            kind: "copyTo",
                            vault: "vault",
                            storageClass: "DEEP_ARCHIVE",
                            keyPrefix: "acme",
                        },
                        limits: {},
                        approval: "none",
                        maxAttempts: 3,
                    },
                ],
            },
        ]);
    });

    it("asks for approval in a production stack, which its name makes it", () => {
        const { config } = resolveStackConfig(soundConfig(), { ...context, stack: "eu-prod-1" });
        assert.equal(config.production, true);
        assert.deepEqual(config.audit, { mode: "GOVERNANCE", days: 2557 });
        assert.deepEqual(
            config.buckets[0]?.tiers.map(({ approval }) => approval),
            ["required", "required"],
        );
        const stated = withChanges({ production: false });
        assert.equal(
            resolveStackConfig(stated, { ...context, stack: "prod" }).config.production,
            false,
        );
    });

    it("orders tiers by priority and then by name, not as written", () => {
        const tier = (priority: number | undefined, prefix: string): unknown => ({
            ...(priority === undefined ? {} : { priority }),
            select: { prefixes: [prefix], olderThanDays: 90 },
            action: { changeClass: "GLACIER_IR" },
        });
        const tiers = { zz: tier(1, "z/"), bb: tier(undefined, "b/"), aa: tier(undefined, "a/") };
        const { config } = resolveStackConfig(
            withChanges({ "buckets.acme.tiers": tiers, vaults: {} }),
            context,
        );
        assert.deepEqual(
            config.buckets[0]?.tiers.map(({ name }) => name),
            ["zz", "aa", "bb"],
        );
    });

    it("reads sizes, counts, durations, dates and booleans in every form", () => {
        const { config } = resolveStackConfig(
            withChanges({
                production: "true",
                "buckets.acme.inventory": { maxAge: "4 days" },
                "buckets.acme.schedule": { rate: "12 hours", timezone: "Asia/Tokyo" },
                "buckets.acme.tiers.cold.select.minSize": "256 KiB",
                "buckets.acme.tiers.cold.select.maxSize": "5 GB",
                "buckets.acme.tiers.cold.select.createdBefore": "2024-02-29",
                "buckets.acme.tiers.cold.limits": { maxObjects: "5_000_000", maxBytes: "1.5 TiB" },
            }),
            context,
        );
        const [bucket] = config.buckets;
        assert.equal(config.production, true);
        assert.equal(bucket?.inventory.maxAgeHours, 96);
        assert.deepEqual(bucket.schedule, { expression: "rate(12 hours)", timezone: "Asia/Tokyo" });
        const [tier] = bucket.tiers;
        assert.equal(tier?.select.minSizeBytes, 262_144);
        assert.equal(tier.select.maxSizeBytes, 5_000_000_000);
        assert.equal(tier.select.createdBefore, "2024-02-29T00:00:00.000Z");
        assert.deepEqual(tier.limits, { maxObjects: 5_000_000, maxBytes: 1_649_267_441_664 });
    });

    it("lets a lifecycle tier take every class that lifecycle moves, and wait for nobody", () => {
        const { config } = resolveStackConfig(
            withChanges({
                "buckets.acme.lifecycle": { manage: true, replaceAll: true },
                "buckets.acme.tiers.cold.action.mechanism": "lifecycle",
            }),
            { ...context, stack: "prod" },
        );
        const [tier] = config.buckets[0]?.tiers ?? [];
        assert.deepEqual(tier?.select.storageClasses, [
            "STANDARD",
            "INTELLIGENT_TIERING",
            "STANDARD_IA",
        ]);
        assert.equal(tier.select.locked, "include");
        assert.equal(tier.approval, "none");
    });

    it("accepts the partitions of China and GovCloud, and only their ARNs", () => {
        const inChina = withChanges({
            "accounts.222222222222.roleArn": "arn:aws-cn:iam::222222222222:role/deployer",
        });
        const region = "cn-north-1";
        assert.equal(
            resolveStackConfig(inChina, { ...context, region }).config.partition,
            "aws-cn",
        );
        assert.deepEqual(problemLines(inChina, { region: "us-gov-west-1" }), [
            'archival:accounts["222222222222"].roleArn: must be the ARN of a role, ' +
                "arn:aws-us-gov:iam::222222222222:role/<name>, got " +
                '"arn:aws-cn:iam::222222222222:role/deployer" with partition "aws-cn" instead of "aws-us-gov"; ' +
                "use a role of account 222222222222, or correct the account id",
        ]);
    });

    it("names a Region that is none, and nothing that follows from it", () => {
        const lines = [
            'aws:region: must be a Region such as eu-west-1, got "Frankfurt"; set it with "pulumi config set aws:region <region>"',
        ];
        assert.deepEqual(problemLines(soundConfig(), { region: "Frankfurt" }), lines);
        const invoking = withChanges({
            "buckets.acme.tiers.cold.action": {
                invoke: "arn:aws:lambda:eu-west-1:111111111111:function:x:live",
            },
        });
        assert.deepEqual(problemLines(invoking, { region: "Frankfurt" }), lines);
    });

    it("reports twenty mistakes as twenty lines", () => {
        const values = {
            account: 111122223333, // 1
            owner: { team: "data", email: "nobody" }, // 2
            bukets: {}, // 3
            accounts: { "222222222222": { roleArn: "arn:aws:iam::999999999999:role/deployer" } }, // 4
            vaults: {
                vault: { account: "22", retention: { mode: "FOREVER", days: 3 } }, // 5 and 6
            },
            buckets: {
                "192.168.0.1": {}, // 7
                acme: {
                    kmsKeyArn:
                        "arn:aws:kms:us-east-1:111122223333:key/1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9", // 8
                    inventory: { format: "Avro", frequency: "Hourly" }, // 9 and 10
                    schedule: { cron: "0 6 * * *", timezone: "Berlin" }, // 11 and 12
                    tiers: {
                        logs: {
                            select: {
                                prefixes: ["logs/"],
                                olderThanDays: -1, // 13
                                minSize: "256 kb", // 14
                                storageClases: ["STANDARD"], // 15
                            },
                            action: { changeClass: "STANDARD_IA", mechanism: "lifecycle" }, // 16: unmanaged
                        },
                        media: {
                            select: {
                                prefixes: ["media/"],
                                olderThanDays: 90,
                                versions: "noncurrent",
                            }, // 17: Current
                            action: { copyTo: "vualt", storageClass: "GLACIER" }, // 18
                            maxAttempts: 99, // 19
                        },
                        rest: { select: { prefixes: ["rest/"], olderThanDays: 1 } }, // 20
                    },
                },
            },
        };
        const lines = problemLines(values);
        assert.deepEqual(
            lines.map((line) => line.split(": ")[0]),
            [
                "archival:account",
                'archival:accounts["222222222222"].roleArn',
                "archival:buckets.acme.inventory.format",
                "archival:buckets.acme.inventory.frequency",
                "archival:buckets.acme.kmsKeyArn",
                "archival:buckets.acme.schedule.cron",
                "archival:buckets.acme.schedule.timezone",
                "archival:buckets.acme.tiers.logs.action.mechanism",
                "archival:buckets.acme.tiers.logs.select.minSize",
                "archival:buckets.acme.tiers.logs.select.olderThanDays",
                "archival:buckets.acme.tiers.logs.select.storageClases",
                "archival:buckets.acme.tiers.media.action.copyTo",
                "archival:buckets.acme.tiers.media.maxAttempts",
                "archival:buckets.acme.tiers.media.select.versions",
                "archival:buckets.acme.tiers.rest.action",
                'archival:buckets["192.168.0.1"]',
                "archival:bukets",
                "archival:owner.email",
                "archival:vaults.vault.account",
                "archival:vaults.vault.retention.mode",
            ],
        );
        assert.equal(lines.length, 20);
        assert.ok(
            lines.every((line) => /^[^ ]+: .+, got .+; .+$/.test(line)),
            lines.join("\n"),
        );
    });

    it("puts all problems into one error, each on its own line", () => {
        assert.throws(
            () =>
                resolveStackConfig(withChanges({ account: undefined, owner: undefined }), context),
            (error: unknown) =>
                error instanceof ConfigError &&
                error.name === "ConfigError" &&
                error.problems.length === 2 &&
                error.message.startsWith(
                    'the config of stack "dev" has 2 problems:\n  - archival:account: must be given',
                ) &&
                error.message.split("\n").length === 3,
        );
    });

    it("refuses any JSON with problems only, never with another error", () => {
        const keys = fc.constantFrom(
            "account",
            "buckets",
            "vaults",
            "tiers",
            "select",
            "action",
            "acme",
            "changeClass",
            "retention",
            "prefixes",
            "minSize",
            "lifecycle",
            "rules",
            "schedule",
            "__proto__",
            "a.b",
        );
        const json = fc.letrec((tie) => ({
            value: fc.oneof(
                { maxDepth: 6, depthSize: "large" },
                fc.constantFrom<unknown>(
                    null,
                    true,
                    0,
                    -1,
                    1.5,
                    "",
                    "x",
                    "5_000",
                    "GLACIER",
                    "1 KiB",
                ),
                fc.array(tie("value"), { maxLength: 3 }),
                fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
            ),
        }));
        fc.assert(
            fc.property(fc.dictionary(keys, json.value, { maxKeys: 5 }), (values) => {
                const broken = { ...soundConfig(), ...values };
                const lines = problemLines(broken);
                assert.equal(new Set(lines).size, lines.length);
                assert.deepEqual(lines, problemLines(structuredClone(broken)));
            }),
            { numRuns: 300 },
        );
    });

    it("reports a wrong name and the wrong value under it", () => {
        assert.deepEqual(
            problemLines(withChanges({ "buckets.A": null })).map((line) => line.split(", got")[0]),
            [
                "archival:buckets.A: its key must be a bucket name of 3 to 63 lower-case letters, digits, hyphens and dots that begins and ends with a letter or digit",
                "archival:buckets.A: must be a map with the keys ownership, kmsKeyArn, inventory, schedule, lifecycle, tiers",
            ],
        );
    });

    it("does not change the values it is given", () => {
        const values = withChanges({ "buckets.acme.tiers.cold.select.minSize": "1 KiB" });
        const before = structuredClone(values);
        problemLines(values);
        assert.deepEqual(values, before);
    });

    it("warns of a stack without buckets and of a bucket without tiers", () => {
        assert.deepEqual(warningLines(withChanges({ buckets: {}, vaults: {} })), [
            "archival:buckets: no bucket is declared, so nothing will be archived",
        ]);
        assert.deepEqual(warningLines(withChanges({ buckets: { acme: {} }, vaults: {} })), [
            "archival:buckets.acme.tiers: no tier is declared, so the bucket is only listed",
        ]);
    });
});
