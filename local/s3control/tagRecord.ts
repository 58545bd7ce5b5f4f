import type { Tag } from "./createJobRequest";

/** Tags as the S3 API's in-process calls take them. */
export function tagRecord(tags: readonly Tag[]): Record<string, string> {
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
