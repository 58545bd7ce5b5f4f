import assert from "node:assert/strict";
import fc from "fast-check";
import { eventPattern } from "../../../local/events/eventPattern";

const matches = (pattern: unknown, event: unknown): boolean => eventPattern(pattern)(event);

/** [pattern of field x, event, whether it matches] */
const cases: readonly (readonly [string, unknown, unknown, boolean])[] = [
    ["exact string", ["a"], { x: "a" }, true],
    ["exact string, other case", ["a"], { x: "A" }, false],
    ["one of several", ["a", "b"], { x: "b" }, true],
    ["number is not string", [5], { x: "5" }, false],
    ["number by value", [5], { x: 5.0 }, true],
    ["null", [null], { x: null }, true],
    ["null is not absent", [null], {}, false],
    ["empty string", [""], { x: "" }, true],
    ["boolean", [true], { x: true }, true],
    ["array of the event: intersection", ["b"], { x: ["a", "b"] }, true],
    ["array of the event: none", ["c"], { x: ["a", "b"] }, false],
    ["prefix", [{ prefix: "inv" }], { x: "inventory/" }, true],
    ["prefix, other", [{ prefix: "inv" }], { x: "Inventory/" }, false],
    [
        "prefix ignoring case",
        [{ prefix: { "equals-ignore-case": "INV" } }],
        { x: "inventory" },
        true,
    ],
    ["suffix", [{ suffix: "manifest.checksum" }], { x: "a/manifest.checksum" }, true],
    [
        "suffix, not at the end",
        [{ suffix: "manifest.checksum" }],
        { x: "manifest.checksum.gz" },
        false,
    ],
    ["suffix ignoring case", [{ suffix: { "equals-ignore-case": ".PNG" } }], { x: "a.png" }, true],
    ["equals-ignore-case", [{ "equals-ignore-case": "Alice" }], { x: "aLICE" }, true],
    ["wildcard", [{ wildcard: "dir/*/file" }], { x: "dir/a/b/file" }, true],
    ["wildcard over lines", [{ wildcard: "a*z" }], { x: "a\nz" }, true],
    ["wildcard is anchored", [{ wildcard: "dir/*" }], { x: "xdir/a" }, false],
    ["wildcard dot is a dot", [{ wildcard: "a.c*" }], { x: "abc" }, false],
    ["wildcard escaped star", [{ wildcard: "a\\*b" }], { x: "a*b" }, true],
    ["wildcard escaped star is no wildcard", [{ wildcard: "a\\*b" }], { x: "axb" }, false],
    ["anything-but string", [{ "anything-but": "a" }], { x: "b" }, true],
    ["anything-but string, same", [{ "anything-but": "a" }], { x: "a" }, false],
    ["anything-but list", [{ "anything-but": ["a", "b"] }], { x: "b" }, false],
    ["anything-but number", [{ "anything-but": [1, 2] }], { x: 3 }, true],
    ["anything-but needs the field", [{ "anything-but": "a" }], {}, false],
    ["anything-but prefix", [{ "anything-but": { prefix: "init" } }], { x: "initial" }, false],
    ["anything-but prefixes", [{ "anything-but": { prefix: ["a", "b"] } }], { x: "bc" }, false],
    ["anything-but suffix", [{ "anything-but": { suffix: ".txt" } }], { x: "a.json" }, true],
    [
        "anything-but wildcard",
        [{ "anything-but": { wildcard: "*/tmp/*" } }],
        { x: "a/tmp/b" },
        false,
    ],
    ["anything-but looks at each element", [{ "anything-but": ["a"] }], { x: ["a", "b"] }, true],
    ["anything-but, all elements excluded", [{ "anything-but": ["a"] }], { x: ["a"] }, false],
    ["numeric", [{ numeric: [">", 0, "<=", 5] }], { x: 5 }, true],
    ["numeric, lower bound open", [{ numeric: [">", 0, "<=", 5] }], { x: 0 }, false],
    ["numeric equal", [{ numeric: ["=", 3.018e2] }], { x: 301.8 }, true],
    ["numeric wants a number", [{ numeric: ["=", 3] }], { x: "3" }, false],
    ["exists", [{ exists: true }], { x: null }, true],
    ["exists looks at leaves only", [{ exists: true }], { x: { y: 1 } }, false],
    ["exists false", [{ exists: false }], {}, true],
    ["exists false, there", [{ exists: false }], { x: 1 }, false],
    ["operator or literal", [{ prefix: "a" }, "b"], { x: "b" }, true],
    ["object against leaf", { y: ["a"] }, { x: "a" }, false],
    ["nested", { y: { z: ["a"] } }, { x: { y: { z: "a" } } }, true],
    ["one element matches all of it", { y: ["a"], z: ["b"] }, { x: [{ y: "a", z: "b" }] }, true],
    [
        "not several elements together",
        { y: ["a"], z: ["b"] },
        { x: [{ y: "a" }, { z: "b" }] },
        false,
    ],
];

describe("eventPattern", () => {
    for (const [name, pattern, event, expected] of cases) {
        it(`decides ${name}`, () => {
            assert.equal(matches({ x: pattern }, event), expected);
        });
    }

    it("joins fields by and, $or alternatives by or", () => {
        const pattern = { a: ["1"], $or: [{ b: ["2"] }, { c: [{ numeric: [">", 2] }], d: ["4"] }] };
        assert.equal(matches(pattern, { a: "1", b: "2" }), true);
        assert.equal(matches(pattern, { a: "1", c: 3, d: "4" }), true);
        assert.equal(matches(pattern, { a: "1", c: 3 }), false);
        assert.equal(matches(pattern, { b: "2" }), false);
    });

    it("matches the job event of the S3 User Guide by its documented pattern", () => {
        const pattern = {
            source: ["aws.s3"],
            "detail-type": ["AWS Service Event via CloudTrail"],
            detail: {
                eventSource: ["s3.amazonaws.com"],
                eventName: ["JobStatusChanged"],
                serviceEventDetails: { status: ["Complete", "Failed", "Cancelled", "Suspended"] },
            },
        };
        const event = (status: string) => ({
            source: "aws.s3",
            "detail-type": "AWS Service Event via CloudTrail",
            detail: {
                eventSource: "s3.amazonaws.com",
                eventName: "JobStatusChanged",
                serviceEventDetails: { jobId: "j", status, failureCodes: [] },
            },
        });
        assert.equal(matches(pattern, event("Complete")), true);
        assert.equal(matches(pattern, event("Active")), false);
    });

    const refused: readonly (readonly [unknown, string])[] = [
        [{}, "pattern: must not be empty"],
        ["a", "pattern: must be a JSON object"],
        [{ x: "a" }, "x: must be a non-empty array or an object"],
        [{ x: [] }, "x: must be a non-empty array or an object"],
        [{ x: {} }, "x: must not be empty"],
        [{ x: { y: [{ prefix: 1 }] } }, "x.y[0].prefix: must be a non-empty string"],
        [{ x: [{ prefix: "a", suffix: "b" }] }, "x[0]: must have one operator, got 2"],
        [{ x: [{ exists: "yes" }] }, "x[0].exists: must be true or false"],
        [{ x: [{ wildcard: "a**b" }] }, 'x[0].wildcard: must not have two * in a row, got "a**b"'],
        [{ $or: [{ a: ["b"] }] }, ".$or: must be an array of at least two patterns"],
    ];
    for (const [pattern, problem] of refused) {
        it(`refuses ${JSON.stringify(pattern)}`, () => {
            assert.throws(() => eventPattern(pattern), {
                code: "InvalidEventPatternException",
                message: `Event pattern is not valid. Reason: ${problem}`,
            });
        });
    }

    it("refuses operators it does not know by name", () => {
        for (const operator of ["cidr", "prefx", "anything-but-prefix", "constructor"]) {
            assert.throws(
                () => eventPattern({ x: [{ [operator]: "10.0.0.0/8" }] }),
                new RegExp(`x\\[0\\]: operator "${operator}" is not known to the local AWS`),
            );
        }
    });

    it("agrees with a naive matcher on wildcards", () => {
        const text = fc.stringMatching(/^[ab.*+]{0,8}$/);
        const naive = (pattern: string, value: string): boolean => {
            if (pattern === "") return value === "";
            if (pattern.startsWith("*")) {
                return Array.from({ length: value.length + 1 }, (_, i) => i).some((i) =>
                    naive(pattern.slice(1), value.slice(i)),
                );
            }
            return (
                value !== "" && pattern[0] === value[0] && naive(pattern.slice(1), value.slice(1))
            );
        };
        fc.assert(
            fc.property(text, text, (wildcard, value) => {
                fc.pre(wildcard !== "" && !wildcard.includes("**"));
                assert.equal(matches({ x: [{ wildcard }] }, { x: value }), naive(wildcard, value));
            }),
        );
    });
});
