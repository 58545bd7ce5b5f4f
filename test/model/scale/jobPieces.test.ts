import assert from "node:assert/strict";
import fc from "fast-check";
import { jobPieces } from "../../../model/scale/jobPieces";
import { joinLimits, joinPlan } from "../../../model/scale/joinPlan";

describe("jobPieces", () => {
    it("keeps every piece with rows, in order, in groups of at most so many rows, and never one group too many", () => {
        const piece = fc.record({ rows: fc.nat(10), length: fc.nat(1000) });
        fc.assert(
            fc.property(fc.array(piece), fc.integer({ min: 10, max: 30 }), (pieces, maxRows) => {
                const groups = jobPieces(pieces, maxRows);
                assert.deepEqual(
                    groups.flat(),
                    pieces.filter(({ rows }) => rows > 0),
                );
                const rowsOf = (group: typeof pieces | undefined): number =>
                    (group ?? []).reduce((sum, { rows }) => sum + rows, 0);
                for (const [index, group] of groups.entries()) {
                    assert.ok(rowsOf([...group]) <= maxRows);
                    const next = groups[index + 1]?.[0];
                    if (next !== undefined) assert.ok(rowsOf([...group, next]) > maxRows);
                }
            }),
        );
    });

    it("begins another job before a join has more parts or bytes than S3 takes", () => {
        const many = Array.from({ length: 12_000 }, () => ({ rows: 1, length: 6 * 1024 * 1024 }));
        for (const group of jobPieces(many, 1e9)) joinPlan(group.map(({ length }) => length));
        assert.deepEqual(
            jobPieces(many, 1e9).map((group) => group.length),
            [10_000, 2_000],
        );
        const crumbs = Array.from({ length: 12_000 }, () => ({ rows: 1, length: 138 }));
        assert.equal(jobPieces(crumbs, 1e9).length, 1);
        const huge = Array.from({ length: 3 }, () => ({ rows: 1, length: 2 * 1024 ** 4 }));
        assert.deepEqual(
            jobPieces(huge, 10).map((group) => group.length),
            [2, 1],
        );
        assert.ok(2 * 2 * 1024 ** 4 <= joinLimits.maxObjectBytes);
    });
});
