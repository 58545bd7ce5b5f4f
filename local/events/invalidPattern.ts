import { AwsError } from "../core/contracts";

/** A pattern that EventBridge would refuse, with the place of the mistake. */
export function invalidPattern(path: string, problem: string): AwsError {
    return new AwsError(
        "InvalidEventPatternException",
        400,
        `Event pattern is not valid. Reason: ${path}: ${problem}`,
    );
}

export function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
