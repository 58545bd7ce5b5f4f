/**
 * What a failed task means for what happens next. Decided by code first, because messages are free text.
 * Sources: S3 API reference "Error responses" and S3 User Guide, April 2026; the codes of one operation that
 * are listed nowhere are marked [unverified] and fall on the safe side: not retried, and named to a person.
 */
import type { ReportRow } from "./reportRow";
import { taskVerdictOf } from "./taskResult";

export const errorClasses = [
    /** Nothing was wrong with the object: throttling, a fault of the service, a timeout, a conflict. */
    "retry",
    /** It will fail again until a person changes something. */
    "permanent",
    /** Written again since the inventory: the next inventory judges the new object. */
    "changed-since-inventory",
    /** What the task wanted is already so. */
    "already-done",
    /** The object is no longer there. */
    "gone",
] as const;

export type ErrorClass = (typeof errorClasses)[number];

/** Codes of S3, KMS, STS and Lambda whose meaning does not depend on the HTTP status. */
const classOfCode: Readonly<Record<string, ErrorClass>> = {
    // S3 API reference, "List of error codes".
    InternalError: "retry",
    ServiceUnavailable: "retry",
    SlowDown: "retry",
    OperationAborted: "retry",
    ConditionalRequestConflict: "retry",
    RequestTimeout: "retry",
    RequestTimeTooSkewed: "retry",
    ExpiredToken: "retry",
    TooManyRequests: "retry",
    TooManyRequestsException: "retry",
    Throttling: "retry",
    ThrottlingException: "retry",
    RequestLimitExceeded: "retry",
    ServiceException: "retry",
    TemporaryFailure: "retry",
    // KMS reports these through S3 as HTTP 400 with the "KMS." prefix [third party].
    "KMS.ThrottlingException": "retry",
    "KMS.KMSInternalException": "retry",
    "KMS.DependencyTimeoutException": "retry",
    PreconditionFailed: "changed-since-inventory",
    NoSuchKey: "gone",
    NoSuchVersion: "gone",
    // HEAD has no body, so clients name its 404 so.
    NotFound: "gone",
    // A request by version id on a delete marker is 405, S3 API reference, HeadObject.
    MethodNotAllowed: "gone",
    RestoreAlreadyInProgress: "already-done",
    AccessDenied: "permanent",
    AllAccessDisabled: "permanent",
    AccountProblem: "permanent",
    EntityTooLarge: "permanent",
    InvalidObjectState: "permanent",
    InvalidArgument: "permanent",
    InvalidTag: "permanent",
    InvalidURI: "permanent",
    KeyTooLongError: "permanent",
    NoSuchBucket: "permanent",
    NotImplemented: "permanent",
    "KMS.DisabledException": "permanent",
    "KMS.NotFoundException": "permanent",
    "KMS.KMSInvalidStateException": "permanent",
};

/** S3's refusal of a copy onto itself that changes nothing: the object already has the class. */
const copyChangesNothing = /trying to copy an object to itself without changing/i;

/** A function that was throttled or ran out of time appears as PermanentFailure with such a message [unverified wording]. */
const functionRanOut = /timed? ?out|throttl|rate exceeded|too many requests/i;

/** The class of one failed row. Unknown 429 and 5xx answers are "retry", everything else unknown is "permanent". */
export function errorClassOf(
    row: Pick<ReportRow, "httpStatus" | "errorCode" | "message">,
): ErrorClass {
    const { httpStatus, errorCode, message } = row;
    switch (taskVerdictOf(message)) {
        case "gone":
            return "gone";
        case "changed":
            return "changed-since-inventory";
        case "retry":
            return "retry";
        case "refused":
            return "permanent";
        default:
            break;
    }
    if (errorCode === "PermanentFailure")
        return functionRanOut.test(message) ? "retry" : "permanent";
    if (errorCode === "InvalidRequest" && copyChangesNothing.test(message)) return "already-done";
    const known = Object.hasOwn(classOfCode, errorCode) ? classOfCode[errorCode] : undefined;
    if (known !== undefined) return known;
    if (httpStatus === 412) return "changed-since-inventory";
    if (httpStatus === 404) return "gone";
    if (httpStatus === 429 || (httpStatus !== undefined && httpStatus >= 500)) return "retry";
    return "permanent";
}

/** How an error is named to a person: code, status and what the service said. */
export function errorText(row: Pick<ReportRow, "httpStatus" | "errorCode" | "message">): string {
    const head = [row.httpStatus === undefined ? "" : String(row.httpStatus), row.errorCode]
        .filter((part) => part !== "")
        .join(" ");
    return [head, row.message].filter((part) => part !== "").join(": ") || "no error was given";
}
