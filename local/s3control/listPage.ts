import { AwsError, type HttpRequest } from "../core/contracts";
import type { Job } from "./job";
import { badRequest } from "./readWire";

const maximumResults = 1000;

/**
 * One page of ListJobs, newest first. The HTTP server joins several `jobStatuses` with commas.
 * @throws AwsError BadRequestException or InvalidNextTokenException (400)
 */
export function listPage(
    jobs: readonly Job[],
    request: HttpRequest,
): { jobs: readonly Job[]; nextToken: string | undefined } {
    const text = request.query.get("maxResults") ?? String(maximumResults);
    const count = Number(text);
    if (!/^\d{1,4}$/.test(text) || count < 1 || count > maximumResults) {
        throw badRequest([
            `maxResults: must be 1 to ${maximumResults}, got ${JSON.stringify(text)}`,
        ]);
    }
    const statuses = statusesOf(request);
    const matching = jobs
        .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
        .toReversed();
    const token = request.query.get("nextToken");
    const start = token === undefined ? 0 : startAfter(jobs, matching, token);
    const page = matching.slice(start, start + count);
    const last = page.at(-1);
    const more = start + count < matching.length && last !== undefined;
    return {
        jobs: page,
        nextToken: more ? Buffer.from(last.id).toString("base64url") : undefined,
    };
}

function statusesOf(request: HttpRequest): readonly string[] {
    const one = request.query.get("jobStatuses");
    return one === undefined ? [] : one.split(",");
}

/** Index of the first job older than the token's, which itself may have changed its status since. */
function startAfter(jobs: readonly Job[], matching: readonly Job[], token: string): number {
    const lastId = Buffer.from(token, "base64url").toString();
    const position = jobs.findIndex(({ id }) => id === lastId);
    if (position === -1) {
        throw new AwsError("InvalidNextTokenException", 400, `nextToken "${token}" is not valid`);
    }
    const older = new Set(jobs.slice(0, position));
    const start = matching.findIndex((job) => older.has(job));
    return start === -1 ? matching.length : start;
}
