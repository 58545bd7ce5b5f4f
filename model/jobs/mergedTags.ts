/** Adds the tag that a lifecycle rule acts on to an object's tag set, without touching foreign tags. */
import { markTagKey } from "../config/lifecycleRules";

/** Tags an object may have [S3 User Guide, April 2026]. */
export const maxObjectTags = 10;

export type TagMerge =
    | { readonly kind: "already" }
    | { readonly kind: "full"; readonly count: number }
    | { readonly kind: "put"; readonly tags: Readonly<Record<string, string>> };

/** PutObjectTagging replaces the whole set, so the whole set is what comes out. */
export function mergedTags(existing: Readonly<Record<string, string>>, value: string): TagMerge {
    if (existing[markTagKey] === value) return { kind: "already" };
    const count = Object.keys(existing).length;
    if (!Object.hasOwn(existing, markTagKey) && count >= maxObjectTags)
        return { kind: "full", count };
    return { kind: "put", tags: { ...existing, [markTagKey]: value } };
}

/** True when two tag sets say the same. */
export function sameTags(
    one: Readonly<Record<string, string>>,
    other: Readonly<Record<string, string>>,
): boolean {
    const names = Object.keys(one);
    return (
        names.length === Object.keys(other).length &&
        names.every((name) => Object.hasOwn(other, name) && other[name] === one[name])
    );
}
