import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../model/config/types";
import { namesOf, type FunctionName } from "../model/naming/names";
import { accountProviders } from "./aws/accountProviders";
import { ArchivedBucket } from "./bucket/archivedBucket";
import { Foundation } from "./foundation/foundation";
import { Vault } from "./vault/vault";

/** What a stack tells its users and other tools. */
export interface StackOutputs {
    readonly controlBucket: pulumi.Output<string>;
    readonly auditBucket: pulumi.Output<string>;
    readonly accessLogBucket: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;
    readonly topicArn: pulumi.Output<string>;
    readonly deadLetterQueues: readonly string[];
    /** Alias ARN of each function. */
    readonly functions: Readonly<Record<FunctionName, pulumi.Output<string>>>;
    readonly scanStateMachine: pulumi.Output<string>;
    /** Glue database and Athena workgroup of the saved queries. */
    readonly catalogueDatabase: pulumi.Output<string>;
    readonly workgroup: pulumi.Output<string>;
    /** Undefined when the config names no approvers. */
    readonly approverRole: pulumi.Output<string> | undefined;
    /** By source bucket. */
    readonly buckets: Readonly<
        Record<
            string,
            { readonly inventoryId: string; readonly scheduleArn: pulumi.Output<string> }
        >
    >;
    /** Physical bucket of each vault. */
    readonly vaultBuckets: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * Joins the components: one foundation, every archived bucket, then the vaults, whose policies name the
 * buckets' roles.
 * @param bundleDirectory folder with one built bundle per function
 */
export function archivalStack(config: StackConfig, bundleDirectory: string): StackOutputs {
    const names = namesOf(config.namePrefix, config);
    const provider = accountProviders(config);
    const home = { provider: provider(config.account) };

    const foundation = new Foundation("foundation", { config, bundleDirectory }, home);
    const archived = config.buckets.map(
        (bucket) => new ArchivedBucket(bucket.name, { config, bucket, foundation }, home),
    );
    const writers = archived.flatMap(({ roles }) => roles);
    const vaults = config.vaults.map(
        (vault) =>
            new Vault(
                vault.name,
                { config, vault, foundation, writers },
                { provider: provider(vault.account) },
            ),
    );

    return {
        controlBucket: foundation.controlBucket,
        auditBucket: foundation.auditBucket,
        accessLogBucket: foundation.accessLogBucket,
        keyArn: foundation.keyArn,
        topicArn: foundation.topicArn,
        deadLetterQueues: [names.deadLetterQueue, names.scheduleDeadLetterQueue],
        functions: foundation.functionArns,
        scanStateMachine: foundation.scanStateMachineArn,
        catalogueDatabase: foundation.catalogue.database,
        workgroup: foundation.catalogue.workgroup,
        approverRole: foundation.approverRoleArn,
        buckets: Object.fromEntries(
            archived.map(({ bucketName, inventoryId, scheduleArn }) => [
                bucketName,
                { inventoryId, scheduleArn },
            ]),
        ),
        vaultBuckets: Object.fromEntries(
            vaults.map(({ vaultName, bucketName }) => [vaultName, bucketName]),
        ),
    };
}
