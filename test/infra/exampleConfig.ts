import { partitionOf } from "../../model/naming/arn";
import { defaultScaleOut } from "../../model/scale/scaleOut";
import type {
    BucketConfig,
    Selection,
    StackConfig,
    TierAction,
    TierConfig,
} from "../../model/config/types";

const selection: Selection = {
    prefixes: ["logs/"],
    suffixes: [],
    include: [],
    exclude: [],
    olderThanDays: 90,
    storageClasses: ["STANDARD"],
    minSizeBytes: 131_072,
    versions: "current",
    replication: ["NONE", "COMPLETED", "REPLICA"],
    locked: "skip",
};

/** A tier with this action; every other member as the config's defaults would have it. */
export function exampleTier(
    name: string,
    action: TierAction,
    select: Partial<Selection> = {},
): TierConfig {
    return {
        name,
        priority: 10,
        select: { ...selection, ...select },
        action,
        limits: {},
        approval: "none",
        maxAttempts: 3,
    };
}

export function exampleBucket(
    name: string,
    tiers: readonly TierConfig[],
    rest: Partial<BucketConfig> = {},
): BucketConfig {
    return {
        name,
        ownership: "adopt",
        inventory: { format: "CSV", frequency: "Daily", versions: "All", maxAgeHours: 72 },
        schedule: { expression: "cron(0 6 * * ? *)", timezone: "Europe/Berlin" },
        lifecycle: { manage: false, rules: [] },
        tiers,
        ...rest,
    };
}

/** One adopted bucket with every kind of tier, one created bucket, a vault at home and one abroad. */
export function exampleConfig(region = "eu-west-1", rest: Partial<StackConfig> = {}): StackConfig {
    const partition = partitionOf(region);
    return {
        account: "111111111111",
        region,
        partition,
        stack: "test",
        namePrefix: "archival",
        production: false,
        owner: { team: "data-platform", email: "data-platform@example.com" },
        accounts: {
            "222222222222": {
                roleArn: `arn:${partition}:iam::222222222222:role/deployer`,
                externalId: "archival-test",
            },
        },
        approvers: [`arn:${partition}:iam::111111111111:role/data-owner`],
        audit: { mode: "GOVERNANCE", days: 30 },
        scaleOut: defaultScaleOut,
        queries: { maxScanBytes: 100e9 },
        vaults: [
            {
                name: "far-vault",
                account: "222222222222",
                retention: { mode: "COMPLIANCE", days: 90 },
            },
            {
                name: "near-vault",
                account: "111111111111",
                retention: { mode: "GOVERNANCE", days: 30 },
            },
        ],
        buckets: [
            exampleBucket("acme-events", [
                exampleTier("cold", {
                    kind: "changeClass",
                    storageClass: "GLACIER_IR",
                    mechanism: "copy",
                }),
                exampleTier(
                    "vaulted",
                    {
                        kind: "copyTo",
                        vault: "far-vault",
                        storageClass: "DEEP_ARCHIVE",
                        keyPrefix: "events",
                    },
                    { prefixes: ["invoices/"] },
                ),
                exampleTier(
                    "redact",
                    {
                        kind: "invoke",
                        functionArn: `arn:${partition}:lambda:${region}:111111111111:function:redact:live`,
                        arguments: {},
                    },
                    { prefixes: ["drafts/"] },
                ),
            ]),
            exampleBucket(
                "acme-lake",
                [
                    exampleTier(
                        "raw",
                        { kind: "changeClass", storageClass: "GLACIER", mechanism: "lifecycle" },
                        { prefixes: ["raw/"] },
                    ),
                    exampleTier(
                        "marked",
                        { kind: "changeClass", storageClass: "DEEP_ARCHIVE", mechanism: "mark" },
                        { prefixes: ["curated/"] },
                    ),
                ],
                { ownership: "create", lifecycle: { manage: true, rules: [] } },
            ),
        ],
        ...rest,
    };
}
