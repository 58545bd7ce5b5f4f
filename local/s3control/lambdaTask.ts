import { bucketArn } from "../../model/naming/arn";
import { AwsError, type CallContext, type World } from "../core/contracts";
import type { LambdaInvokeOperation } from "./createJobRequest";
import type { ManifestRow } from "./manifestRow";
import { succeeded, type TaskResult } from "./taskResult";

type ResultCode = "Succeeded" | "TemporaryFailure" | "PermanentFailure";
const resultCodes: readonly unknown[] = ["Succeeded", "TemporaryFailure", "PermanentFailure"];

/**
 * One invocation for one task (S3 User Guide, April 2026, "Invoke AWS Lambda function"): version 1.0 names the bucket by ARN,
 * 2.0 by name; the key stays encoded as in the manifest. A throttled invocation is put back; a function error is a
 * failed task, reported as `failed,200,PermanentFailure`.
 */
export async function lambdaTask(
    world: World,
    ctx: CallContext,
    jobId: string,
    operation: LambdaInvokeOperation,
    row: ManifestRow,
): Promise<TaskResult> {
    const version = operation.InvocationSchemaVersion ?? "1.0";
    const invocationId = world.ids.hex(64);
    const taskId = world.ids.hex(64);
    const task = { taskId, s3Key: row.encodedKey, s3VersionId: row.versionId ?? null };
    const request = {
        invocationSchemaVersion: version,
        invocationId,
        job:
            version === "2.0"
                ? { id: jobId, userArguments: operation.UserArguments ?? {} }
                : { id: jobId },
        tasks: [
            version === "2.0"
                ? { ...task, s3Bucket: row.bucket }
                : { ...task, s3BucketArn: bucketArn(world.partition, row.bucket) },
        ],
    };
    try {
        const answer = await world.lambda.invoke(ctx, operation.FunctionArn, request);
        if (answer.functionError !== undefined) {
            return failure(
                "PermanentFailure",
                `Lambda function error (${answer.functionError}): ${JSON.stringify(answer.payload)}`,
            );
        }
        return interpret(answer.payload, version, invocationId, taskId);
    } catch (error) {
        if (error instanceof AwsError && error.status === 429) {
            return failure("TemporaryFailure", `${error.code}: ${error.message}`);
        }
        throw error;
    }
}

function interpret(
    payload: unknown,
    version: string,
    invocationId: string,
    taskId: string,
): TaskResult {
    if (typeof payload !== "object" || payload === null) {
        return failure("PermanentFailure", "the function did not answer with an object");
    }
    const answer = payload as {
        invocationSchemaVersion?: unknown;
        invocationId?: unknown;
        treatMissingKeysAs?: unknown;
        results?: unknown;
    };
    if (answer.invocationSchemaVersion !== version || answer.invocationId !== invocationId) {
        return failure(
            "PermanentFailure",
            "the function must echo invocationSchemaVersion and invocationId of the request",
        );
    }
    const missing: ResultCode = resultCodes.includes(answer.treatMissingKeysAs)
        ? (answer.treatMissingKeysAs as ResultCode)
        : "TemporaryFailure";
    const results = (Array.isArray(answer.results) ? answer.results : []) as readonly {
        taskId?: unknown;
        resultCode?: unknown;
        resultString?: unknown;
    }[];
    const result = results.find((candidate) => candidate.taskId === taskId);
    const known = result !== undefined && resultCodes.includes(result.resultCode);
    const code = known ? (result.resultCode as ResultCode) : missing;
    const text = typeof result?.resultString === "string" ? result.resultString : "";
    return code === "Succeeded" ? succeeded(text) : failure(code, text);
}

function failure(code: Exclude<ResultCode, "Succeeded">, message: string): TaskResult {
    return {
        outcome: code === "TemporaryFailure" ? "retry" : "failed",
        httpStatus: 200,
        errorCode: code,
        message,
    };
}
