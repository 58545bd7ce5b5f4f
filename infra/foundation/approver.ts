import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { approverRole, approverTrust } from "../../model/iam/documents/approverRole";
import { namesOf } from "../../model/naming/names";
import { roleWithPolicy } from "../aws/roleWithPolicy";

/** The role that releases waiting jobs, when the config says who may assume it; who submits never approves. */
export function approver(
    config: StackConfig,
    opts: pulumi.CustomResourceOptions,
): aws.iam.Role | undefined {
    if (config.approvers.length === 0) return undefined;
    return roleWithPolicy(
        "approver",
        {
            roleName: namesOf(config.namePrefix, config).approverRole,
            description: "Approves or cancels archival jobs that wait for approval",
            trust: approverTrust(config),
            policy: approverRole(config),
        },
        opts,
    ).role;
}
