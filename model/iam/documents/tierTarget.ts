import { bucketArn } from "../../naming/arn";
import type { StorageClass } from "../../storageClass";
import { keyUse } from "./keyUse";
import { listPatterns, objectPatterns } from "./keyPattern";
import type { Statement } from "./statement";
import { ownedBy, sourceObjects } from "./tierSource";
import { vaultOf, vaultPrefixes, type TierSite } from "./tierSite";

/** Where the copies of a tier go: its own objects in place, or the vault's. */
export interface TargetObjects {
    readonly account: string;
    readonly objects: readonly string[];
    readonly storageClass: StorageClass;
}

export function targetObjects(site: TierSite): TargetObjects {
    const { config, names, tier } = site;
    const { action } = tier;
    if (action.kind === "invoke") {
        throw new Error(`tier "${tier.name}": an invoke action has no target of ours`);
    }
    const vault = vaultOf(site);
    if (vault === undefined) {
        const { storageClass } = action;
        return { account: config.account, objects: sourceObjects(site), storageClass };
    }
    const bucket = names.vaultBucket(vault.name, vault.account);
    return {
        account: vault.account,
        objects: objectPatterns(config.partition, bucket, vaultPrefixes(site)),
        storageClass: action.storageClass,
    };
}

/**
 * A Batch copy always names its class, so an omitted one, which means STANDARD, is refused. PutObject and
 * PutObjectTagging are separate statements: the tagging half need not carry the class.
 */
export function writeOnlyTheClass(site: TierSite): Statement {
    const { account, objects, storageClass } = targetObjects(site);
    return {
        Sid: "WriteOnlyTheClass",
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: objects,
        Condition: {
            StringEquals: {
                "aws:ResourceAccount": account,
                "s3:x-amz-storage-class": storageClass,
            },
        },
    };
}

/**
 * CopyObject and CreateMultipartUpload name the class; UploadPart and CompleteMultipartUpload are authorised as
 * PutObject too and cannot. Hence IfExists: another class is refused, an absent one is the task function's duty.
 * A copy that failed is aborted, so that its parts are not billed until lifecycle ends them.
 */
export function writeTheClassInParts(site: TierSite): Statement {
    const { account, objects, storageClass } = targetObjects(site);
    return {
        Sid: "WriteTheClassInParts",
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
        Resource: objects,
        Condition: {
            StringEquals: { "aws:ResourceAccount": account },
            StringEqualsIfExists: { "s3:x-amz-storage-class": storageClass },
        },
    };
}

export function carryTags(site: TierSite): Statement {
    const { account, objects } = targetObjects(site);
    return {
        Sid: "CarryTags",
        Effect: "Allow",
        Action: "s3:PutObjectTagging",
        Resource: objects,
        Condition: ownedBy(account),
    };
}

/** Whether the copy is in the vault already, so that a repeated task copies nothing. */
export function seeVault(site: TierSite): readonly Statement[] {
    const vault = vaultOf(site);
    if (vault === undefined) return [];
    const { config, names } = site;
    const bucket = names.vaultBucket(vault.name, vault.account);
    const prefixes = vaultPrefixes(site);
    return [
        {
            Sid: "SeeVaultCopies",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: objectPatterns(config.partition, bucket, prefixes),
            Condition: ownedBy(vault.account),
        },
        {
            Sid: "SeeMissingInVault",
            Effect: "Allow",
            Action: "s3:ListBucket",
            Resource: bucketArn(config.partition, bucket),
            Condition: {
                ...ownedBy(vault.account),
                ...(prefixes.length > 0
                    ? { StringLikeIfExists: { "s3:prefix": listPatterns(prefixes) } }
                    : {}),
            },
        },
    ];
}

/** The vault's own key; a multipart upload decrypts as well, to continue with the same data key. */
export function vaultKey(site: TierSite): Statement | undefined {
    const vault = vaultOf(site);
    if (vault === undefined) return undefined;
    const { partition, region } = site.config;
    return keyUse(
        "VaultKey",
        { partition, region, account: vault.account, alias: site.names.vaultKeyAlias(vault.name) },
        ["s3"],
        ["kms:Decrypt", "kms:GenerateDataKey"],
    );
}
