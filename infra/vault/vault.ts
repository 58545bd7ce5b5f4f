import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LifecycleRule, StackConfig, VaultConfig } from "../../model/config/types";
import { vaultKeyPolicy } from "../../model/iam/documents/keyPolicies";
import { vaultPolicy } from "../../model/iam/documents/vaultPolicy";
import { namesOf } from "../../model/naming/names";
import { EncryptionKey } from "../aws/encryptionKey";
import { inventoryArgs } from "../aws/inventoryArgs";
import { SecureBucket } from "../aws/secureBucket";
import type { Foundation } from "../foundation/foundation";

export interface VaultArgs {
    /** Plain, both: they decide names and policies. */
    config: StackConfig;
    vault: VaultConfig;
    foundation: Foundation;
    /** The roles that copy into vaults: the policy names them, and S3 refuses names that do not exist. */
    writers: readonly pulumi.Resource[];
}

/** Nothing in a vault expires; only what never became an object goes. */
const lifecycle: readonly LifecycleRule[] = [
    { id: "abort-uploads", status: "Enabled", abortIncompleteMultipartUploadDays: 7 },
];

/** A locked bucket, possibly in another account, that keeps what tiers copy into it. */
export class Vault extends pulumi.ComponentResource {
    readonly vaultName: string;
    readonly bucketName: pulumi.Output<string>;

    constructor(name: string, args: VaultArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:vault:Vault", name, {}, opts);
        const { config, vault, foundation } = args;
        const names = namesOf(config.namePrefix, config);
        const child = { parent: this };

        const key = new EncryptionKey(
            `${name}-key`,
            {
                alias: names.vaultKeyAlias(vault.name),
                description: `Objects of the vault ${vault.name}`,
                policy: vaultKeyPolicy(config, vault),
            },
            child,
        );
        const bucket = new SecureBucket(
            name,
            {
                bucketName: names.vaultBucket(vault.name, vault.account),
                partition: config.partition,
                purpose: "vault",
                encryption: { kmsKeyArn: key.arn },
                policy: vaultPolicy(config, vault),
                policyPrincipals: args.writers,
                lifecycleRules: lifecycle,
                retention: vault.retention,
                // S3 delivers access logs within one account and Region only.
                accessLogs:
                    vault.account === config.account ? foundation.accessLogBucket : undefined,
            },
            child,
        );
        new aws.s3.Inventory(
            `${name}-inventory`,
            inventoryArgs(
                config,
                bucket.bucketName,
                // Versions too: several copies of one key are several promises to keep.
                { format: "CSV", frequency: "Daily", versions: "All" },
                { controlBucketArn: foundation.controlBucketArn, kmsKeyArn: foundation.keyArn },
            ),
            { ...child, dependsOn: [foundation.control] },
        );

        this.vaultName = vault.name;
        this.bucketName = bucket.bucketName;
        this.registerOutputs({ bucketName: this.bucketName });
    }
}
