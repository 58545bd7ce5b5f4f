import { AwsError } from "../core/contracts";

/** What became of one attempt at a task. */
export interface TaskResult {
    /** "retry": failed for a time; the job puts the task back. */
    readonly outcome: "succeeded" | "failed" | "retry";
    readonly httpStatus: number;
    readonly errorCode: string;
    readonly message: string;
}

export function succeeded(message = "Successful", httpStatus = 200): TaskResult {
    return { outcome: "succeeded", httpStatus, errorCode: "", message };
}

/** A refused data-plane call as a result; anything but an AwsError is a bug and goes on. */
export function failureOf(error: unknown): TaskResult {
    if (!(error instanceof AwsError)) throw error;
    // Throttling and server errors are redriven; 501 is this local AWS refusing what it cannot do.
    const passing = error.status >= 500 && error.status !== 501;
    return {
        outcome: passing ? "retry" : "failed",
        httpStatus: error.status,
        errorCode: error.code,
        message: error.message,
    };
}
