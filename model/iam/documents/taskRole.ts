import { roleArn } from "../../naming/arn";
import { policyDocument, type PolicyDocument } from "./statement";
import { ownedBy, readSource, seeMissing, sourceKey, sourceObjects } from "./tierSource";
import { vaultOf, type TierSite } from "./tierSite";
import { carryTags, seeVault, vaultKey, writeTheClassInParts } from "./tierTarget";

/**
 * Only the task function's own role assumes a tier's task role. The account is named and the role in a condition:
 * a trust policy that named the role itself would suffice alone, and would break when the role is made anew.
 */
export function taskTrust({ config, names }: TierSite): PolicyDocument {
    return policyDocument({
        Sid: "TaskFunction",
        Effect: "Allow",
        Principal: { AWS: `arn:${config.partition}:iam::${config.account}:root` },
        Action: "sts:AssumeRole",
        Condition: {
            ArnEquals: {
                "aws:PrincipalArn": roleArn(
                    config.partition,
                    config.account,
                    names.functionRole("task"),
                ),
            },
        },
    });
}

/** What the task function may do with the objects of one tier, after assuming this role. */
export function taskRole(site: TierSite): PolicyDocument {
    const { action } = site.tier;
    if (action.kind === "changeClass" && action.mechanism === "mark") return markRole(site);
    const inPlace = vaultOf(site) === undefined;
    return policyDocument(
        readSource(site),
        seeMissing(site),
        writeTheClassInParts(site),
        carryTags(site),
        seeVault(site),
        sourceKey(site, inPlace ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"]),
        vaultKey(site),
    );
}

/**
 * Marking reads and writes tags; no byte of data moves. HEAD of an SSE-KMS object needs its key. The manifest names
 * no versions and the bucket may or may not have them (it may be adopted): the task tags the version that HEAD told
 * it, and the current object where there are none, so both actions are needed whatever the inventory lists.
 */
function markRole(site: TierSite): PolicyDocument {
    const place = {
        Effect: "Allow",
        Resource: sourceObjects(site),
        Condition: ownedBy(site.config.account),
    } as const;
    return policyDocument(
        {
            Sid: "ReadSource",
            ...place,
            Action: ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
        },
        seeMissing(site),
        { Sid: "Mark", ...place, Action: ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"] },
        sourceKey(site, ["kms:Decrypt"]),
    );
}
