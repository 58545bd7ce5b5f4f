import assert from "node:assert/strict";
import { documentStatements, withoutStatement } from "../../../model/iam/documentStatements";

const [first, second] = [
    { Sid: "First", Effect: "Allow", Action: "s3:*", Resource: "*" },
    { Effect: "Deny", Action: "s3:*", Resource: "*" },
];
const document = { Version: "2012-10-17", Statement: [first, second] };

describe("documentStatements", () => {
    it("lists statements with their Sid, or their index where there is none", () => {
        const expected = [
            { index: 0, label: "First", statement: first },
            { index: 1, label: "1", statement: second },
        ];
        assert.deepEqual(documentStatements(document), expected);
        assert.deepEqual(documentStatements(JSON.stringify(document)), expected);
        assert.deepEqual(documentStatements({ Statement: first }), expected.slice(0, 1));
    });

    it("gives the document without one statement and leaves the original alone", () => {
        assert.deepEqual(withoutStatement(document, 0), {
            Version: "2012-10-17",
            Statement: [second],
        });
        assert.equal(document.Statement.length, 2);
    });

    it("gives nothing when the only statement is left out", () => {
        assert.equal(withoutStatement({ Statement: [first] }, 0), undefined);
    });

    it("refuses a statement that is not there", () => {
        assert.throws(() => withoutStatement(document, 2), {
            name: "RangeError",
            message: "statement: must be 0 to 1, got 2",
        });
    });
});
