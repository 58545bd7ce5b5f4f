import { AwsError } from "../core/contracts";

const defaultPage = 100;
const largestPage = 1000;

/** One page of a list by maxResults and nextToken. @throws AwsError InvalidToken, ValidationException */
export function pageOf<T>(
    all: readonly T[],
    input: Readonly<Record<string, unknown>>,
): { items: readonly T[]; nextToken: string | undefined } {
    const { maxResults = 0, nextToken } = input;
    if (
        typeof maxResults !== "number" ||
        !Number.isInteger(maxResults) ||
        maxResults < 0 ||
        maxResults > largestPage
    ) {
        throw new AwsError(
            "ValidationException",
            400,
            `maxResults: must be 0 to ${largestPage}, got ${JSON.stringify(maxResults)}`,
        );
    }
    const from = nextToken === undefined ? 0 : offsetOf(nextToken);
    const to = from + (maxResults === 0 ? defaultPage : maxResults);
    return {
        items: all.slice(from, to),
        nextToken: to < all.length ? Buffer.from(`from ${to}`).toString("base64") : undefined,
    };
}

function offsetOf(token: unknown): number {
    const decoded = typeof token === "string" ? Buffer.from(token, "base64").toString() : "";
    const offset = /^from (\d+)$/.exec(decoded)?.[1];
    if (offset === undefined) throw new AwsError("InvalidToken", 400, "Invalid Token");
    return Number(offset);
}
