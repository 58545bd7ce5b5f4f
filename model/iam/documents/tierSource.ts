import { bucketArn } from "../../naming/arn";
import type { Conditions, Statement } from "./statement";
import { keyUse, keyUseByArn, type KeyAction } from "./keyUse";
import { listPatterns, objectPatterns } from "./keyPattern";
import { carriesVersions, type TierSite } from "./tierSite";

/** The objects a tier may touch in its source bucket. */
export function sourceObjects({ config, bucket, tier }: TierSite): string[] {
    return objectPatterns(config.partition, bucket.name, tier.select.prefixes);
}

/** Only buckets of the expected account: a name can be registered by someone else after a bucket is deleted. */
export function ownedBy(account: string): Conditions {
    return { StringEquals: { "aws:ResourceAccount": account } };
}

/** Reads the tier's objects and their tags: the named versions, or whatever is current, never both. */
export function readSource(site: TierSite): Statement {
    return {
        Sid: "ReadSource",
        Effect: "Allow",
        Action: carriesVersions(site)
            ? ["s3:GetObjectVersion", "s3:GetObjectVersionTagging"]
            : ["s3:GetObject", "s3:GetObjectTagging"],
        Resource: sourceObjects(site),
        Condition: ownedBy(site.config.account),
    };
}

/**
 * Without ListBucket S3 answers 403 instead of 404 for an object that is gone, and a deleted object would look
 * like a broken role. "IfExists", because that check carries no `s3:prefix` [derived]; a listing with a prefix
 * stays inside the tier's.
 */
export function seeMissing({ config, bucket, tier }: TierSite): Statement {
    const { prefixes } = tier.select;
    return {
        Sid: "SeeMissing",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucketArn(config.partition, bucket.name),
        Condition: {
            ...ownedBy(config.account),
            ...(prefixes.length > 0
                ? { StringLikeIfExists: { "s3:prefix": listPatterns(prefixes) } }
                : {}),
        },
    };
}

/** The source bucket's key: the team's own, the one this stack made for a created bucket, or none (SSE-S3). */
export function sourceKey(site: TierSite, actions: readonly KeyAction[]): Statement | undefined {
    const { config, names, bucket } = site;
    if (bucket.kmsKeyArn !== undefined) {
        return keyUseByArn("SourceKey", config, bucket.kmsKeyArn, actions);
    }
    if (bucket.ownership === "create") {
        const key = { ...config, alias: names.bucketKeyAlias(bucket.name) };
        return keyUse("SourceKey", key, ["s3"], actions);
    }
    return undefined;
}
