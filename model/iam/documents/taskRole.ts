import { roleArn } from "../../naming/arn";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";
import { ownedBy, readSource, seeMissing, sourceKey, sourceObjects } from "./tierSource";
import { carriesVersions, vaultOf, type TierSite } from "./tierSite";
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

/** Marking reads and writes tags; no byte of data moves. HEAD of an SSE-KMS object needs its key. */
function markRole(site: TierSite): PolicyDocument {
    const mark: Statement = {
        Sid: "Mark",
        Effect: "Allow",
        Action: carriesVersions(site) ? "s3:PutObjectVersionTagging" : "s3:PutObjectTagging",
        Resource: sourceObjects(site),
        Condition: ownedBy(site.config.account),
    };
    return policyDocument(
        readSource(site),
        seeMissing(site),
        mark,
        sourceKey(site, ["kms:Decrypt"]),
    );
}
