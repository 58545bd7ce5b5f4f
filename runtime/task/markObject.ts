/** Tags one object so that lifecycle moves it, and takes the tag back when the object was replaced meanwhile. */
import { markTagKey } from "../../model/config/lifecycleRules";
import { maxObjectTags, mergedTags, sameTags } from "../../model/jobs/mergedTags";
import type { FoundObject } from "../../model/jobs/taskDecision";
import type { TaskVerdict } from "../../model/jobs/taskResult";
import type { ObjectName, TaskObjects } from "./ports";

export interface MarkAnswer {
    readonly verdict: TaskVerdict;
    readonly detail: string;
}

const answer = (verdict: TaskVerdict, detail: string): MarkAnswer => ({ verdict, detail });

/**
 * The object as it was found: where S3 told a version, exactly that one, so that what replaces it is never touched.
 * The null version of a bucket whose versioning is suspended is overwritten in place, as in one without versions.
 */
export function pinned(source: ObjectName, found: FoundObject): ObjectName {
    return { ...source, versionId: source.versionId ?? found.versionId };
}

/**
 * S3 has no condition on tags [S3 API reference, PutObjectTagging, 2026], so this looks again instead. With version
 * ids nothing but the found version is written. Without them three things cannot be excluded:
 * - an object that replaces the found one between the last look before the write and the write loses its own tags.
 *   It is seen right after, the mark is taken away, and the answer says that its tags may be the former object's;
 * - a crash between the write and that look leaves the mark on the new object: lifecycle moves it if nobody looks;
 * - tags that somebody else writes between our reading and our writing are overwritten, also with version ids.
 */
export async function markObject(
    objects: TaskObjects,
    source: ObjectName,
    found: FoundObject,
    value: string,
): Promise<MarkAnswer> {
    const name = pinned(source, found);
    const before = await objects.tags(name);
    const isPinned = name.versionId !== undefined && name.versionId !== "null";
    // The tags just read may be those of a new object.
    if (!isPinned && !isSame(found, await objects.head(source))) return changed("nothing was done");
    const merge = mergedTags(before, value);
    if (merge.kind === "already") return answer("already", `already tagged ${markTagKey}=${value}`);
    if (merge.kind === "full")
        return answer(
            "refused",
            `the object has ${merge.count} tags of at most ${maxObjectTags}; remove one to make room for ${markTagKey}`,
        );
    await objects.putTags(name, merge.tags);
    const now = await objects.head(source);
    if (!isSame(found, now)) return takenBack(objects, name, before, merge.tags, isPinned);
    // A writer of tags after our write may have removed our tag.
    const after = await objects.tags(name);
    if (!sameTags(after, merge.tags))
        return answer("retry", "the tags were changed by someone else at the same time");
    return answer("marked", `tagged ${markTagKey}=${value}`);
}

const changed = (what: string): MarkAnswer =>
    answer("changed", `changed since inventory: replaced while it was being marked; ${what}`);

const isSame = (found: FoundObject, now: FoundObject | undefined): boolean =>
    now !== undefined &&
    now.versionId === found.versionId &&
    now.etag === found.etag &&
    now.lastModified.getTime() === found.lastModified.getTime();

async function takenBack(
    objects: TaskObjects,
    name: ObjectName,
    before: Readonly<Record<string, string>>,
    written: Readonly<Record<string, string>>,
    isPinned: boolean,
): Promise<MarkAnswer> {
    // Written by somebody else since, the tags are theirs: the new object never had ours, or has them no more.
    if (!sameTags(await objects.tags(name), written)) return changed("its tags are its writer's");
    await objects.putTags(name, before);
    return changed(
        isPinned
            ? "the old version has its own tags again"
            : "the mark is taken back, and its tags may be those of the object before it",
    );
}
