/** What the task function needs of S3, as the role of one tier. */
import type { CopyPart } from "../../model/jobs/copyParts";
import type { ContentHeaders, FoundObject } from "../../model/jobs/taskDecision";

export interface ObjectName {
    readonly bucket: string;
    /** Raw, decoded. */
    readonly key: string;
    /** "null" for the null version; absent: the current one. */
    readonly versionId?: string | undefined;
}

/** How the written object is described. */
export interface Written {
    readonly bucket: string;
    readonly key: string;
    readonly storageClass: string;
    /** Absent: a copy takes metadata and content headers from its source. */
    readonly restated?:
        | { readonly metadata: Readonly<Record<string, string>>; readonly headers: ContentHeaders }
        | undefined;
    /** Replace the destination only while it still has this ETag. */
    readonly ifMatch?: string | undefined;
}

export interface TaskObjects {
    /** Undefined for a missing object or version and for a delete marker. */
    head(name: ObjectName): Promise<FoundObject | undefined>;
    tags(name: ObjectName): Promise<Record<string, string>>;
    putTags(name: ObjectName, tags: Readonly<Record<string, string>>): Promise<void>;
    /** One CopyObject, only while the source has `sourceEtag`; tags go along. */
    copy(source: ObjectName, sourceEtag: string, written: Written): Promise<void>;
    createUpload(
        written: Written & { readonly restated: NonNullable<Written["restated"]> },
        tags: Readonly<Record<string, string>>,
    ): Promise<string>;
    /** Answers the part's ETag. */
    copyPart(
        source: ObjectName,
        sourceEtag: string,
        written: Written,
        uploadId: string,
        part: CopyPart,
    ): Promise<string>;
    /** `etags` in part order. */
    completeUpload(written: Written, uploadId: string, etags: readonly string[]): Promise<void>;
    abortUpload(written: Written, uploadId: string): Promise<void>;
}

export interface TaskPorts {
    /** S3 with the credentials of `roleArn`. */
    objectsAs(roleArn: string, sessionName: string): Promise<TaskObjects>;
    /** Until Lambda ends this invocation. */
    remainingMilliseconds(): number;
}
