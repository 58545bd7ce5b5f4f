import * as path from "node:path";
import { namesOf } from "../model/naming/names";
import { accountProviders } from "./aws/accountProviders";
import { ArchivedBucket } from "./bucket/archivedBucket";
import { Foundation } from "./foundation/foundation";
import { readSettings } from "./settings";
import { Vault } from "./vault/vault";

const config = readSettings();
const names = namesOf(config.namePrefix, config);
const provider = accountProviders(config);

const foundation = new Foundation(
    "foundation",
    { config, bundleDirectory: path.resolve(__dirname, "../dist/runtime") },
    { provider: provider(config.account) },
);

const archivedBuckets = config.buckets.map(
    (bucket) =>
        new ArchivedBucket(
            bucket.name,
            { config, bucket, foundation },
            { provider: provider(config.account) },
        ),
);

const tierRoles = archivedBuckets.flatMap(({ roles }) => roles);
const vaults = config.vaults.map(
    (vault) =>
        new Vault(
            vault.name,
            { config, vault, foundation, writers: tierRoles },
            { provider: provider(vault.account) },
        ),
);

/** Names and ARNs of the control plane. */
export const controlBucket = foundation.controlBucket;
export const auditBucket = foundation.auditBucket;
export const accessLogBucket = foundation.accessLogBucket;
export const keyArn = foundation.keyArn;
export const topicArn = foundation.topicArn;
export const deadLetterQueues = [names.deadLetterQueue, names.scheduleDeadLetterQueue];
export const functions = foundation.functionArns;
export const approverRole = foundation.approverRoleArn;
/** Inventory configuration and schedule of each source bucket. */
export const buckets = Object.fromEntries(
    archivedBuckets.map(({ bucketName, inventoryId, scheduleArn }) => [
        bucketName,
        { inventoryId, scheduleArn },
    ]),
);
/** Physical bucket of each vault. */
export const vaultBuckets = Object.fromEntries(
    vaults.map(({ vaultName, bucketName }) => [vaultName, bucketName]),
);
