import assert from "node:assert/strict";
import { reportRow } from "../../../model/jobs/reportRow";

describe("reportRow", () => {
    it("reads the order that real rows have: status, then code", () => {
        assert.deepEqual(
            reportRow(["src", "a%20b.txt", "", "failed", "400", "InvalidRequest", "too, big"], "x"),
            {
                bucket: "src",
                key: "a%20b.txt",
                versionId: "",
                succeeded: false,
                httpStatus: 400,
                errorCode: "InvalidRequest",
                message: "too, big",
            },
        );
    });
    it("reads the order that the schema declares: code, then status", () => {
        const row = reportRow(["src", "k", "v", "failed", "AccessDenied", "403", ""], "x");
        assert.equal(row.httpStatus, 403);
        assert.equal(row.errorCode, "AccessDenied");
    });
    it("keeps a code that comes without a status", () => {
        for (const pair of [
            ["PermanentFailure", ""],
            ["", "PermanentFailure"],
        ]) {
            const row = reportRow(["src", "k", "", "failed", ...pair, "m"], "x");
            assert.equal(row.httpStatus, undefined);
            assert.equal(row.errorCode, "PermanentFailure");
        }
    });
    it("reads a succeeded row", () => {
        const row = reportRow(["src", "k", "", "succeeded", "200", "", "Successful"], "x");
        assert.equal(row.succeeded, true);
        assert.equal(row.httpStatus, 200);
        assert.equal(row.errorCode, "");
    });
    it("refuses another number of columns, naming the place", () => {
        assert.throws(() => reportRow(["src", "k", "", "failed"], "file row 7"), {
            message: "file row 7: a report row must have 7 columns, got 4",
        });
    });
    it("refuses another task status", () => {
        assert.throws(() => reportRow(["src", "k", "", "Failed", "1", "2", "3"], "file row 7"), {
            message: 'file row 7: task status must be "succeeded" or "failed", got "Failed"',
        });
    });
});
