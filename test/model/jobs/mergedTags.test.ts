import assert from "node:assert/strict";
import { mergedTags, sameTags } from "../../../model/jobs/mergedTags";

const tags = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`t${n}`, "v"]));

describe("mergedTags", () => {
    it("keeps every foreign tag", () => {
        assert.deepEqual(mergedTags({ team: "x", cost: "7" }, "DEEP_ARCHIVE"), {
            kind: "put",
            tags: { team: "x", cost: "7", "archival-tier": "DEEP_ARCHIVE" },
        });
    });
    it("replaces the class of an earlier mark, also in a full set", () => {
        assert.deepEqual(mergedTags({ ...tags(9), "archival-tier": "GLACIER" }, "DEEP_ARCHIVE"), {
            kind: "put",
            tags: { ...tags(9), "archival-tier": "DEEP_ARCHIVE" },
        });
    });
    it("has nothing to do when the mark is there", () => {
        assert.deepEqual(mergedTags({ "archival-tier": "GLACIER" }, "GLACIER"), {
            kind: "already",
        });
    });
    it("finds no room among ten foreign tags", () => {
        assert.deepEqual(mergedTags(tags(10), "GLACIER"), { kind: "full", count: 10 });
    });
});

describe("sameTags", () => {
    it("compares sets, not orders", () => {
        assert.equal(sameTags({ a: "1", b: "2" }, { b: "2", a: "1" }), true);
        assert.equal(sameTags({ a: "1" }, { a: "2" }), false);
        assert.equal(sameTags({ a: "1" }, { b: "1" }), false);
        assert.equal(sameTags({ a: "1" }, { a: "1", b: "2" }), false);
    });
});
