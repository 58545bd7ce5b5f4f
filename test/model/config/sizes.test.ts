import assert from "node:assert/strict";
import fc from "fast-check";
import {
    count,
    durationHours,
    sizeBytes,
    sizePattern,
    sizeText,
} from "../../../model/config/sizes";

describe("sizes", () => {
    const sizes: readonly (readonly [string | number, number | undefined])[] = [
        ["256 KiB", 262_144],
        ["256KiB", 262_144],
        ["5 GB", 5_000_000_000],
        ["1.5 MiB", 1_572_864],
        ["1_000", 1000],
        ["0", 0],
        [4096, 4096],
        ["2 PiB", 2_251_799_813_685_248],
        ["9 PiB", undefined],
        ["1.3 B", undefined],
        ["5 gb", undefined],
        ["GB", undefined],
        ["-1", undefined],
        ["1 KiB ", undefined],
        [1.5, undefined],
        [-1, undefined],
    ];
    for (const [text, bytes] of sizes) {
        it(`reads ${JSON.stringify(text)} as ${String(bytes)}`, () => {
            assert.equal(sizeBytes(text), bytes);
        });
    }

    it("reads nothing that the schema's pattern refuses", () => {
        fc.assert(
            fc.property(fc.stringMatching(/^[0-9_.KMiB ]{0,8}$/), (text) => {
                assert.ok(sizeBytes(text) === undefined || new RegExp(sizePattern).test(text));
            }),
        );
    });

    it("shows sizes in a form that means the same", () => {
        fc.assert(
            fc.property(fc.nat(1_000_000), fc.integer({ min: 0, max: 3 }), (n, power) => {
                const bytes = n * 1024 ** power;
                assert.equal(sizeBytes(sizeText(bytes).replace(" bytes", "")), bytes);
            }),
        );
    });

    it("reads counts with groups and nothing else", () => {
        assert.deepEqual(["5_000_000", "0", 12, "5.0", "_5", "1e3", ""].map(count), [
            5_000_000,
            0,
            12,
            undefined,
            undefined,
            undefined,
            undefined,
        ]);
    });

    it("reads durations in hours", () => {
        assert.deepEqual(
            ["36 hours", "1 hour", "3 days", "0 days", "3 d", "1.5 days"].map(durationHours),
            [36, 1, 72, undefined, undefined, undefined],
        );
    });
});
