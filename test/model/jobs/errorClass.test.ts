import assert from "node:assert/strict";
import { errorClassOf, errorText, type ErrorClass } from "../../../model/jobs/errorClass";

const cases: readonly (readonly [number | undefined, string, string, ErrorClass])[] = [
    [503, "SlowDown", "", "retry"],
    [500, "InternalError", "We encountered an internal error", "retry"],
    [400, "RequestTimeout", "", "retry"],
    [400, "KMS.ThrottlingException", "", "retry"],
    [409, "OperationAborted", "", "retry"],
    [409, "ConditionalRequestConflict", "", "retry"],
    [429, "NeverSeenBefore", "", "retry"],
    [599, "", "", "retry"],
    [412, "PreconditionFailed", "", "changed-since-inventory"],
    [412, "", "", "changed-since-inventory"],
    [404, "NoSuchKey", "", "gone"],
    [404, "NoSuchVersion", "", "gone"],
    [404, "", "", "gone"],
    [405, "MethodNotAllowed", "", "gone"],
    [404, "NoSuchBucket", "", "permanent"],
    [409, "RestoreAlreadyInProgress", "", "already-done"],
    [
        400,
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing " +
            "the object's metadata, storage class, website redirect location or encryption attributes.",
        "already-done",
    ],
    [
        400,
        "InvalidRequest",
        "The specified copy source is larger than the maximum allowable size",
        "permanent",
    ],
    [403, "AccessDenied", "Access Denied", "permanent"],
    [403, "InvalidObjectState", "", "permanent"],
    [400, "KMS.DisabledException", "", "permanent"],
    [400, "NeverSeenBefore", "", "permanent"],
    [418, "", "", "permanent"],
    [undefined, "", "", "permanent"],
    [200, "PermanentFailure", "gone: no such object", "gone"],
    [200, "PermanentFailure", "changed: changed since inventory: ...", "changed-since-inventory"],
    [200, "PermanentFailure", "refused: archived in GLACIER", "permanent"],
    [200, "TemporaryFailure", "retry: 503 SlowDown", "retry"],
    [200, "TemporaryFailure", "", "retry"],
    [200, "PermanentFailure", "Task timed out after 900.00 seconds", "retry"],
    [200, "PermanentFailure", "Lambda.TooManyRequestsException: Rate Exceeded", "retry"],
    [200, "PermanentFailure", "something a team's own function says", "permanent"],
    [200, "constructor", "", "permanent"],
];

describe("errorClassOf", () => {
    for (const [httpStatus, errorCode, message, expected] of cases) {
        it(`takes ${httpStatus} ${errorCode || "(no code)"} ${JSON.stringify(message.slice(0, 40))} for ${expected}`, () => {
            assert.equal(errorClassOf({ httpStatus, errorCode, message }), expected);
        });
    }
});

describe("errorText", () => {
    it("names status, code and message", () => {
        assert.equal(
            errorText({ httpStatus: 403, errorCode: "AccessDenied", message: "no" }),
            "403 AccessDenied: no",
        );
    });
    it("says so when nothing was given", () => {
        assert.equal(errorText({ errorCode: "", message: "" }), "no error was given");
    });
});
