import { roleArn } from "../naming/arn";
import { inventoryId, namesOf } from "../naming/names";
import type { BucketPlan, TierPlan, TierTarget } from "./bucketPlan";
import { isLifecycleTier } from "./isLifecycleTier";
import { tierRoleKinds } from "./tierRoleKinds";
import type { BucketConfig, StackConfig, TierConfig } from "./types";

/**
 * What the runtime is told of one bucket; `pulumi up` stores it as `config/<bucket>.json`. Every ARN and name
 * follows from the config alone (model/naming), so the plan is known in the first preview.
 */
export function bucketPlan(config: StackConfig, bucket: BucketConfig): BucketPlan {
    return {
        schemaVersion: 1,
        partition: config.partition,
        account: config.account,
        region: config.region,
        stack: config.stack,
        bucket: bucket.name,
        kmsKeyArn: bucket.kmsKeyArn,
        inventory: { id: inventoryId, ...bucket.inventory },
        scaleOut: config.scaleOut,
        tiers: bucket.tiers
            .filter((tier) => !isLifecycleTier(tier))
            .map((tier) => tierPlan(config, bucket, tier)),
        lifecycleTiers: bucket.tiers
            .filter(isLifecycleTier)
            .map(({ name, priority, select }) => ({ name, priority, select })),
    };
}

function tierPlan(config: StackConfig, bucket: BucketConfig, tier: TierConfig): TierPlan {
    const names = namesOf(config.namePrefix, config);
    const roles: { copy?: string; invoke?: string; task?: string } = {};
    for (const kind of tierRoleKinds(tier)) {
        roles[kind] = roleArn(
            config.partition,
            config.account,
            names.tierRole(bucket.name, tier.name, kind),
        );
    }
    return { ...tier, target: tierTarget(config, bucket, tier), roles };
}

function tierTarget(
    config: StackConfig,
    bucket: BucketConfig,
    { name, action }: TierConfig,
): TierTarget | undefined {
    switch (action.kind) {
        case "invoke":
            return undefined;
        case "changeClass":
            return { bucket: bucket.name, account: config.account };
        case "copyTo": {
            const vault = config.vaults.find((each) => each.name === action.vault);
            if (vault === undefined) {
                // Resolution refuses such a config, so this is a config that was never resolved.
                throw new Error(
                    `tier "${name}" of bucket "${bucket.name}" copies to vault "${action.vault}", ` +
                        "which the config does not declare; resolve the config first",
                );
            }
            return {
                bucket: namesOf(config.namePrefix, config).vaultBucket(vault.name, vault.account),
                account: vault.account,
                keyPrefix: action.keyPrefix,
                inventoryId,
            };
        }
    }
}
