import assert from "node:assert/strict";
import fc from "fast-check";
import { SeededIds } from "../../../local/core/seededIds";

describe("SeededIds", () => {
    it("gives the same ids for the same seed and others for another", () => {
        const all = (seed: number): unknown[] => {
            const ids = new SeededIds(seed);
            return [
                ids.hex(8),
                ids.uuid(),
                ids.versionId(),
                ids.requestId(),
                ids.random(),
                ids.bytes(4),
            ];
        };
        assert.deepEqual(all(7), all(7));
        const [first, second] = [all(7), all(8)];
        first.forEach((id, i) => {
            assert.notDeepEqual(id, second[i]);
        });
    });

    it("does not let one kind of id change another", () => {
        const [plain, busy] = [new SeededIds(1), new SeededIds(1)];
        for (let i = 0; i < 10; i++) busy.requestId();
        assert.equal(busy.versionId(), plain.versionId());
    });

    it("looks like AWS's ids", () => {
        fc.assert(
            fc.property(fc.integer(), (seed) => {
                const ids = new SeededIds(seed);
                assert.match(
                    ids.uuid(),
                    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
                );
                assert.match(ids.versionId(), /^[A-Za-z0-9._]{32}$/);
                assert.match(ids.requestId(), /^[A-Z0-9]{16}$/);
                assert.match(ids.hex(40), /^[0-9a-f]{40}$/);
                assert.equal(ids.bytes(5).length, 5);
                const x = ids.random();
                assert.ok(x >= 0 && x < 1);
            }),
        );
    });

    it("does not repeat itself over twenty thousand version ids", () => {
        const ids = new SeededIds(3);
        const seen = new Set(Array.from({ length: 20_000 }, () => ids.versionId()));
        assert.equal(seen.size, 20_000);
    });
});
