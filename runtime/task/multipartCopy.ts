/** Copies an object of any size part by part; what is not completed is aborted, so nothing half-written stays. */
import { copyParts } from "../../model/jobs/copyParts";
import type { FoundObject } from "../../model/jobs/taskDecision";
import type { ObjectName, TaskObjects, TaskPorts, Written } from "./ports";

/** Parts in flight: enough to be quick, few enough not to be throttled with many objects at once. */
const parallelParts = 16;
/** Left for completing or aborting, and for the answer. */
const reserveMilliseconds = 30_000;

/** Thrown when the function would end before the copy; the task is given back to Batch Operations. */
export class TimeRanOut extends Error {
    constructor(done: number, total: number) {
        super(
            `time ran out after ${done} of ${total} parts; an object that never fits the function's ` +
                "time limit needs mechanism mark",
        );
        this.name = "TimeRanOut";
    }
}

/** Thrown when the source is no longer what was copied. */
export class SourceChanged extends Error {
    constructor(before: string, after: string | undefined) {
        super(`the source had ETag ${before} before the copy and ${after ?? "is gone"} after it`);
        this.name = "SourceChanged";
    }
}

/** @throws TimeRanOut, SourceChanged, or the failed call's error; the upload is aborted in every case. */
export async function multipartCopy(
    objects: TaskObjects,
    ports: Pick<TaskPorts, "remainingMilliseconds">,
    source: ObjectName,
    found: FoundObject,
    written: Written & { readonly restated: NonNullable<Written["restated"]> },
    tags: Readonly<Record<string, string>>,
): Promise<void> {
    const parts = copyParts(found.sizeBytes);
    const uploadId = await objects.createUpload(written, tags);
    try {
        const etags = new Array<string>(parts.length);
        let next = 0;
        let done = 0;
        let failed = false;
        const worker = async (): Promise<void> => {
            for (let part = parts[next++]; part !== undefined && !failed; part = parts[next++]) {
                if (ports.remainingMilliseconds() < reserveMilliseconds)
                    throw new TimeRanOut(done, parts.length);
                etags[part.number - 1] = await objects.copyPart(
                    source,
                    found.etag,
                    written,
                    uploadId,
                    part,
                );
                done += 1;
            }
        };
        const workers = Array.from({ length: Math.min(parallelParts, parts.length) }, () =>
            worker().catch((error: unknown) => {
                failed = true;
                throw error;
            }),
        );
        // All must have ended before an abort: a part that is still being copied would survive it.
        const ends = await Promise.allSettled(workers);
        const failure = ends.find((end) => end.status === "rejected");
        if (failure !== undefined) throw failure.reason;
        // Each part was conditional on the ETag; the last one may be long ago when the upload is completed.
        const after = await objects.head(source);
        if (after?.etag !== found.etag) throw new SourceChanged(found.etag, after?.etag);
        await objects.completeUpload(written, uploadId, etags);
    } catch (error) {
        // Best effort: the bucket's abort rule takes what is left, and the first error is the one to report.
        await objects.abortUpload(written, uploadId).catch(() => undefined);
        throw error;
    }
}
