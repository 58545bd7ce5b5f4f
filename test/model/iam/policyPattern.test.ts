import assert from "node:assert/strict";
import fc from "fast-check";
import { policyPattern, type PatternReach } from "../../../model/iam/policyPattern";
import { RequestContext } from "../../../model/iam/requestContext";

function matches(
    pattern: string,
    text: string,
    reach: PatternReach,
    context: Record<string, string | string[]> = {},
    variables = true,
): boolean {
    const test = policyPattern(pattern, { variables, wildcards: true, reach, where: "test" });
    return test(text, new RequestContext(context));
}

/** The obvious recursive matcher, as an independent second opinion. */
function naive(pattern: string, text: string): boolean {
    if (pattern === "") return text === "";
    const [head, rest] = [pattern.charAt(0), pattern.slice(1)];
    if (head === "*") return naive(rest, text) || (text !== "" && naive(pattern, text.slice(1)));
    return text !== "" && (head === "?" || head === text.charAt(0)) && naive(rest, text.slice(1));
}

describe("policyPattern", () => {
    it("agrees with an independent matcher", () => {
        const letters = fc.constantFrom("a", "b", ".", "+", "(", "\\", "\n");
        const pattern = fc.array(fc.oneof(letters, fc.constantFrom("*", "?")), { maxLength: 8 });
        const text = fc.array(letters, { maxLength: 8 });
        fc.assert(
            fc.property(pattern, text, (p, t) => {
                assert.equal(
                    matches(p.join(""), t.join(""), "text"),
                    naive(p.join(""), t.join("")),
                );
            }),
            { numRuns: 2000 },
        );
    });

    it("matches any text against itself once its wildcards and variables are escaped", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                const escaped = text.replace(/[*?$]/g, (char) => `\${${char}}`);
                assert.equal(matches(escaped, text, "text"), true);
                assert.equal(matches(escaped, `${text}x`, "text"), false);
            }),
        );
    });

    const cases: readonly [string, string, PatternReach, boolean][] = [
        ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", "resource", true],
        ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", "resource", false],
        ["arn:aws:s3:::bucket*", "arn:aws:s3:::bucket-two/key", "resource", true],
        ["arn:aws:s3:::bucket/?", "arn:aws:s3:::bucket/:", "resource", true],
        ["arn:aws:s3:::Bucket/*", "arn:aws:s3:::bucket/key", "resource", false],
        // A * that ends a segment may run over colons …
        ["arn:aws:*", "arn:aws:s3:::bucket/key", "resource", true],
        ["arn:aws:lambda:*:function:f", "arn:aws:lambda:r:1:function:f", "resource", true],
        // … one inside a segment, or a ?, may not.
        [
            "arn:aws:lambda:eu-*-1:1:function:f",
            "arn:aws:lambda:eu-west-1:1:function:f",
            "resource",
            true,
        ],
        ["arn:aws:lambda:eu*1:1:function:f", "arn:aws:lambda:eu:1:1:function:f", "resource", false],
        ["arn:aws:s3?::bucket", "arn:aws:s3:::bucket", "resource", false],
        ["arn:aws:s3:::*", "arn:aws:s3:::bucket/a:b", "arn", true],
        ["arn:aws:iam::*:role/x", "arn:aws:iam::111122223333:role/x", "arn", true],
        ["arn:aws:*:role/x", "arn:aws:iam::111122223333:role/x", "arn", false],
        ["arn:*", "arn:aws:iam::111122223333:role/x", "arn", false],
        ["*", "*", "resource", true],
        ["*", "arn:aws:s3:::bucket/key", "resource", true],
        ["arn:aws:s3:::b/*", "*", "resource", false],
    ];
    for (const [pattern, text, reach, expected] of cases) {
        it(`${expected ? "lets" : "does not let"} ${pattern} match ${text} as ${reach}`, () => {
            assert.equal(matches(pattern, text, reach), expected);
        });
    }

    it("puts the request's values in place of variables, without wildcards in them", () => {
        const pattern = "arn:aws:s3:::home/${aws:PrincipalTag/team}/*";
        assert.equal(
            matches(pattern, "arn:aws:s3:::home/red/x", "resource", {
                "aws:PrincipalTag/team": "red",
            }),
            true,
        );
        assert.equal(
            matches(pattern, "arn:aws:s3:::home/red/x", "resource", {
                "AWS:principaltag/TEAM": "*",
            }),
            false,
        );
    });

    it("uses a variable's default when the key is absent, and matches nothing without one", () => {
        assert.equal(matches("a/${aws:username, 'nobody'}", "a/nobody", "text"), true);
        assert.equal(matches("a/${aws:username}*", "a/", "text"), false);
    });

    it("takes ${…} as plain text in documents of 2008", () => {
        assert.equal(matches("${aws:username}", "${aws:username}", "text", {}, false), true);
    });

    it("refuses unknown variables and open braces by name", () => {
        assert.throws(() => matches("${aws:Moon}", "x", "text"), {
            name: "PolicyDocumentError",
            problem: "not implemented",
            message: 'test: policy variable "${aws:Moon}" is not implemented',
        });
        assert.throws(() => matches("${aws:username", "x", "text"), {
            problem: "malformed",
            message: 'test: "${" must be closed by "}", got "${aws:username"',
        });
    });
});
