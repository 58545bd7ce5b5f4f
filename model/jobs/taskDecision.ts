/** What the task function does with one object, decided from what S3 says of it at that moment. */
import { archivedClasses, maxCopyBytes } from "../storageClass";
import type { TaskArguments } from "./taskArguments";
import type { TaskVerdict } from "./taskResult";

/** An object or version as HeadObject shows it. */
export interface FoundObject {
    readonly sizeBytes: number;
    /** With its quotes, as S3 sends and takes it. */
    readonly etag: string;
    /** "null" for the null version; undefined in a bucket that never had versions. */
    readonly versionId?: string | undefined;
    readonly lastModified: Date;
    /** "STANDARD" when the header is absent. */
    readonly storageClass: string;
    /** A temporary copy of an archived object can be read now. */
    readonly restored: boolean;
    /** Intelligent-Tiering archive tier (x-amz-archive-status), if it is in one. */
    readonly archiveStatus?: string | undefined;
    /** User metadata, names in lower case. */
    readonly metadata: Readonly<Record<string, string>>;
    /** Metadata entries that S3 could not put into headers; restating the rest would lose these. */
    readonly missingMetadata: number;
    readonly headers: ContentHeaders;
}

/** System metadata that a multipart copy has to restate. */
export interface ContentHeaders {
    readonly cacheControl?: string | undefined;
    readonly contentDisposition?: string | undefined;
    readonly contentEncoding?: string | undefined;
    readonly contentLanguage?: string | undefined;
    readonly contentType?: string | undefined;
    readonly expires?: string | undefined;
    readonly websiteRedirectLocation?: string | undefined;
}

export type TaskDecision =
    | { readonly step: "answer"; readonly verdict: TaskVerdict; readonly detail: string }
    | { readonly step: "copy"; readonly method: "single" | "multipart" }
    | { readonly step: "mark" };

const answer = (verdict: TaskVerdict, detail: string): TaskDecision => ({
    step: "answer",
    verdict,
    detail,
});

export const isInPlace = (task: TaskArguments): boolean => task.targetBucket === task.sourceBucket;

/** Whether the object's tags have to be read before `taskDecision` can be asked. */
export const needsTags = (task: TaskArguments): boolean => Object.keys(task.tags).length > 0;

/**
 * The decision. `tags` may be left out unless `needsTags`. The class is looked at before the date: our own
 * earlier attempt has renewed the date, and what is in the class already needs nothing.
 */
export function taskDecision(
    task: TaskArguments,
    versionId: string | undefined,
    found: FoundObject | undefined,
    tags: Readonly<Record<string, string>> | undefined,
): TaskDecision {
    if (found === undefined)
        return answer("gone", "no such object, or its newest version is a delete marker");
    if (isInPlace(task)) {
        if (task.mode === "copy" && versionId !== undefined)
            return answer(
                "refused",
                "an in-place copy by version id would roll the object back; the manifest must not have one",
            );
        if (found.storageClass === task.storageClass)
            return answer("already", `already in ${task.storageClass}`);
    }
    if (found.lastModified.getTime() > Date.parse(task.unmodifiedSince))
        return answer(
            "changed",
            `changed since inventory: last modified ${found.lastModified.toISOString()}, ` +
                `selected as of ${task.unmodifiedSince}`,
        );
    if (needsTags(task)) {
        const differing = Object.entries(task.tags)
            .filter(([name, value]) => tags?.[name] !== value)
            .map(([name]) => name);
        if (differing.length > 0) return answer("skipped", `tags differ: ${differing.join(", ")}`);
    }
    if (task.mode === "mark") return { step: "mark" };
    if (archivedClasses.includes(found.storageClass) && !found.restored)
        return answer("refused", `archived in ${found.storageClass}; restore it before the copy`);
    if (found.archiveStatus !== undefined)
        return answer(
            "refused",
            `archived in the Intelligent-Tiering tier ${found.archiveStatus}; restore it before the copy`,
        );
    if (found.sizeBytes <= maxCopyBytes) return { step: "copy", method: "single" };
    if (found.missingMetadata > 0)
        return answer(
            "refused",
            `${found.missingMetadata} metadata entries cannot be sent in headers, so a multipart copy ` +
                "would lose them; use mechanism mark",
        );
    return { step: "copy", method: "multipart" };
}
