/**
 * What a job part of kind "task" tells the task function, as Batch Operations `UserArguments`: submit writes
 * them, the task function reads them. S3 Control API model, October 2026: 1 to 10 entries, keys of at most 64
 * and values of at most 1,024 characters.
 */
import { isStorageClass, type StorageClass } from "../storageClass";

export interface TaskArguments {
    /** "copy" writes the object in its new class (or to the vault); "mark" tags it for a lifecycle rule. */
    readonly mode: "copy" | "mark";
    readonly runId: string;
    readonly tier: string;
    /** Role that the task function assumes for this tier's objects. */
    readonly taskRoleArn: string;
    readonly sourceBucket: string;
    /** The source bucket itself when the change is in place. */
    readonly targetBucket: string;
    readonly storageClass: StorageClass;
    /** Prepended to the key in the vault together with a "/"; absent in place. */
    readonly keyPrefix?: string | undefined;
    /** ISO 8601; an object written after it is not the one that was selected. */
    readonly unmodifiedSince: string;
    /** Tags an object must have to be taken; empty takes every object. */
    readonly tags: Readonly<Record<string, string>>;
}

const maxValueLength = 1024;

/** Names on the wire, one per member; ten at most, so nothing can be added without dropping something. */
const required = [
    "mode",
    "runId",
    "tier",
    "taskRoleArn",
    "sourceBucket",
    "targetBucket",
    "storageClass",
    "unmodifiedSince",
    "tags",
] as const;

/** Thrown for arguments that cannot be sent or that another version of the product has written. */
export class TaskArgumentsError extends Error {
    constructor(problems: readonly string[]) {
        super(`task arguments: ${problems.join("; ")}`);
        this.name = "TaskArgumentsError";
    }
}

/** The `UserArguments` of a task job. Throws TaskArgumentsError when a value is longer than Batch Operations takes. */
export function encodeTaskArguments(task: TaskArguments): Record<string, string> {
    const encoded: Record<string, string> = {
        mode: task.mode,
        runId: task.runId,
        tier: task.tier,
        taskRoleArn: task.taskRoleArn,
        sourceBucket: task.sourceBucket,
        targetBucket: task.targetBucket,
        storageClass: task.storageClass,
        unmodifiedSince: task.unmodifiedSince,
        tags: JSON.stringify(task.tags),
        ...(task.keyPrefix === undefined ? {} : { keyPrefix: task.keyPrefix }),
    };
    const problems = Object.entries(encoded)
        .filter(([, value]) => value.length > maxValueLength)
        .map(
            ([name, value]) =>
                `${name} may hold at most ${maxValueLength} characters, got ${value.length}; ` +
                "select by fewer or shorter values",
        );
    if (problems.length > 0) throw new TaskArgumentsError(problems);
    return encoded;
}

/** Reads what `encodeTaskArguments` wrote. Throws TaskArgumentsError naming every missing or wrong member. */
export function decodeTaskArguments(
    encoded: Readonly<Record<string, string>> | null | undefined,
): TaskArguments {
    const given = encoded ?? {};
    const problems: string[] = [];
    for (const name of required) {
        if ((given[name] ?? "") === "") problems.push(`${name} must be given, got nothing`);
    }
    const { mode, storageClass, unmodifiedSince } = given;
    if (mode !== undefined && mode !== "copy" && mode !== "mark")
        problems.push(`mode must be "copy" or "mark", got "${mode}"`);
    if (storageClass !== undefined && !isStorageClass(storageClass))
        problems.push(`storageClass must be a class this product knows, got "${storageClass}"`);
    if (unmodifiedSince !== undefined && Number.isNaN(Date.parse(unmodifiedSince)))
        problems.push(`unmodifiedSince must be an ISO 8601 instant, got "${unmodifiedSince}"`);
    const tags = tagsOf(given["tags"], problems);
    if (problems.length > 0) throw new TaskArgumentsError(problems);
    const text = (name: string): string => given[name] ?? "";
    return {
        mode: mode as "copy" | "mark",
        runId: text("runId"),
        tier: text("tier"),
        taskRoleArn: text("taskRoleArn"),
        sourceBucket: text("sourceBucket"),
        targetBucket: text("targetBucket"),
        storageClass: storageClass as StorageClass,
        keyPrefix: given["keyPrefix"],
        unmodifiedSince: text("unmodifiedSince"),
        tags,
    };
}

function tagsOf(text: string | undefined, problems: string[]): Record<string, string> {
    if (text === undefined || text === "") return {};
    let parsed: unknown;
    try {
        parsed = JSON.parse(text);
    } catch {
        problems.push(`tags must be a JSON object, got ${JSON.stringify(text)}`);
        return {};
    }
    const isMap =
        typeof parsed === "object" &&
        parsed !== null &&
        !Array.isArray(parsed) &&
        Object.values(parsed).every((value) => typeof value === "string");
    if (!isMap) {
        problems.push(`tags must be a JSON object of strings, got ${JSON.stringify(text)}`);
        return {};
    }
    return parsed as Record<string, string>;
}
