import { roleArn } from "../../../model/naming/arn";
import type { Handlers } from "./handler";

/** IAM and KMS. */
export const identityHandlers: Handlers = {
    "aws:iam/role:Role": ({ world, account, inputs, tags }) => {
        const name = inputs.text("name");
        const maxSessionSeconds = inputs.optionalNumber("maxSessionDuration");
        inputs.without("description", "shown to people only");
        inputs.only("forceDetachPolicies", false);
        const { arn } = world.iam.createRole(account, {
            name,
            trustPolicy: inputs.document("assumeRolePolicy"),
            ...(maxSessionSeconds === undefined ? {} : { maxSessionSeconds }),
            tags: { ...tags },
        });
        if (arn !== roleArn(world.partition, account, name)) {
            throw new Error(`role ${name}: unexpected ARN ${arn}`);
        }
        return {
            id: name,
            outputs: { arn, uniqueId: `AROA${world.ids.hex(16).toUpperCase()}` },
        };
    },

    "aws:iam/rolePolicy:RolePolicy": ({ world, account, inputs }) => {
        const role = inputs.text("role");
        const name = inputs.text("name");
        world.iam.putRolePolicy(account, role, name, inputs.document("policy"));
        return { id: `${role}:${name}`, outputs: {} };
    },

    "aws:kms/key:Key": ({ world, account, inputs, tags }) => {
        const days = inputs.optionalNumber("deletionWindowInDays") ?? 30;
        if (days < 7 || days > 30) throw new Error(`deletionWindowInDays must be 7 to 30`);
        inputs.only("isEnabled", true);
        inputs.only("bypassPolicyLockoutSafetyCheck", false);
        inputs.without("rotationPeriodInDays", "key material is not modelled");
        const rotation = inputs.optionalFlag("enableKeyRotation") ?? false;
        const description = inputs.optionalText("description");
        const { arn, keyId } = world.kms.createKey(account, {
            policy: inputs.document("policy"),
            rotation,
            tags: { ...tags },
            ...(description === undefined ? {} : { description }),
        });
        return { id: keyId, outputs: { arn, keyId } };
    },

    "aws:kms/alias:Alias": ({ world, account, inputs }) => {
        const name = inputs.text("name");
        const target = inputs.text("targetKeyId");
        const key = world.kms.resolve(account, target);
        if (!key) throw new Error(`alias ${name}: there is no key ${target}`);
        world.kms.createAlias(account, name, key.arn);
        return {
            id: name,
            outputs: {
                arn: `arn:${world.partition}:kms:${world.region}:${account}:${name}`,
                targetKeyArn: key.arn,
            },
        };
    },
};
