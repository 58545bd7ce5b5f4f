import assert from "node:assert/strict";
import fc from "fast-check";
import { globMatcher } from "../../../model/selection/glob";

/** Slow and obvious: tries every way to share the key among the pattern's pieces. No braces, no classes. */
function naive(pattern: string, key: string): boolean {
    if (pattern === "") return key === "";
    const stars = /^\*+/.exec(pattern)?.[0];
    if (stars !== undefined) {
        const rest = pattern.slice(stars.length);
        for (let taken = 0; taken <= key.length; taken++) {
            if (stars.length === 1 && key.slice(0, taken).includes("/")) break;
            if (naive(rest, key.slice(taken))) return true;
        }
        return false;
    }
    if (key === "") return false;
    const [head] = pattern;
    const fits = head === "?" ? key[0] !== "/" : head === key[0];
    return fits && naive(pattern.slice(1), key.slice(1));
}

/** Expands braces by the innermost pair, one at a time. */
function expand(pattern: string): string[] {
    const innermost = /\{([^{}]*)\}/.exec(pattern);
    if (innermost === null) return [pattern];
    const head = pattern.slice(0, innermost.index);
    const tail = pattern.slice(innermost.index + innermost[0].length);
    return (innermost[1] ?? "").split(",").flatMap((choice) => expand(head + choice + tail));
}

describe("globMatcher", () => {
    const table: readonly [pattern: string, takes: readonly string[], leaves: readonly string[]][] =
        [
            ["logs/*.gz", ["logs/a.gz", "logs/.gz"], ["logs/a/b.gz", "logs/a.gz2", "xlogs/a.gz"]],
            ["logs/**", ["logs/", "logs/a/b", "logs//"], ["logs", "log/a"]],
            ["**/tmp/**", ["a/tmp/b", "/tmp/", "a/b/tmp/c/d"], ["tmp/a", "a/tmp"]],
            ["a/**/b", ["a//b", "a/x/b", "a/x/y/b"], ["a/b"]],
            ["a/{,**/}b", ["a/b", "a/x/b"], ["a/xb"]],
            ["?", ["a", "é", "😀", " "], ["/", "", "ab"]],
            ["[a-c]x", ["ax", "cx"], ["dx", "x", "-x"]],
            ["[!a-c]x", ["dx", "-x"], ["ax", "/x"]],
            ["[]a-]", ["]", "a", "-"], ["b"]],
            ["[\\]]", ["]"], ["\\"]],
            ["{a,b{c,d}}/*", ["a/x", "bc/x", "bd/"], ["b/x", "a"]],
            ["\\*\\{a\\}", ["*{a}"], ["x{a}", "*a"]],
            ["[{,}]", ["{", ",", "}"], ["a"]],
            ["a,b", ["a,b"], ["a"]],
            ["", [""], ["a"]],
            [".*", [".hidden"], ["hidden"]],
        ];
    for (const [pattern, takes, leaves] of table)
        it(`${JSON.stringify(pattern)} takes and leaves what it must`, () => {
            const matches = globMatcher(pattern);
            assert.deepEqual(
                [...takes, ...leaves].map((key) => [key, matches(key)]),
                [...takes.map((key) => [key, true]), ...leaves.map((key) => [key, false])],
            );
        });

    it("agrees with a naive matcher", () => {
        const piece = fc.constantFrom("a", "b", "/", "*", "**", "?", "{a,b}", "{,*}", "{a/,{b,?}}");
        const pattern = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(""));
        const key = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 8 });
        fc.assert(
            fc.property(pattern, key, (glob, characters) => {
                const text = characters.join("");
                const expected = expand(glob).some((choice) => naive(choice, text));
                assert.equal(globMatcher(glob)(text), expected, `${glob} on ${text}`);
            }),
            { numRuns: 3000 },
        );
    });

    it("takes any key that is written out with escapes", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (key) => {
                const literal = Array.from(key, (character) => `\\${character}`).join("");
                assert.ok(globMatcher(literal)(key));
            }),
        );
    });

    it("does not stall on a pattern made for backtracking", () => {
        const steps = globMatcher(`${"**a*".repeat(20)}b`);
        assert.equal(steps("a".repeat(1024)), false);
    });

    const wrong: readonly [string, string][] = [
        ["a[b", 'glob "a[b": has "[" without "]"; write "\\[" for a bracket'],
        ["a{b", 'glob "a{b": has "{" without "}"; write "\\{" for a brace'],
        ["a}b", 'glob "a}b": has "}" without "{"; write "\\}"'],
        ["[z-a]", 'glob "[z-a]": has the empty range "z-a"; write the lower character first'],
        ["a\\", 'glob "a\\\\": must not end with a single "\\"; write "\\\\" for a backslash'],
        [
            "{a,b}".repeat(10),
            `glob ${JSON.stringify("{a,b}".repeat(10))}: stands for more than 1000 patterns; use fewer braces`,
        ],
    ];
    for (const [pattern, message] of wrong)
        it(`refuses ${pattern}`, () => {
            assert.throws(() => globMatcher(pattern), { name: "GlobError", message });
        });
});
