/** One object: look, decide, act, and say what happened. Never throws: every outcome is an answer. */
import { decodeManifestKey } from "../../model/inventory/keyCodec";
import { errorClassOf, errorText } from "../../model/jobs/errorClass";
import type { TaskArguments } from "../../model/jobs/taskArguments";
import {
    type FoundObject,
    isInPlace,
    needsTags,
    taskDecision,
} from "../../model/jobs/taskDecision";
import type { TaskVerdict } from "../../model/jobs/taskResult";
import { failureOf } from "./failureOf";
import { markObject, pinned } from "./markObject";
import { multipartCopy, SourceChanged, TimeRanOut } from "./multipartCopy";
import type { ObjectName, TaskObjects, TaskPorts } from "./ports";
import { isCopyOf, metadataWithMark } from "./sourceMark";
import type { BatchTask } from "./taskEvent";

export interface TaskAnswer {
    readonly verdict: TaskVerdict;
    readonly detail: string;
}

const answer = (verdict: TaskVerdict, detail: string): TaskAnswer => ({ verdict, detail });

export async function runTask(
    ports: TaskPorts,
    task: TaskArguments,
    item: BatchTask,
): Promise<TaskAnswer> {
    try {
        if (item.s3Bucket !== task.sourceBucket)
            return answer(
                "refused",
                `the job is for bucket "${task.sourceBucket}", got "${item.s3Bucket}"`,
            );
        const source: ObjectName = {
            bucket: item.s3Bucket,
            key: decodeManifestKey(item.s3Key),
            versionId: item.s3VersionId ?? undefined,
        };
        const objects = await ports.objectsAs(task.taskRoleArn, task.runId);
        const found = await objects.head(source);
        const tags =
            found !== undefined && needsTags(task)
                ? await objects.tags(task.mode === "mark" ? pinned(source, found) : source)
                : undefined;
        const decision = taskDecision(task, source.versionId, found, tags);
        switch (decision.step) {
            case "answer":
                return decision;
            case "mark":
                // A decision to act is only made of something found.
                return await markObject(objects, source, found as FoundObject, task.storageClass);
            case "copy":
                return await copy(
                    ports,
                    objects,
                    task,
                    source,
                    found as FoundObject,
                    decision.method,
                );
        }
    } catch (error) {
        return answerTo(error, task.taskRoleArn);
    }
}

async function copy(
    ports: TaskPorts,
    objects: TaskObjects,
    task: TaskArguments,
    source: ObjectName,
    found: FoundObject,
    method: "single" | "multipart",
): Promise<TaskAnswer> {
    const inPlace = isInPlace(task);
    const key = task.keyPrefix === undefined ? source.key : `${task.keyPrefix}/${source.key}`;
    if (inPlace && key !== source.key)
        return answer(
            "refused",
            `a copy in place cannot have the key prefix "${task.keyPrefix ?? ""}"`,
        );
    const target = { bucket: task.targetBucket, key, storageClass: task.storageClass };
    if (!inPlace) {
        const there = await headTarget(objects, target);
        if (there !== undefined && isCopyOf(found, source.versionId, there, task.storageClass))
            return answer("already", `already copied to ${task.targetBucket}`);
    }
    const marked = inPlace ? undefined : metadataWithMark(found, source.versionId);
    const condition = inPlace ? { ifMatch: found.etag } : {};
    if (method === "single") {
        const restated =
            marked === undefined ? {} : { restated: { metadata: marked, headers: found.headers } };
        await objects.copy(source, found.etag, { ...target, ...restated, ...condition });
    } else {
        const restated = { metadata: marked ?? found.metadata, headers: found.headers };
        // Parts carry bytes only: tags, metadata and headers are restated when the upload is created.
        const tags = await objects.tags(source);
        await multipartCopy(
            objects,
            ports,
            source,
            found,
            { ...target, restated, ...condition },
            tags,
        );
    }
    return answer(
        "archived",
        `${task.storageClass}${inPlace ? "" : ` in ${task.targetBucket}`}, ${found.sizeBytes} bytes`,
    );
}

/** Without s3:ListBucket S3 answers 403 for a key that is not there, so a refusal means "unknown": the copy will tell. */
async function headTarget(
    objects: TaskObjects,
    target: ObjectName,
): Promise<FoundObject | undefined> {
    try {
        return await objects.head(target);
    } catch (error) {
        if (failureOf(error)?.httpStatus === 403) return undefined;
        throw error;
    }
}

function answerTo(error: unknown, roleArn: string): TaskAnswer {
    if (error instanceof TimeRanOut) return answer("retry", error.message);
    if (error instanceof SourceChanged) return answer("changed", error.message);
    const failure = failureOf(error);
    if (failure === undefined)
        return answer("refused", error instanceof Error ? error.message : String(error));
    const text = errorText(failure);
    switch (errorClassOf(failure)) {
        case "retry":
            return answer("retry", text);
        case "gone":
            return answer("gone", text);
        case "changed-since-inventory":
            return answer("changed", `changed since inventory: ${text}`);
        case "already-done":
            return answer("already", text);
        case "permanent":
            // HEAD has no body, so a refusal of it names nothing: say at least who was refused.
            return answer("refused", failure.httpStatus === 403 ? `${text}, as ${roleArn}` : text);
    }
}
