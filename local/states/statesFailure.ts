/** An error of a state, by the names of the States Language; `Retry` and `Catch` see it. */
export class StatesFailure extends Error {
    readonly error: string | undefined;
    readonly reason: string | undefined;

    constructor(error: string | undefined, reason: string | undefined) {
        super(`${error ?? "no error name"}: ${reason ?? ""}`);
        this.name = "StatesFailure";
        this.error = error;
        this.reason = reason;
    }
}

/** Errors that no wildcard matches (Step Functions Developer Guide, "Handling errors"). */
const beyondWildcards = ["States.DataLimitExceeded", "States.Runtime"];

/**
 * Whether a retrier or catcher with these names takes the error. States.ALL and States.TaskFailed are wildcards, the
 * second without States.Timeout; States.Runtime always fails the execution.
 */
export function matchesError(errorEquals: readonly string[], error: string | undefined): boolean {
    if (error === "States.Runtime") return false;
    return errorEquals.some((wanted) => {
        if (wanted === error) return true;
        if (error !== undefined && beyondWildcards.includes(error)) return false;
        if (wanted === "States.ALL") return true;
        return wanted === "States.TaskFailed" && error !== "States.Timeout";
    });
}

/** What cannot go on whatever the definition says. */
export const runtimeFailure = (reason: string): StatesFailure =>
    new StatesFailure("States.Runtime", reason);

/** Largest input, output or result between states, in bytes of UTF-8 (Step Functions quotas: 256 KiB). */
export const maxPayloadBytes = 262_144;
