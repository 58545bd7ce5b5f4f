import { AwsError } from "../core/contracts";

const invalidTag = (message: string, key: string): AwsError =>
    new AwsError("InvalidTag", 400, message, { TagKey: key });

/**
 * Limits of object tags: 10 tags, keys of 1-128 characters, values of up to 256 (S3 User Guide, "Categorizing your
 * storage using tags"). Bucket tags have a limit of 50.
 * @throws AwsError BadRequest or InvalidTag (400)
 */
export function checkTags(tags: Readonly<Record<string, string>>, max = 10): void {
    const names = Object.keys(tags);
    if (names.length > max) {
        throw new AwsError(
            "BadRequest",
            400,
            `${max === 10 ? "Object" : "Bucket"} tags cannot be greater than ${max}`,
        );
    }
    for (const [key, value] of Object.entries(tags)) {
        if (key.length === 0 || key.length > 128) {
            throw invalidTag("The TagKey you have provided is invalid", key);
        }
        if (key.toLowerCase().startsWith("aws:")) {
            throw invalidTag("System tags cannot be added/updated by requester", key);
        }
        if (value.length > 256) throw invalidTag("The TagValue you have provided is invalid", key);
        if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key + value)) {
            throw invalidTag(
                "The TagKey or TagValue you have provided contains a character that is not allowed",
                key,
            );
        }
    }
}

/** A list of tags as sent, with a repeated key refused. @throws AwsError InvalidTag (400) */
export function tagRecord(pairs: Iterable<readonly [string, string]>): Record<string, string> {
    const tags: Record<string, string> = {};
    for (const [key, value] of pairs) {
        if (Object.hasOwn(tags, key)) {
            throw invalidTag("Cannot provide multiple Tags with the same key", key);
        }
        Object.defineProperty(tags, key, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
        });
    }
    return tags;
}
