import assert from "node:assert/strict";
import fc from "fast-check";
import { copyParts } from "../../../model/jobs/copyParts";

const tebibyte = 1024 ** 4;

describe("copyParts", () => {
    it("covers every byte exactly once within the limits of S3", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 48 * tebibyte }), (size) => {
                const parts = copyParts(size);
                assert.ok(parts.length <= 10_000);
                let next = 0;
                for (const [index, part] of parts.entries()) {
                    assert.equal(part.number, index + 1);
                    assert.equal(part.firstByte, next);
                    const bytes = part.lastByte - part.firstByte + 1;
                    assert.ok(bytes >= 1 && bytes <= 5 * 1024 ** 3);
                    if (part.number < parts.length) assert.ok(bytes >= 64 * 1024 ** 2);
                    next = part.lastByte + 1;
                }
                assert.equal(next, size);
            }),
            { numRuns: 50 },
        );
    });
    it("splits 6 GB into parts of 64 MiB", () => {
        const parts = copyParts(6_000_000_000);
        assert.equal(parts.length, 90);
        assert.deepEqual(parts[0], { number: 1, firstByte: 0, lastByte: 67_108_863 });
        assert.deepEqual(parts[89], {
            number: 90,
            firstByte: 5_972_688_896,
            lastByte: 5_999_999_999,
        });
    });
    it("refuses a size that no upload can have", () => {
        for (const size of [0, -1, 1.5, 60 * tebibyte])
            assert.throws(() => copyParts(size), RangeError);
    });
});
