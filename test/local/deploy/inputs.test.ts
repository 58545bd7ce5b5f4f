import assert from "node:assert/strict";
import { Inputs } from "../../../local/deploy/inputs";

describe("Inputs", () => {
    it("names every property that nobody read, at any depth", () => {
        const inputs = new Inputs('aws:x "y"', {
            known: "a",
            surprise: true,
            inner: { read: 1, missed: 2 },
            list: [{ read: 1 }, { extra: "e" }],
        });
        inputs.text("known");
        inputs.inner("inner").number("read");
        for (const item of inputs.inners("list")) item.optionalNumber("read");
        assert.deepEqual(inputs.unread(), [
            'aws:x "y".surprise',
            'aws:x "y".inner.missed',
            'aws:x "y".list[1].extra',
        ]);
    });

    it("says where a value has the wrong type", () => {
        const inputs = new Inputs('aws:x "y"', { n: "five", o: [1] });
        assert.throws(
            () => inputs.number("n"),
            /^Error: aws:x "y": n must be a number, got "five"$/,
        );
        assert.throws(() => inputs.optionalInner("o"), /o must be an object, got \[1\]/);
        assert.throws(() => inputs.text("absent"), /absent must be text, got undefined/);
    });

    it("accepts only the value that can be honoured", () => {
        const inputs = new Inputs("x", { forceDestroy: true, fifo: false });
        inputs.only("fifo", false);
        assert.throws(() => {
            inputs.only("forceDestroy", false);
        }, /forceDestroy must be false, got true/);
    });

    it("reads policy documents as objects or JSON text", () => {
        const inputs = new Inputs("x", {
            a: '{"Version":"2012-10-17"}',
            b: { Version: "2012-10-17" },
            c: "{",
        });
        assert.deepEqual(inputs.document("a"), inputs.document("b"));
        assert.throws(() => inputs.document("c"), /c must be valid JSON/);
    });
});
