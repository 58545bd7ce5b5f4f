import assert from "node:assert/strict";
import { nearest } from "../../../model/config/nearest";

describe("nearest", () => {
    it("finds the word that was meant, and none when none is close", () => {
        const keys = ["prefixes", "suffixes", "minSize", "maxSize", "tags"];
        assert.deepEqual(
            ["prefix", "minsize", "maxSiz", "tag", "colour", ""].map((word) => nearest(word, keys)),
            ["prefixes", "minSize", "maxSize", "tags", undefined, undefined],
        );
        assert.equal(nearest("tags", []), undefined);
    });
});
