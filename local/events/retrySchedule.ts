import { AwsError } from "../core/contracts";

/** How often and how long EventBridge and Scheduler try again to hand an event to a target. */
export interface RetryPolicy {
    /** 0 to 185. */
    readonly maximumRetryAttempts: number;
    /** 60 to 86,400. */
    readonly maximumEventAgeSeconds: number;
}

/** The services' defaults are the maxima: 24 hours and 185 attempts (EventBridge User Guide, "retry policy"). */
export const defaultRetryPolicy: RetryPolicy = {
    maximumRetryAttempts: 185,
    maximumEventAgeSeconds: 86_400,
};

/** The policy with its defaults. Throws ValidationException naming a value out of range. */
export function retryPolicy(
    where: string,
    given: {
        readonly maximumRetryAttempts?: number | undefined;
        readonly maximumEventAgeSeconds?: number | undefined;
    },
): RetryPolicy {
    const policy = {
        maximumRetryAttempts: given.maximumRetryAttempts ?? defaultRetryPolicy.maximumRetryAttempts,
        maximumEventAgeSeconds:
            given.maximumEventAgeSeconds ?? defaultRetryPolicy.maximumEventAgeSeconds,
    };
    const check = (field: keyof RetryPolicy, min: number, max: number): void => {
        const value = policy[field];
        if (Number.isInteger(value) && value >= min && value <= max) return;
        throw new AwsError(
            "ValidationException",
            400,
            `${where}: ${field}: must be a whole number from ${min} to ${max}, got ${value}`,
        );
    };
    check("maximumRetryAttempts", 0, 185);
    check("maximumEventAgeSeconds", 60, 86_400);
    return policy;
}

export type NextStep =
    | { readonly retryAt: number }
    | {
          /** As in the dead letter's EXHAUSTED_RETRY_CONDITION; undefined when the error is not retried at all. */
          readonly exhausted: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | undefined;
      };

/**
 * What follows failed attempt number `attempt` (from 0) at `now` for an event of `since`. Refused permissions, missing
 * targets and other client errors are not retried; throttling and server errors are, after 1, 2, 4 ... at most 300
 * seconds (AWS documents exponential backoff with jitter but no numbers: unverified; no jitter here).
 */
export function nextStep(
    policy: RetryPolicy,
    error: AwsError,
    attempt: number,
    since: number,
    now: number,
): NextStep {
    if (error.status < 500 && error.status !== 429) return { exhausted: undefined };
    if (attempt >= policy.maximumRetryAttempts) return { exhausted: "MaximumRetryAttempts" };
    const retryAt = now + 1000 * Math.min(300, 2 ** attempt);
    if (retryAt > since + policy.maximumEventAgeSeconds * 1000) {
        return { exhausted: "MaximumEventAgeInSeconds" };
    }
    return { retryAt };
}
