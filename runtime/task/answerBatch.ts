/** The whole invocation: every task gets its own answer, whatever happens to the others. */
import { TaskArgumentsError, decodeTaskArguments } from "../../model/jobs/taskArguments";
import { taskResultString, type TaskVerdict } from "../../model/jobs/taskResult";
import type { TaskPorts } from "./ports";
import { runTask, type TaskAnswer } from "./runTask";
import type { BatchEvent } from "./taskEvent";

export interface BatchResponse {
    readonly invocationSchemaVersion: string;
    /** Fail closed: a task without an answer must not be repeated for ever. */
    readonly treatMissingKeysAs: "PermanentFailure";
    readonly invocationId: string;
    readonly results: readonly {
        readonly taskId: string;
        readonly resultCode: "Succeeded" | "TemporaryFailure" | "PermanentFailure";
        readonly resultString: string;
    }[];
}

const resultCodes: Readonly<Record<TaskVerdict, BatchResponse["results"][number]["resultCode"]>> = {
    archived: "Succeeded",
    marked: "Succeeded",
    already: "Succeeded",
    skipped: "Succeeded",
    gone: "PermanentFailure",
    changed: "PermanentFailure",
    refused: "PermanentFailure",
    retry: "TemporaryFailure",
};

export async function answerBatch(ports: TaskPorts, event: BatchEvent): Promise<BatchResponse> {
    const task = argumentsOf(event);
    const results = await Promise.all(
        event.tasks.map(async (item) => {
            const { verdict, detail } = await answerOf(ports, task, item);
            return {
                taskId: item.taskId,
                resultCode: resultCodes[verdict],
                resultString: taskResultString(verdict, detail),
            };
        }),
    );
    return {
        invocationSchemaVersion: event.invocationSchemaVersion,
        treatMissingKeysAs: "PermanentFailure",
        invocationId: event.invocationId,
        results,
    };
}

type Arguments = ReturnType<typeof decodeTaskArguments> | TaskArgumentsError;

function argumentsOf(event: BatchEvent): Arguments {
    try {
        return decodeTaskArguments(event.userArguments);
    } catch (error) {
        if (error instanceof TaskArgumentsError) return error;
        throw error;
    }
}

async function answerOf(
    ports: TaskPorts,
    task: Arguments,
    item: BatchEvent["tasks"][number],
): Promise<TaskAnswer> {
    if ("problem" in item) return { verdict: "refused", detail: item.problem };
    if (task instanceof TaskArgumentsError) return { verdict: "refused", detail: task.message };
    return runTask(ports, task, item);
}
