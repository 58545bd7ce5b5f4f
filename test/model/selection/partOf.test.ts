import assert from "node:assert/strict";
import fc from "fast-check";
import { tierRoleKinds } from "../../../model/config/tierRoleKinds";
import type { Selection, TierAction } from "../../../model/config/types";
import { partOf, tierParts } from "../../../model/selection/partOf";
import { tierRule } from "../../../model/selection/tierRule";
import { maxCopyBytes } from "../../../model/storageClass";

const open: Selection = {
    prefixes: [],
    suffixes: [],
    include: [],
    exclude: [],
    storageClasses: ["STANDARD"],
    minSizeBytes: 0,
    versions: "current",
    replication: ["NONE"],
    locked: "include",
};
const copy: TierAction = { kind: "changeClass", storageClass: "GLACIER_IR", mechanism: "copy" };
const mark: TierAction = { ...copy, mechanism: "mark" };
const lifecycle: TierAction = { ...copy, mechanism: "lifecycle" };
const vault: TierAction = { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE" };
const invoke: TierAction = { kind: "invoke", functionArn: "arn:aws:lambda:::x:1", arguments: {} };

const size = fc.oneof(
    fc.nat(maxCopyBytes * 2),
    fc.constantFrom(0, maxCopyBytes - 1, maxCopyBytes, maxCopyBytes + 1),
);
const tier = fc.record({
    action: fc.constantFrom(copy, mark, vault, invoke),
    select: fc
        .record({
            minSizeBytes: size,
            maxSizeBytes: fc.option(size, { nil: undefined }),
            tags: fc.constantFrom(undefined, {}, { a: "1" }),
        })
        .map((some): Selection => ({ ...open, ...some })),
});

const selects = (select: Selection, bytes: number): boolean =>
    tierRule(
        { name: "t", select },
        1000,
    )({
        bucket: "b",
        key: "k",
        size: bytes,
        lastModified: 0,
        storageClass: "STANDARD",
    }) === undefined;

describe("partOf", () => {
    it("gives every object that the tier selects a part whose roles the tier has", () => {
        fc.assert(
            fc.property(tier, size, (each, bytes) => {
                fc.pre(selects(each.select, bytes));
                const part = partOf(each, bytes);
                assert.ok(tierParts(each).includes(part));
                const roles = tierRoleKinds(each);
                if (part === "copy") assert.ok(roles.includes("copy"));
                else {
                    assert.ok(roles.includes("invoke"));
                    assert.equal(roles.includes("task"), each.action.kind !== "invoke");
                }
            }),
            { numRuns: 1000 },
        );
    });

    it("has no part, and so no role, that no size of object would need", () => {
        const sizes = [0, maxCopyBytes, maxCopyBytes + 1, maxCopyBytes * 4];
        fc.assert(
            fc.property(tier, (each) => {
                const { minSizeBytes, maxSizeBytes } = each.select;
                const used = [...sizes, minSizeBytes, maxSizeBytes ?? 0]
                    .filter((bytes) => selects(each.select, bytes))
                    .map((bytes) => partOf(each, bytes));
                // A selection whose sizes contradict each other is refused before it gets here.
                fc.pre(used.length > 0);
                assert.deepEqual([...new Set(used)].sort(), [...tierParts(each)].sort());
            }),
            { numRuns: 1000 },
        );
    });

    for (const [what, action, select, parts] of [
        ["a copy", copy, {}, ["copy", "task"]],
        ["a copy of what fits", copy, { maxSizeBytes: maxCopyBytes }, ["copy"]],
        ["a copy of what never fits", copy, { minSizeBytes: maxCopyBytes + 1 }, ["task"]],
        ["a copy by tags", copy, { tags: { a: "1" } }, ["task"]],
        ["a copy by no tags", copy, { tags: {} }, ["copy", "task"]],
        ["a copy to a vault", vault, {}, ["copy", "task"]],
        ["a copy to a vault by tags", vault, { tags: { a: "1" } }, ["task"]],
        ["a mark", mark, { maxSizeBytes: 1 }, ["task"]],
        ["a team's function", invoke, { maxSizeBytes: 1 }, ["task"]],
        ["a lifecycle rule", lifecycle, {}, []],
    ] as const) {
        it(`makes of ${what}: ${parts.join(" and ") || "nothing"}`, () => {
            assert.deepEqual(tierParts({ action, select: { ...open, ...select } }), parts);
        });
    }

    it("copies what one CopyObject takes and leaves what is larger to the task function", () => {
        const each = { action: copy, select: open };
        assert.equal(partOf(each, maxCopyBytes), "copy");
        assert.equal(partOf(each, maxCopyBytes + 1), "task");
    });

    it("refuses an object that the tier cannot have selected", () => {
        assert.throws(
            () =>
                partOf(
                    { action: copy, select: { ...open, maxSizeBytes: maxCopyBytes } },
                    maxCopyBytes + 1,
                ),
            {
                message:
                    `a tier with the parts [copy] must not have selected an object of ${maxCopyBytes + 1} bytes, ` +
                    "which needs the part task; select by the tier's own rule",
            },
        );
    });
});
