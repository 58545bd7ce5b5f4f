/** The Batch Operations LambdaInvoke request, schema 2.0, checked before anything is done with it (reference 5.10). */

export interface BatchTask {
    readonly taskId: string;
    /** Encoded as in the manifest. */
    readonly s3Key: string;
    readonly s3VersionId: string | null;
    readonly s3Bucket: string;
}

export interface BatchEvent {
    readonly invocationSchemaVersion: string;
    readonly invocationId: string;
    readonly userArguments: Readonly<Record<string, string>>;
    readonly tasks: readonly (BatchTask | { readonly taskId: string; readonly problem: string })[];
}

export class MalformedTaskEvent extends Error {
    constructor(problems: readonly string[]) {
        super(`batch event: ${problems.join("; ")}`);
        this.name = "MalformedTaskEvent";
    }
}

/** Reads the event; a bad task is named in its place, so that it never fails the others. @throws MalformedTaskEvent */
export function readBatchEvent(event: unknown): BatchEvent {
    const problems: string[] = [];
    if (!isRecord(event)) throw new MalformedTaskEvent([`must be an object, got ${typeof event}`]);
    const { invocationSchemaVersion, invocationId, job, tasks } = event;
    if (typeof invocationSchemaVersion !== "string")
        problems.push(
            `invocationSchemaVersion must be a string, got ${JSON.stringify(invocationSchemaVersion)}`,
        );
    if (typeof invocationId !== "string" || invocationId === "")
        problems.push(`invocationId must be a string, got ${JSON.stringify(invocationId)}`);
    if (!Array.isArray(tasks) || tasks.length === 0)
        problems.push(`tasks must be a list of at least one task, got ${JSON.stringify(tasks)}`);
    const ids: string[] = [];
    for (const [index, task] of (Array.isArray(tasks) ? tasks : []).entries()) {
        // Without an id there is nothing to answer for.
        if (!isRecord(task) || typeof task["taskId"] !== "string" || task["taskId"] === "")
            problems.push(`tasks[${index}].taskId must be a string`);
        else ids.push(task["taskId"]);
    }
    if (problems.length > 0) throw new MalformedTaskEvent(problems);
    return {
        invocationSchemaVersion: invocationSchemaVersion as string,
        invocationId: invocationId as string,
        userArguments: userArgumentsOf(job),
        tasks: (tasks as Record<string, unknown>[]).map((task, index) =>
            batchTask(task, ids[index] ?? "", invocationSchemaVersion as string),
        ),
    };
}

function batchTask(
    task: Record<string, unknown>,
    taskId: string,
    schema: string,
): BatchEvent["tasks"][number] {
    if (schema !== "2.0")
        return {
            taskId,
            problem: `invocationSchemaVersion must be "2.0", got "${schema}"; only it carries arguments`,
        };
    const { s3Key, s3VersionId, s3Bucket } = task;
    if (typeof s3Key !== "string" || s3Key === "")
        return { taskId, problem: `s3Key must be a string, got ${JSON.stringify(s3Key)}` };
    if (typeof s3Bucket !== "string" || s3Bucket === "")
        return { taskId, problem: `s3Bucket must be a string, got ${JSON.stringify(s3Bucket)}` };
    if (s3VersionId !== null && s3VersionId !== undefined && typeof s3VersionId !== "string")
        return {
            taskId,
            problem: `s3VersionId must be a string or null, got ${JSON.stringify(s3VersionId)}`,
        };
    // Batch sends null without a version column; an empty string means the same.
    return {
        taskId,
        s3Key,
        s3Bucket,
        s3VersionId: s3VersionId === "" ? null : (s3VersionId ?? null),
    };
}

function userArgumentsOf(job: unknown): Record<string, string> {
    const given = isRecord(job) ? job["userArguments"] : undefined;
    if (!isRecord(given)) return {};
    return Object.fromEntries(
        Object.entries(given).filter(
            (entry): entry is [string, string] => typeof entry[1] === "string",
        ),
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
