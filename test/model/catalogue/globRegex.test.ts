import assert from "node:assert/strict";
import fc from "fast-check";
import { globRegex } from "../../../model/catalogue/globRegex";
import { globMatcher } from "../../../model/selection/glob";

/** The same expression in JavaScript's spelling of the three things that it spells otherwise. */
const inJavaScript = (regex: string): RegExp =>
    new RegExp(regex.replaceAll("\\x{", "\\u{").replace(/^\\A/, "^").replace(/\\z$/, "$"), "u");

const letters = ["a", "b", "/", "-", "]", "*", ".", "ü", "\n", "🙂", "^", "$"];
const glob = fc
    .array(
        fc.constantFrom(
            ...["a", "b", "/", "*", "**", "?", "[a-b]", "[!a]", "[]-]", "[ü-🙂]"],
            ...["{a,b/}", "{,**/}", "\\*", "\\[", ".", "ü", "\n", "🙂", "^", "$"],
        ),
        { maxLength: 6 },
    )
    .map((parts) => parts.join(""));
const key = fc.array(fc.constantFrom(...letters), { maxLength: 7 }).map((parts) => parts.join(""));

describe("globRegex", () => {
    it("matches the keys that the glob matches", () => {
        let matched = 0;
        fc.assert(
            fc.property(glob, key, (pattern, text) => {
                const expected = globMatcher(pattern)(text);
                if (expected) matched++;
                assert.equal(inJavaScript(globRegex(pattern)).test(text), expected);
            }),
            { numRuns: 20_000, seed: 1 },
        );
        assert.ok(matched > 500, `only ${matched} matches`);
    });

    it("leaves no character to the syntax of an engine", () => {
        assert.equal(
            globRegex("a.b/{c,d}*"),
            "\\A(?:a\\x{2e}b\\x{2f}c[^/]*|a\\x{2e}b\\x{2f}d[^/]*)\\z",
        );
    });
});
