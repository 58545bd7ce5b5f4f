import type * as aws from "@pulumi/aws";
import type { LifecycleRule } from "../../model/config/types";

type RuleArgs = aws.types.input.s3.BucketLifecycleConfigurationRule;

/** A lifecycle rule of the model in the provider's words. */
export function lifecycleRuleArgs(rule: LifecycleRule): RuleArgs {
    return {
        id: rule.id,
        status: rule.status,
        filter: filterArgs(rule),
        ...(rule.transitions === undefined ? {} : { transitions: [...rule.transitions] }),
        ...(rule.noncurrentTransitions === undefined
            ? {}
            : { noncurrentVersionTransitions: [...rule.noncurrentTransitions] }),
        ...(rule.expirationDays === undefined ? {} : { expiration: { days: rule.expirationDays } }),
        ...(rule.noncurrentExpirationDays === undefined
            ? {}
            : {
                  noncurrentVersionExpiration: {
                      noncurrentDays: rule.noncurrentExpirationDays,
                  },
              }),
        ...(rule.abortIncompleteMultipartUploadDays === undefined
            ? {}
            : {
                  abortIncompleteMultipartUpload: {
                      daysAfterInitiation: rule.abortIncompleteMultipartUploadDays,
                  },
              }),
    };
}

/** One condition stands alone, several go under "and"; an empty prefix is the whole bucket. */
function filterArgs(rule: LifecycleRule): NonNullable<RuleArgs["filter"]> {
    const { prefix, objectSizeGreaterThan, objectSizeLessThan } = rule;
    const tags = Object.entries(rule.tags ?? {});
    const [firstTag] = tags;
    const sizes = {
        ...(objectSizeGreaterThan === undefined ? {} : { objectSizeGreaterThan }),
        ...(objectSizeLessThan === undefined ? {} : { objectSizeLessThan }),
    };
    const conditions = (prefix === undefined ? 0 : 1) + tags.length + Object.keys(sizes).length;
    if (conditions > 1) {
        return {
            and: {
                ...(prefix === undefined ? {} : { prefix }),
                ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags) }),
                ...sizes,
            },
        };
    }
    if (firstTag !== undefined) return { tag: { key: firstTag[0], value: firstTag[1] } };
    if (Object.keys(sizes).length === 1) return sizes;
    return { prefix: prefix ?? "" };
}
