import assert from "node:assert/strict";
import fc from "fast-check";
import {
    maxResultBytes,
    taskResultString,
    taskVerdictOf,
    taskVerdicts,
} from "../../../model/jobs/taskResult";

describe("taskResultString", () => {
    it("is read back as its verdict, whatever the detail", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...taskVerdicts),
                fc.string({ unit: "binary", maxLength: 3000 }),
                (verdict, detail) => {
                    const text = taskResultString(verdict, detail);
                    assert.equal(taskVerdictOf(text), verdict);
                    assert.ok(Buffer.byteLength(text) <= maxResultBytes);
                    assert.doesNotMatch(text, /[\r\n]/);
                },
            ),
        );
    });
    it("keeps a text that fits and marks one that was cut", () => {
        assert.equal(taskResultString("gone", "no such object"), "gone: no such object");
        const cut = taskResultString("refused", "ü".repeat(1000));
        assert.ok(cut.endsWith("ü..."));
        assert.equal(Buffer.byteLength(cut), 1024);
    });
    it("is no verdict of ours when a service or another function wrote it", () => {
        assert.equal(taskVerdictOf("Successful"), undefined);
        assert.equal(taskVerdictOf("Task timed out: 900"), undefined);
        assert.equal(taskVerdictOf(""), undefined);
    });
});
