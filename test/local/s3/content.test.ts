import assert from "node:assert/strict";
import fc from "fast-check";
import {
    bodyOf,
    chunks,
    contentOf,
    join,
    materialise,
    md5Of,
    slice,
    type Content,
} from "../../../local/s3/content";

const body = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => ({ bytes: Buffer.from(bytes) })),
    fc.record({
        syntheticLength: fc.integer({ min: 0, max: 9000 }),
        seed: fc.constantFrom("a", "b"),
    }),
    fc.record({ syntheticLength: fc.integer({ min: 0, max: 90 }) }),
);

const bytesOf = (content: Content): Buffer => Buffer.concat([...chunks(content)]);

describe("content", () => {
    it("slices to the bytes of the slice, whatever it is made of", () => {
        fc.assert(
            fc.property(fc.array(body, { maxLength: 4 }), fc.nat(), fc.nat(), (bodies, a, b) => {
                const content = join(bodies.map(contentOf));
                fc.pre(content.length > 0);
                const start = Math.min(a % content.length, b % content.length);
                const end = Math.max(a % content.length, b % content.length);
                const cut = slice(content, start, end);
                assert.equal(cut.length, end - start + 1);
                assert.deepEqual(bytesOf(cut), bytesOf(content).subarray(start, end + 1));
            }),
        );
    });

    it("joins the ranges of a synthetic object to the object itself", () => {
        const whole = contentOf({ syntheticLength: 6e9, seed: "big" });
        const parts = [
            slice(whole, 0, 1_999_999_999),
            slice(whole, 2e9, 4_999_999_999),
            slice(whole, 5e9, 5_999_999_999),
        ];
        assert.deepEqual(join(parts), whole);
        assert.equal(md5Of(join(parts)), md5Of(whole));
        assert.deepEqual(bodyOf(join(parts)), { syntheticLength: 6e9, seed: "big" });
    });

    it("describes different synthetic contents by different digests", () => {
        const digests = [
            { syntheticLength: 5, seed: "a" },
            { syntheticLength: 6, seed: "a" },
            { syntheticLength: 5, seed: "b" },
            { syntheticLength: 5 },
        ].map((one) => md5Of(contentOf(one)));
        assert.equal(new Set(digests).size, 4);
    });

    it("refuses to hold more than 1 GiB in memory at once", () => {
        assert.throws(
            () => materialise(contentOf({ syntheticLength: 2 ** 30 + 1 })),
            /1073741825 bytes cannot be held in memory/,
        );
    });
});
