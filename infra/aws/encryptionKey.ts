import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyDocument, policyText } from "../../model/iam/documents/statement";

export interface EncryptionKeyArgs {
    /** "alias/…": what the policies know the key by. */
    alias: string;
    description: string;
    policy: PolicyDocument;
}

/** A customer managed key with its alias. Losing it loses the data, so it is protected and dies slowly. */
export class EncryptionKey extends pulumi.ComponentResource {
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: EncryptionKeyArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:aws:EncryptionKey", name, {}, opts);
        const key = new aws.kms.Key(
            name,
            {
                description: args.description,
                policy: policyText("key", args.alias, args.policy),
                enableKeyRotation: true,
                rotationPeriodInDays: 365,
                deletionWindowInDays: 30,
            },
            { parent: this, protect: true },
        );
        const alias = new aws.kms.Alias(
            `${name}-alias`,
            { name: args.alias, targetKeyId: key.keyId },
            { parent: this },
        );
        // Roles know the key by its alias: whoever encrypts with it waits until they can find it.
        this.arn = pulumi.all([key.arn, alias.name]).apply(([arn]) => arn);
        this.registerOutputs({ arn: this.arn });
    }
}
