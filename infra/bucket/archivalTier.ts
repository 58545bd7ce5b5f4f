import * as pulumi from "@pulumi/pulumi";
import type * as aws from "@pulumi/aws";
import { tierRoleKinds } from "../../model/config/tierRoleKinds";
import type { BucketConfig, StackConfig, TierConfig } from "../../model/config/types";
import { batchJobTrust } from "../../model/iam/documents/batchJobRole";
import { copyJobRole } from "../../model/iam/documents/copyJobRole";
import { invokeJobRole } from "../../model/iam/documents/invokeJobRole";
import type { PolicyDocument } from "../../model/iam/documents/statement";
import { taskRole, taskTrust } from "../../model/iam/documents/taskRole";
import { tierSite, type TierSite } from "../../model/iam/documents/tierSite";
import type { TierRoleKind } from "../../model/naming/names";
import { roleWithPolicy } from "../aws/roleWithPolicy";

export interface ArchivalTierArgs {
    /** Plain, all three: they decide which roles exist and what their policies say. */
    config: StackConfig;
    bucket: BucketConfig;
    tier: TierConfig;
}

interface RoleKind {
    readonly description: string;
    readonly trust: (site: TierSite) => PolicyDocument;
    readonly policy: (site: TierSite) => PolicyDocument;
}

const kinds: Readonly<Record<TierRoleKind, RoleKind>> = {
    copy: {
        description: "Batch Operations copies",
        trust: ({ config }) => batchJobTrust(config),
        policy: copyJobRole,
    },
    invoke: {
        description: "Batch Operations invokes a function",
        trust: ({ config }) => batchJobTrust(config),
        policy: invokeJobRole,
    },
    task: {
        description: "The task function handles single objects",
        trust: taskTrust,
        policy: taskRole,
    },
};

/** One tier of a bucket: a role per way its objects are handled, scoped to its prefixes, class and target. */
export class ArchivalTier extends pulumi.ComponentResource {
    readonly roles: readonly aws.iam.Role[];

    constructor(name: string, args: ArchivalTierArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:bucket:ArchivalTier", name, {}, opts);
        const { config, bucket, tier } = args;
        const site = tierSite(config, bucket, tier);
        this.roles = tierRoleKinds(tier).map((kind) => {
            const { description, trust, policy } = kinds[kind];
            return roleWithPolicy(
                `${name}-${kind}`,
                {
                    roleName: site.names.tierRole(bucket.name, tier.name, kind),
                    description: `${description} for tier ${tier.name} of ${bucket.name}`,
                    trust: trust(site),
                    policy: policy(site),
                },
                { parent: this },
            ).role;
        });
        this.registerOutputs({ roleArns: this.roles.map(({ arn }) => arn) });
    }
}
