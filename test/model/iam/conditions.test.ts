import assert from "node:assert/strict";
import { conditionOperators } from "../../../model/iam/conditionOperators";
import { parseConditions } from "../../../model/iam/conditions";
import { type ContextValue, RequestContext } from "../../../model/iam/requestContext";

function holds(
    operator: string,
    wanted: unknown,
    actual: ContextValue | undefined,
    more: Record<string, string> = {},
): boolean {
    const conditions = parseConditions({ [operator]: { "x:key": wanted } }, "Condition", true);
    const context = new RequestContext({ "X:Key": actual, ...more });
    return conditions.every((condition) => condition.holds(context));
}

/** operator, policy value, request values that match, request values that do not. */
const table: readonly [string, unknown, ContextValue[], ContextValue[]][] = [
    ["StringEquals", "a*", ["a*"], ["A*", "ab"]],
    ["StringEquals", ["a", "b"], ["a", "b"], ["c"]],
    ["StringEqualsIgnoreCase", "Ab", ["aB"], ["abc"]],
    ["StringLike", "a*c?", ["abcd", "acd"], ["ac", "Abcd"]],
    ["NumericEquals", 5, [5, "5.0"], [6, "five", ""]],
    ["NumericLessThan", "5", [4.9], [5]],
    ["NumericLessThanEquals", "5", [5], [5.1]],
    ["NumericGreaterThan", "5", [6], [5]],
    ["NumericGreaterThanEquals", "5", [5], [4]],
    [
        "DateEquals",
        "2026-01-01T00:00:00Z",
        ["2026-01-01T00:00:00.000Z", 1767225600],
        ["2026-01-02"],
    ],
    ["DateLessThan", "2026-01-01", ["2025-12-31T23:59:59Z"], ["2026-01-01T00:00:00Z"]],
    ["DateLessThanEquals", "2026-01-01", ["2026-01-01T00:00:00Z"], ["2026-01-01T00:00:01Z"]],
    ["DateGreaterThan", 1767225600, ["2026-01-01T00:00:01Z"], ["2026-01-01T00:00:00Z", "soon"]],
    ["DateGreaterThanEquals", "2026", ["2026-01-01T00:00:00Z"], ["2025-12-31T00:00:00Z"]],
    ["Bool", true, [true, "TRUE"], [false, "yes"]],
    ["BinaryEquals", "AQID", ["AQID"], ["AQIE"]],
    ["IpAddress", "203.0.113.0/24", ["203.0.113.7"], ["203.0.114.7", "no address", "2001:db8::1"]],
    ["IpAddress", "2001:db8::/32", ["2001:db8::1"], ["2001:db9::1", "203.0.113.7"]],
    [
        "ArnEquals",
        "arn:aws:iam::*:role/a*",
        ["arn:aws:iam::1:role/ab"],
        ["arn:aws:iam::1:user/ab", "x"],
    ],
    ["ArnLike", "arn:aws:s3:::b", ["arn:aws:s3:::b"], ["arn:aws:s3:::bb"]],
    ["ArnLike", "*", ["arn:aws:s3:::b"], ["not an arn"]],
];

const opposite: Readonly<Record<string, string>> = {
    StringEquals: "StringNotEquals",
    StringEqualsIgnoreCase: "StringNotEqualsIgnoreCase",
    StringLike: "StringNotLike",
    NumericEquals: "NumericNotEquals",
    DateEquals: "DateNotEquals",
    IpAddress: "NotIpAddress",
    ArnEquals: "ArnNotEquals",
    ArnLike: "ArnNotLike",
};

describe("conditions", () => {
    for (const [operator, wanted, matching, others] of table) {
        it(`${operator} ${JSON.stringify(wanted)} holds for ${JSON.stringify(matching)} only`, () => {
            for (const value of matching) assert.equal(holds(operator, wanted, value), true);
            for (const value of others) assert.equal(holds(operator, wanted, value), false);
        });
        const negated = opposite[operator];
        if (negated === undefined) continue;
        it(`${negated} ${JSON.stringify(wanted)} is its opposite`, () => {
            for (const value of matching) assert.equal(holds(negated, wanted, value), false);
            for (const value of others) assert.equal(holds(negated, wanted, value), true);
        });
    }

    it("has a row here for every operator", () => {
        const covered = table.flatMap(([operator]) => [operator, opposite[operator] ?? operator]);
        assert.deepEqual([...new Set(covered)].sort(), [...conditionOperators.keys()].sort());
    });

    it("fails positive operators and passes negated ones when the key is absent", () => {
        for (const [operator, wanted] of table) {
            assert.equal(holds(operator, wanted, undefined), false, operator);
            assert.equal(holds(`${operator}IfExists`, wanted, undefined), true, operator);
            const negated = opposite[operator];
            if (negated === undefined) continue;
            assert.equal(holds(negated, wanted, undefined), true, negated);
            assert.equal(holds(`${negated}IfExists`, wanted, undefined), true, negated);
        }
    });

    it("decides IfExists like the plain operator when the key is there", () => {
        assert.equal(holds("StringEqualsIfExists", "a", "b"), false);
        assert.equal(holds("StringNotEqualsIfExists", "a", "a"), false);
    });

    it("lets Null ask for presence", () => {
        assert.equal(holds("Null", "true", undefined), true);
        assert.equal(holds("Null", "true", "x"), false);
        assert.equal(holds("Null", false, "x"), true);
        assert.equal(holds("Null", false, undefined), false);
        assert.equal(holds("Null", "true", []), true);
    });

    it("looks at every value of the request with the set operators", () => {
        const cases: readonly [string, ContextValue | undefined, boolean][] = [
            ["ForAllValues:StringEquals", ["a", "b"], true],
            ["ForAllValues:StringEquals", ["a", "c"], false],
            ["ForAllValues:StringEquals", [], true],
            ["ForAllValues:StringEquals", undefined, true],
            ["ForAllValues:StringNotEquals", ["c", "d"], true],
            ["ForAllValues:StringNotEquals", ["a", "d"], false],
            ["ForAnyValue:StringEquals", ["c", "a"], true],
            ["ForAnyValue:StringEquals", ["c"], false],
            ["ForAnyValue:StringEquals", [], false],
            ["ForAnyValue:StringEquals", undefined, false],
            ["ForAnyValue:StringNotEquals", ["a", "c"], true],
            ["ForAnyValue:StringNotEquals", ["a"], false],
            ["ForAnyValue:StringNotEquals", undefined, false],
            ["ForAnyValue:StringLikeIfExists", undefined, true],
        ];
        for (const [operator, actual, expected] of cases) {
            const shown = `${operator} ${JSON.stringify(actual)}`;
            assert.equal(holds(operator, ["a", "b"], actual), expected, shown);
        }
    });

    it("needs every operator and every key to hold", () => {
        const parsed = parseConditions(
            { StringEquals: { "x:a": "1", "x:b": "2" }, Bool: { "x:c": "true" } },
            "Condition",
            true,
        );
        const decide = (context: Record<string, string>): boolean =>
            parsed.every((condition) => condition.holds(new RequestContext(context)));
        assert.equal(decide({ "x:a": "1", "x:b": "2", "x:c": "true" }), true);
        assert.equal(decide({ "x:a": "1", "x:b": "3", "x:c": "true" }), false);
        assert.equal(decide({ "x:a": "1", "x:b": "2" }), false);
    });

    it("resolves policy variables in values; an absent one matches nothing", () => {
        const wanted = "${aws:PrincipalAccount}";
        assert.equal(holds("StringEquals", wanted, "1", { "aws:PrincipalAccount": "1" }), true);
        assert.equal(holds("StringEquals", wanted, "2", { "aws:PrincipalAccount": "1" }), false);
        assert.equal(holds("StringEquals", wanted, "1"), false);
        const named = { "aws:username": "Ann" };
        assert.equal(holds("StringEqualsIgnoreCase", "${aws:username}", "aNN", named), true);
        assert.equal(holds("StringEquals", "${aws:username}", "aNN", named), false);
    });

    const refused: readonly [unknown, string, string][] = [
        [
            { StringIs: { "x:key": "a" } },
            "not implemented",
            'Condition.StringIs.x:key: condition operator "StringIs" is not implemented',
        ],
        [
            { NullIfExists: { "x:key": "true" } },
            "not implemented",
            'Condition.NullIfExists.x:key: condition operator "NullIfExists" is not implemented',
        ],
        [
            { Null: { "x:key": "maybe" } },
            "malformed",
            'Condition.Null.x:key: Null takes true or false, got ["maybe"]',
        ],
        [
            { NumericEquals: { "x:key": "five" } },
            "malformed",
            'Condition.NumericEquals.x:key: must be a number, got "five"',
        ],
        [
            { DateLessThan: { "x:key": "soon" } },
            "malformed",
            'Condition.DateLessThan.x:key: must be an ISO 8601 date or epoch seconds, got "soon"',
        ],
        [
            { Bool: { "x:key": "yes" } },
            "malformed",
            'Condition.Bool.x:key: must be true or false, got "yes"',
        ],
        [
            { IpAddress: { "x:key": "1.2.3.4/33" } },
            "malformed",
            'Condition.IpAddress.x:key: must be an IP address or CIDR range, got "1.2.3.4/33"',
        ],
        [
            { BinaryEquals: { "x:key": "~" } },
            "malformed",
            'Condition.BinaryEquals.x:key: must be base64, got "~"',
        ],
        [
            { StringEquals: { key: "a" } },
            "malformed",
            'Condition.StringEquals.key: a condition key must look like "service:name", got "key"',
        ],
        [
            { StringEquals: { "x:key": [] } },
            "malformed",
            "Condition.StringEquals.x:key: must have at least one value, got []",
        ],
        [
            { StringEquals: { "x:key": [{}] } },
            "malformed",
            "Condition.StringEquals.x:key: values must be strings, numbers or booleans, got {}",
        ],
        [
            { StringEquals: "a" },
            "malformed",
            "Condition.StringEquals: must be an object of condition keys",
        ],
        ["a", "malformed", "Condition: must be an object of operators"],
    ];
    for (const [element, problem, message] of refused) {
        it(`refuses ${JSON.stringify(element)}`, () => {
            assert.throws(() => parseConditions(element, "Condition", true), { problem, message });
        });
    }
});
