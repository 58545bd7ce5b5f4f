import assert from "node:assert/strict";
import fc from "fast-check";
import {
    CannotJoin,
    joinedWith,
    joinPlan,
    nothingJoined,
    partsOf,
    type JoinLimits,
    type PieceRange,
} from "../../../model/scale/joinPlan";

/** Small numbers in the proportions of S3's. */
const limits: JoinLimits = {
    minPartBytes: 5,
    maxPartBytes: 20,
    maxParts: 1000,
    maxObjectBytes: 1e6,
};
const mib = 1024 * 1024;

const lengthOf = ({ start, end }: PieceRange): number => end - start;

describe("joinPlan", () => {
    it("has every byte of every piece once and in order, in parts that S3 takes", () => {
        const size = fc.oneof(fc.nat(4), fc.nat(12), fc.nat(90));
        fc.assert(
            fc.property(fc.array(size, { maxLength: 40 }), (sizes) => {
                const plan = joinPlan(sizes, limits);
                const parts =
                    plan.kind === "put"
                        ? [plan.ranges]
                        : plan.parts.map((part) =>
                              part.kind === "copy" ? [part.range] : part.ranges,
                          );
                const bytes = parts
                    .flat()
                    .flatMap(({ piece, start, end }) =>
                        Array.from({ length: end - start }, (_, i) => `${piece}:${start + i}`),
                    );
                const all = sizes.flatMap((length, piece) =>
                    Array.from({ length }, (_, i) => `${piece}:${i}`),
                );
                assert.deepEqual(bytes, all);
                for (const range of parts.flat()) assert.ok(lengthOf(range) > 0);
                const partSizes = parts.map((ranges) =>
                    ranges.reduce((sum, range) => sum + lengthOf(range), 0),
                );
                if (plan.kind === "put") {
                    assert.ok((partSizes[0] ?? 0) < limits.minPartBytes);
                    return;
                }
                for (const [index, part] of plan.parts.entries()) {
                    const length = partSizes[index] ?? 0;
                    if (index < plan.parts.length - 1) assert.ok(length >= limits.minPartBytes);
                    assert.ok(length <= limits.maxPartBytes);
                    // What passes through us is never much.
                    if (part.kind === "upload") assert.ok(length < 2 * limits.minPartBytes);
                }
                const extra = sizes.reduce((sum, s) => sum + Math.ceil(s / limits.maxPartBytes), 0);
                assert.ok(plan.parts.length <= extra + 1);
            }),
            { numRuns: 2000 },
        );
    });

    it("copies a large piece in one part and lets a small one take the head of the next", () => {
        assert.deepEqual(joinPlan([100 * mib, 2 * mib, 50 * mib]), {
            kind: "multipart",
            parts: [
                { kind: "copy", range: { piece: 0, start: 0, end: 100 * mib } },
                {
                    kind: "upload",
                    ranges: [
                        { piece: 1, start: 0, end: 2 * mib },
                        { piece: 2, start: 0, end: 3 * mib },
                    ],
                },
                { kind: "copy", range: { piece: 2, start: 3 * mib, end: 50 * mib } },
            ],
        });
    });

    it("puts what is less than a part in one go", () => {
        assert.deepEqual(joinPlan([3, 0, 4]), {
            kind: "put",
            ranges: [
                { piece: 0, start: 0, end: 3 },
                { piece: 2, start: 0, end: 4 },
            ],
        });
    });

    it("cuts what is too large for one part evenly, so that no rest is too small", () => {
        const plan = joinPlan([41], limits);
        assert.deepEqual(
            plan.kind === "multipart" &&
                plan.parts.map((p) => p.kind === "copy" && lengthOf(p.range)),
            [13, 14, 14],
        );
    });

    it("refuses what no object can be", () => {
        assert.throws(() => joinPlan([7e5, 7e5], limits), CannotJoin);
        assert.throws(
            () => joinPlan(Array<number>(11).fill(5), { ...limits, maxParts: 10 }),
            new CannotJoin("at most 10 parts make one object, got 11"),
        );
    });

    it("joins 10,000 pieces of any size", () => {
        for (const size of [1, 4 * mib, 5 * mib, 400 * mib]) {
            const plan = joinPlan(Array<number>(10_000).fill(size));
            assert.ok(plan.kind === "put" || plan.parts.length <= 10_000, `${size}`);
        }
    });

    it("counts the parts of pieces as they come", () => {
        const limits = { minPartBytes: 10, maxPartBytes: 50, maxParts: 1e6, maxObjectBytes: 1e9 };
        fc.assert(
            fc.property(
                fc.array(fc.oneof(fc.nat(12), fc.nat(200)), { minLength: 1, maxLength: 40 }),
                (sizes) => {
                    const counted = sizes.reduce(
                        (so, size) => joinedWith(so, size, limits),
                        nothingJoined,
                    );
                    const plan = joinPlan(sizes, limits);
                    const parts =
                        plan.kind === "put" ? Math.min(1, plan.ranges.length) : plan.parts.length;
                    assert.equal(partsOf(counted), parts);
                },
            ),
            { numRuns: 2000 },
        );
    });
});
