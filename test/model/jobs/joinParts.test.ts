import assert from "node:assert/strict";
import fc from "fast-check";
import { identityTableBytes } from "../../../model/jobs/identityTable";
import { joinParts } from "../../../model/jobs/joinParts";
import { batchRowLimit, verifiableRowsPerJob } from "../../../model/scale/scaleOut";

describe("joinParts", () => {
    it("takes all rows at once up to what fits, with room for no more", () => {
        assert.deepEqual(joinParts(0), { parts: 1, room: 0 });
        assert.deepEqual(joinParts(5), { parts: 1, room: 5 });
        assert.deepEqual(joinParts(verifiableRowsPerJob), { parts: 1, room: verifiableRowsPerJob });
    });
    it("gives each of several parts its share and eight standard deviations", () => {
        assert.deepEqual(joinParts(verifiableRowsPerJob + 1), { parts: 2, room: 16_032_001 });
        assert.deepEqual(joinParts(10, 4), { parts: 3, room: 10 });
        assert.deepEqual(joinParts(20_000, 4_000), { parts: 5, room: 4_506 });
    });
    it("needs at most 1.2 GB for a job of any size that Batch Operations takes", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: batchRowLimit }), (rows) => {
                const { parts, room } = joinParts(rows);
                assert.ok(room >= rows / parts);
                assert.ok(identityTableBytes(room) <= 1_200_000_000, String(room));
            }),
        );
    });
});
