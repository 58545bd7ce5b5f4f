import { bucketArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";

/** Buckets whose inventories are delivered to the control bucket, by the account that owns them. */
export interface InventorySource {
    readonly account: string;
    readonly bucketArns: readonly string[];
}

/** Source buckets and vaults, grouped by account, accounts in order. */
export function inventorySources(config: StackConfig): InventorySource[] {
    const names = namesOf(config.namePrefix, config);
    const byAccount = new Map<string, string[]>();
    const add = (account: string, bucket: string): void => {
        const arns = byAccount.get(account) ?? [];
        arns.push(bucketArn(config.partition, bucket));
        byAccount.set(account, arns);
    };
    for (const { name } of config.buckets) add(config.account, name);
    for (const { name, account } of config.vaults) add(account, names.vaultBucket(name, account));
    return [...byAccount.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([account, bucketArns]) => ({ account, bucketArns: bucketArns.sort() }));
}
