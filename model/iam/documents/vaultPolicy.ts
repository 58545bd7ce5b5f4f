import { bucketArn, objectArn, roleArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig, VaultConfig } from "../../config/types";
import { neverDelete } from "./onlyRolesWrite";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";
import { tlsOnly } from "./tlsOnly";
import { vaultWriters, type VaultWriter } from "./vaultWriters";

/**
 * Policy of a vault: exactly the roles of the tiers that copy there may write, in their class, and nobody may
 * delete a version, bypass its retention or weaken the bucket. The deploying role is exempt from the last, since
 * it sets these very properties; changing this policy itself stays open to the vault account's administrators.
 */
export function vaultPolicy(config: StackConfig, vault: VaultConfig): PolicyDocument {
    const { partition } = config;
    const bucket = namesOf(config.namePrefix, config).vaultBucket(vault.name, vault.account);
    const objects = objectArn(partition, bucket, "*");
    // In one account the roles' own policies suffice, which are narrower: a statement here would widen them.
    const writers = vault.account === config.account ? [] : vaultWriters(config, vault);
    const tasks = writers.filter(({ kind }) => kind === "task");
    const arns = (some: readonly VaultWriter[]): string[] => [
        ...new Set(some.map(({ role }) => roleArn(partition, config.account, role))),
    ];
    const deployer = config.accounts[vault.account]?.roleArn;
    return policyDocument(
        tlsOnly(partition, bucket),
        writeInClass(config, writers, objects),
        writers.length > 0
            ? {
                  Sid: "CarryTags",
                  Effect: "Allow",
                  Principal: { AWS: arns(writers) },
                  Action: "s3:PutObjectTagging",
                  Resource: objects,
              }
            : undefined,
        tasks.length > 0
            ? [
                  {
                      Sid: "SeeAndAbortCopies",
                      Effect: "Allow",
                      Principal: { AWS: arns(tasks) },
                      Action: ["s3:GetObject", "s3:AbortMultipartUpload"],
                      Resource: objects,
                  },
                  {
                      Sid: "SeeMissing",
                      Effect: "Allow",
                      Principal: { AWS: arns(tasks) },
                      Action: "s3:ListBucket",
                      Resource: bucketArn(partition, bucket),
                  },
              ]
            : undefined,
        neverDelete("NothingIsDeleted", [objects]),
        {
            Sid: "RetentionStands",
            Effect: "Deny",
            Principal: "*",
            Action: ["s3:BypassGovernanceRetention", "s3:DeleteBucket"],
            Resource: [bucketArn(partition, bucket), objects],
        },
        deployer === undefined
            ? undefined
            : onlyDeployerWeakens(bucketArn(partition, bucket), deployer),
    );
}

/**
 * One statement per class and kind of role; a role's own policy holds it to its own class. A multipart copy's
 * parts carry no class (see taskRole).
 */
function writeInClass(
    config: StackConfig,
    writers: readonly VaultWriter[],
    objects: string,
): Statement[] {
    const groups = new Map<string, VaultWriter[]>();
    for (const writer of writers) {
        const group = `${writer.kind} ${writer.storageClass}`;
        groups.set(group, [...(groups.get(group) ?? []), writer]);
    }
    return [...groups.values()].flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const { kind, storageClass } = first;
        return [
            {
                Sid: `${kind === "copy" ? "Jobs" : "Tasks"}Write${storageClass.replaceAll("_", "")}`,
                Effect: "Allow" as const,
                Principal: {
                    AWS: group.map(({ role }) => roleArn(config.partition, config.account, role)),
                },
                Action: "s3:PutObject",
                Resource: objects,
                Condition: {
                    [kind === "copy" ? "StringEquals" : "StringEqualsIfExists"]: {
                        "s3:x-amz-storage-class": storageClass,
                    },
                },
            },
        ];
    });
}

function onlyDeployerWeakens(bucket: string, deployer: string): Statement {
    return {
        Sid: "OnlyTheDeployerChangesProtection",
        Effect: "Deny",
        Principal: "*",
        Action: [
            "s3:PutLifecycleConfiguration",
            "s3:PutBucketVersioning",
            "s3:PutBucketObjectLockConfiguration",
            "s3:PutEncryptionConfiguration",
            "s3:PutReplicationConfiguration",
            "s3:PutBucketPublicAccessBlock",
            "s3:PutBucketOwnershipControls",
        ],
        Resource: bucket,
        Condition: { ArnNotEquals: { "aws:PrincipalArn": deployer } },
    };
}
