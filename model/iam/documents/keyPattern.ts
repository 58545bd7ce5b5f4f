import { objectArn, type Partition } from "../../naming/arn";

/**
 * IAM resource patterns for the objects under some key prefixes; every object when there are none.
 *
 * A prefix is literal, so the characters that mean something in a policy are written as the policy variables
 * `${*}`, `${?}` and `${$}`. Policies hold only U+0020 to U+00FF (IAM API reference, PolicyDocument pattern):
 * anything beyond is widened to `*`, since a policy that IAM refuses protects nothing.
 */
export function objectPatterns(
    partition: Partition,
    bucket: string,
    prefixes: readonly string[],
): string[] {
    const all = prefixes.length === 0 ? [""] : prefixes;
    return all.map((prefix) => objectArn(partition, bucket, `${literalInPolicy(prefix)}*`));
}

/** Values of `s3:prefix` that listings of these prefixes may use. */
export function listPatterns(prefixes: readonly string[]): string[] {
    return prefixes.map((prefix) => `${literalInPolicy(prefix)}*`);
}

function literalInPolicy(prefix: string): string {
    return prefix
        .replace(/[*?$]/g, (character) => `\${${character}}`)
        .replace(/[^\u0020-\u00ff]+/g, "*");
}
