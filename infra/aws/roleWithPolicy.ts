import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policyText } from "../../model/iam/documents/statement";

export interface RoleWithPolicyArgs {
    /** Physical name: policies name the role before it exists. */
    roleName: string;
    description: string;
    trust: PolicyDocument;
    policy: PolicyDocument;
}

export interface RoleWithPolicy {
    readonly role: aws.iam.Role;
    readonly policy: aws.iam.RolePolicy;
}

/** A role and the one inline policy that says all it may do. */
export function roleWithPolicy(
    name: string,
    args: RoleWithPolicyArgs,
    opts: pulumi.CustomResourceOptions,
): RoleWithPolicy {
    const role = new aws.iam.Role(
        name,
        {
            name: args.roleName,
            description: args.description,
            assumeRolePolicy: policyText("trust", args.roleName, args.trust),
        },
        opts,
    );
    const policy = new aws.iam.RolePolicy(
        name,
        {
            name: "permissions",
            role: role.name,
            policy: policyText("role", args.roleName, args.policy),
        },
        opts,
    );
    return { role, policy };
}
