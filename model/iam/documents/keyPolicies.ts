import { dnsSuffix, logGroupArn, roleArn, ruleArn } from "../../naming/arn";
import { functionNames, namesOf } from "../../naming/names";
import type { StackConfig, VaultConfig } from "../../config/types";
import { inventorySources } from "./inventorySources";
import { viaService } from "./keyUse";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";
import { vaultWriters } from "./vaultWriters";

/** In a key policy "*" means this key. */
const thisKey = "*";

const useForData = ["kms:Decrypt", "kms:GenerateDataKey"] as const;

/** IAM of the key's own account decides who uses and administers it; without this nobody could. */
function accountDecides(config: StackConfig, account: string): Statement {
    return {
        Sid: "AccountDecides",
        Effect: "Allow",
        Principal: { AWS: `arn:${config.partition}:iam::${account}:root` },
        Action: "kms:*",
        Resource: thisKey,
    };
}

/** The foundation's key: everything of the control plane, and the services that write into it. */
export function foundationKeyPolicy(config: StackConfig): PolicyDocument {
    const names = namesOf(config.namePrefix, config);
    const rules = [names.inventoryRule, names.jobStatusRule].map((name) => ruleArn(config, name));
    return policyDocument(
        accountDecides(config, config.account),
        inventorySources(config).map(({ account, bucketArns }): Statement => ({
            Sid: `InventoryDelivery${account}`,
            Effect: "Allow",
            Principal: { Service: "s3.amazonaws.com" },
            Action: "kms:GenerateDataKey",
            Resource: thisKey,
            Condition: {
                StringEquals: { "aws:SourceAccount": account },
                ArnLike: { "aws:SourceArn": bucketArns },
            },
        })),
        {
            Sid: "FunctionLogs",
            Effect: "Allow",
            Principal: { Service: `logs.${config.region}.${dnsSuffix(config.partition)}` },
            Action: [
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:DescribeKey",
            ],
            Resource: thisKey,
            Condition: {
                ArnEquals: {
                    "kms:EncryptionContext:aws:logs:arn": functionNames.map((fn) =>
                        logGroupArn(config, names.logGroup(fn)),
                    ),
                },
            },
        },
        {
            // Undeliverable events go to an encrypted queue; without the key they are lost silently.
            Sid: "UndeliverableEvents",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: useForData,
            Resource: thisKey,
            Condition: {
                StringEquals: { "aws:SourceAccount": config.account },
                ArnEquals: { "aws:SourceArn": rules },
            },
        },
        {
            Sid: "AlarmNotices",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: useForData,
            Resource: thisKey,
            Condition: {
                StringEquals: { "aws:SourceAccount": config.account },
                ArnLike: { "aws:SourceArn": alarmArns(config) },
            },
        },
    );
}

/** ARN pattern of the stack's alarms. */
export function alarmArns(config: StackConfig): string {
    const { partition, region, account, namePrefix } = config;
    return `arn:${partition}:cloudwatch:${region}:${account}:alarm:${namePrefix}-*`;
}

/** Key of a source bucket that this stack creates: the account's own roles, by their IAM policies. */
export function dataKeyPolicy(config: StackConfig): PolicyDocument {
    return policyDocument(accountDecides(config, config.account));
}

/** A vault's key: its own account, and through S3 the roles that copy into it. */
export function vaultKeyPolicy(config: StackConfig, vault: VaultConfig): PolicyDocument {
    const writers = vaultWriters(config, vault).map(({ role }) => role);
    const foreign = vault.account !== config.account && writers.length > 0;
    return policyDocument(
        accountDecides(config, vault.account),
        foreign
            ? {
                  Sid: "CopiesFromTheSourceAccount",
                  Effect: "Allow",
                  Principal: { AWS: `arn:${config.partition}:iam::${config.account}:root` },
                  Action: useForData,
                  Resource: thisKey,
                  Condition: {
                      StringEquals: {
                          "kms:ViaService": viaService(config.partition, config.region, "s3"),
                      },
                      ArnEquals: {
                          "aws:PrincipalArn": writers.map((name) =>
                              roleArn(config.partition, config.account, name),
                          ),
                      },
                  },
              }
            : undefined,
    );
}
