import assert from "node:assert/strict";
import fc from "fast-check";
import { covers, overlap } from "../../../model/config/selectionOverlap";
import type { Selection } from "../../../model/config/types";

interface Thing {
    readonly key: string;
    readonly bytes: number;
    readonly storageClass: string;
    readonly ageDays: number;
    readonly locked: boolean;
}

/** The obvious meaning of a selection without globs, to compare with. */
const takes = (select: Selection, thing: Thing): boolean =>
    (select.prefixes.length === 0 || select.prefixes.some((each) => thing.key.startsWith(each))) &&
    (select.suffixes.length === 0 || select.suffixes.some((each) => thing.key.endsWith(each))) &&
    (select.storageClasses as readonly string[]).includes(thing.storageClass) &&
    thing.bytes >= select.minSizeBytes &&
    thing.bytes <= (select.maxSizeBytes ?? Infinity) &&
    thing.ageDays >= (select.olderThanDays ?? 0) &&
    (select.locked === "include" || !thing.locked);

const key = fc.stringMatching(/^[ab/]{1,4}$/);
const selection: fc.Arbitrary<Selection> = fc.record({
    prefixes: fc.array(key, { maxLength: 2 }),
    suffixes: fc.array(key, { maxLength: 2 }),
    include: fc.constant([]),
    exclude: fc.constant([]),
    olderThanDays: fc.option(fc.nat(4), { nil: undefined }),
    createdBefore: fc.constant(undefined),
    storageClasses: fc.subarray(["STANDARD", "STANDARD_IA", "GLACIER_IR"] as const, {
        minLength: 1,
    }),
    minSizeBytes: fc.nat(4),
    maxSizeBytes: fc.option(fc.integer({ min: 4, max: 8 }), { nil: undefined }),
    tags: fc.constant(undefined),
    versions: fc.constant("current" as const),
    replication: fc.constant(["NONE"] as const),
    locked: fc.constantFrom("skip" as const, "include" as const),
});
const thing: fc.Arbitrary<Thing> = fc.record({
    key: fc.stringMatching(/^[ab/]{1,6}$/),
    bytes: fc.nat(10),
    storageClass: fc.constantFrom("STANDARD", "STANDARD_IA", "GLACIER_IR"),
    ageDays: fc.nat(6),
    locked: fc.boolean(),
});

describe("selections", () => {
    it("overlap whenever one object is in both", () => {
        fc.assert(
            fc.property(
                selection,
                selection,
                fc.array(thing, { minLength: 20 }),
                (a, b, things) => {
                    const shared = things.some((each) => takes(a, each) && takes(b, each));
                    assert.ok(!shared || overlap(a, b));
                    assert.equal(overlap(a, b), overlap(b, a));
                },
            ),
            { numRuns: 500 },
        );
    });

    it("cover another only when each of its objects is in both", () => {
        fc.assert(
            fc.property(
                selection,
                selection,
                fc.array(thing, { minLength: 20 }),
                (a, b, things) => {
                    if (!covers(a, b)) return;
                    assert.ok(things.every((each) => !takes(b, each) || takes(a, each)));
                },
            ),
            { numRuns: 2000 },
        );
    });

    it("cover themselves", () => {
        fc.assert(fc.property(selection, (a) => covers(a, a)));
    });

    const base: Selection = {
        prefixes: ["a/"],
        suffixes: [],
        include: [],
        exclude: [],
        storageClasses: ["STANDARD"],
        minSizeBytes: 0,
        versions: "current",
        replication: ["NONE"],
        locked: "skip",
    };
    const pairs: readonly (readonly [string, Partial<Selection>, Partial<Selection>, boolean])[] = [
        ["the same prefix", {}, {}, true],
        ["a prefix within a prefix", {}, { prefixes: ["a/b/"] }, true],
        ["every key", { prefixes: [] }, {}, true],
        ["disjoint prefixes", {}, { prefixes: ["b/"] }, false],
        ["disjoint classes", {}, { storageClasses: ["GLACIER"] }, false],
        ["disjoint sizes", { maxSizeBytes: 9 }, { minSizeBytes: 10 }, false],
        ["touching sizes", { maxSizeBytes: 10 }, { minSizeBytes: 10 }, true],
        ["current and noncurrent", {}, { versions: "noncurrent" }, false],
        ["disjoint replication", {}, { replication: ["REPLICA"] }, false],
        ["disjoint heads of globs", { include: ["a/x/**"] }, { include: ["a/y/**"] }, false],
        ["globs that could meet", { include: ["a/*/x"] }, { include: ["a/y/**"] }, true],
        ["a glob without a head", { include: ["**/x"] }, { include: ["a/y/**"] }, true],
        ["different tags", { tags: { a: "1" } }, { tags: { a: "2" } }, true],
    ];
    for (const [title, a, b, expected] of pairs) {
        it(`${expected ? "overlap" : "do not overlap"} with ${title}`, () => {
            assert.equal(overlap({ ...base, ...a }, { ...base, ...b }), expected);
        });
    }

    /** For each condition: a pair where the first takes all that the second takes, and a pair where it does not. */
    const coverage: Readonly<
        Record<
            keyof Selection,
            readonly [outer: Partial<Selection>, inner: Partial<Selection>, expected: boolean][]
        >
    > = {
        prefixes: [
            [{ prefixes: [] }, {}, true],
            [{}, { prefixes: ["a/b/"] }, true],
            [{}, { prefixes: [] }, false],
            [{}, { prefixes: ["a/b/", "b/"] }, false],
        ],
        suffixes: [
            [{}, { suffixes: [".gz"] }, true],
            [{ suffixes: [".gz"] }, {}, false],
            [{ suffixes: [".gz"] }, { suffixes: [".gz", ".mov"] }, false],
        ],
        include: [
            [{}, { include: ["a/*"] }, true],
            [{ include: ["a/*", "a/b/*"] }, { include: ["a/*"] }, true],
            [{ include: ["a/*"] }, {}, false],
            [{ include: ["a/*"] }, { include: ["a/*", "a/**"] }, false],
        ],
        exclude: [
            [{}, { exclude: ["a/x"] }, true],
            [{ exclude: ["a/x"] }, { exclude: ["a/x", "a/y"] }, true],
            [{ exclude: ["a/x"] }, {}, false],
            [{ exclude: ["a/x"] }, { exclude: ["a/y"] }, false],
        ],
        olderThanDays: [
            [{ olderThanDays: 5 }, { olderThanDays: 5 }, true],
            [{ olderThanDays: 6 }, { olderThanDays: 5 }, false],
            [{ olderThanDays: 1 }, {}, false],
        ],
        createdBefore: [
            [{}, { createdBefore: "2024-01-01T00:00:00.000Z" }, true],
            [
                { createdBefore: "2024-01-01T00:00:00.000Z" },
                { createdBefore: "2024-01-01T00:00:00.000Z" },
                true,
            ],
            [
                { createdBefore: "2024-01-01T00:00:00.000Z" },
                { createdBefore: "2024-01-02T00:00:00.000Z" },
                false,
            ],
            [{ createdBefore: "2024-01-01T00:00:00.000Z" }, {}, false],
        ],
        storageClasses: [
            [{ storageClasses: ["STANDARD", "STANDARD_IA"] }, {}, true],
            [{}, { storageClasses: ["STANDARD", "STANDARD_IA"] }, false],
        ],
        minSizeBytes: [
            [{ minSizeBytes: 5 }, { minSizeBytes: 5 }, true],
            [{ minSizeBytes: 6 }, { minSizeBytes: 5 }, false],
        ],
        maxSizeBytes: [
            [{ maxSizeBytes: 5 }, { maxSizeBytes: 5 }, true],
            [{ maxSizeBytes: 5 }, { maxSizeBytes: 6 }, false],
            [{ maxSizeBytes: 5 }, {}, false],
        ],
        // The first tier takes what both select before its tags are read.
        tags: [
            [{ tags: { a: "1" } }, {}, true],
            [{}, { tags: { a: "1" } }, true],
        ],
        versions: [
            [{ versions: "noncurrent" }, { versions: "noncurrent" }, true],
            [{}, { versions: "noncurrent" }, false],
        ],
        replication: [
            [{ replication: ["NONE", "REPLICA"] }, {}, true],
            [{}, { replication: ["NONE", "REPLICA"] }, false],
        ],
        locked: [
            [{ locked: "include" }, {}, true],
            [{}, { locked: "include" }, false],
        ],
    };
    for (const [condition, pairsOf] of Object.entries(coverage)) {
        it(`cover another by ${condition} only when that is surely no wider`, () => {
            for (const [outer, inner, expected] of pairsOf)
                assert.equal(
                    covers({ ...base, ...outer }, { ...base, ...inner }),
                    expected,
                    JSON.stringify([outer, inner]),
                );
        });
    }
});
