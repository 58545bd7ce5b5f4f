import { dnsSuffix, keyArnPattern, type Partition } from "../../naming/arn";
import type { Statement } from "./statement";

/** Value of `kms:ViaService` when a service uses a key for a caller. */
export function viaService(partition: Partition, region: string, service: string): string {
    return `${service}.${region}.${dnsSuffix(partition)}`;
}

export type KeyAction = "kms:Decrypt" | "kms:GenerateDataKey";

export interface NamedKey {
    readonly partition: Partition;
    readonly region: string;
    /** Account of the key. */
    readonly account: string;
    /** "alias/…": keys have no name of their own before they exist. */
    readonly alias: string;
}

/**
 * Lets a role use one key, known by its alias, through the given services. IAM knows keys by an id that exists
 * only after creation; the alias is known in the first preview, and an alias ARN is not accepted as a resource.
 * Whether `kms:ResourceAliases` is filled for a key of another account is unverified; the vault's key policy
 * names the roles as well.
 */
export function keyUse(
    sid: string,
    key: NamedKey,
    services: readonly string[],
    actions: readonly KeyAction[],
): Statement {
    return {
        Sid: sid,
        Effect: "Allow",
        Action: actions,
        Resource: keyArnPattern(key.partition, key.region, key.account),
        Condition: {
            StringEquals: {
                "kms:ViaService": services.map((s) => viaService(key.partition, key.region, s)),
            },
            "ForAnyValue:StringEquals": { "kms:ResourceAliases": [key.alias] },
        },
    };
}

/** Lets a role use one key by its ARN through S3. */
export function keyUseByArn(
    sid: string,
    place: { readonly partition: Partition; readonly region: string },
    keyArn: string,
    actions: readonly KeyAction[],
): Statement {
    return {
        Sid: sid,
        Effect: "Allow",
        Action: actions,
        Resource: keyArn,
        Condition: {
            StringEquals: { "kms:ViaService": viaService(place.partition, place.region, "s3") },
        },
    };
}
