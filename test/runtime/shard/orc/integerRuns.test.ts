import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { exactRunV1, exactRunV2 } from "../../../../runtime/shard/orc/exactRuns";
import { IntegerRuns, type RunVersion } from "../../../../runtime/shard/orc/integerRuns";
import { OrcProblem } from "../../../../runtime/shard/orc/orcProblem";
import { literalsV1 } from "./plainRuns";
import { streamOf } from "./streamOf";

interface Read {
    readonly values: readonly bigint[];
    /** What ended it before the stream's end. */
    readonly problem: string | undefined;
}

/** All values, those beyond 2^53 as well, by `step` at a time. */
function readAll(
    bytes: Uint8Array,
    version: RunVersion,
    signed: boolean,
    step: number,
    chunk?: number,
): Read {
    const runs = new IntegerRuns(streamOf(bytes, chunk), version, signed);
    const values: bigint[] = [];
    const out = new Float64Array(step);
    try {
        while (runs.hasMore()) {
            const exact = new Map<number, bigint>();
            runs.read(out, step, exact);
            values.push(...Array.from(out, (value, index) => exact.get(index) ?? BigInt(value)));
        }
    } catch (error) {
        if (!(error instanceof OrcProblem)) throw error;
        return { values, problem: error.message };
    }
    return { values, problem: undefined };
}

function readExact(bytes: Uint8Array, version: RunVersion, signed: boolean): Read {
    const stream = streamOf(bytes);
    const values: bigint[] = [];
    try {
        while (stream.hasMore())
            values.push(...(version === 1 ? exactRunV1 : exactRunV2)(stream, signed));
    } catch (error) {
        if (!(error instanceof OrcProblem)) throw error;
        return { values, problem: error.message };
    }
    return { values, problem: undefined };
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
const numbers = ({ values, problem }: Read): readonly number[] => {
    assert.equal(problem, undefined);
    return values.map(Number);
};

describe("integer runs", () => {
    // ORC specification v1, "Run Length Encoding".
    const vectors: readonly (readonly [string, RunVersion, boolean, string, readonly number[]])[] =
        [
            ["a run of one value", 1, false, "61 00 07", Array<number>(100).fill(7)],
            ["a falling run", 1, false, "61 ff 64", Array.from({ length: 100 }, (_, i) => 100 - i)],
            ["literals", 1, false, "fb 02 03 06 07 0b", [2, 3, 6, 7, 11]],
            ["a short repeat", 2, false, "0a 27 10", Array<number>(5).fill(10000)],
            [
                "direct values",
                2,
                false,
                "5e 03 5c a1 ab 1e de ad be ef",
                [23713, 43806, 57005, 48879],
            ],
            [
                "a patched base",
                2,
                false,
                "8e 13 2b 21 07 d0 1e 00 14 70 28 32 3c 46 50 5a 64 6e 78 82 8c 96 a0 aa b4 be fc e8",
                [
                    ...[2030, 2000, 2020, 1000000, 2040, 2050, 2060, 2070, 2080, 2090, 2100],
                    ...[2110, 2120, 2130, 2140, 2150, 2160, 2170, 2180, 2190],
                ],
            ],
            ["deltas", 2, false, "c6 09 02 02 22 42 42 46", [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]],
        ];
    for (const [name, version, signed, bytes, expected] of vectors)
        it(`have ${name} as the specification shows it`, () => {
            assert.deepEqual(numbers(readAll(hex(bytes), version, signed, 1)), expected);
            assert.deepEqual(numbers(readExact(hex(bytes), version, signed)), expected);
        });

    it("take signed values, below zero and falling", () => {
        assert.deepEqual(numbers(readAll(hex("00 7f"), 2, true, 1)), [-64, -64, -64]);
        assert.deepEqual(numbers(readAll(hex("46 02 01 20"), 2, true, 1)), [0, -1, 1]);
        // Base 10, step -2, then -1 and -3 in 2 bits.
        assert.deepEqual(numbers(readAll(hex("c2 03 14 03 70"), 2, true, 1)), [10, 8, 7, 4]);
        assert.deepEqual(numbers(readAll(hex("00 fe 06"), 1, true, 1)), [3, 1, -1]);
    });

    it("follow gaps of more than 255 to the value they patch", () => {
        // 300 values of one bit; patch entries of 8 + 8 bits: (255, 0), then (44, 1): value 299 gets 1 << 1.
        const packed = new Uint8Array(38);
        const bytes = Buffer.concat([hex("81 2b 07 e2 05"), packed, hex("ff 00 2c 01")]);
        const expected = Array<number>(300).fill(5);
        expected[299] = 7;
        assert.deepEqual(numbers(readAll(bytes, 2, false, 300)), expected);
        assert.deepEqual(numbers(readExact(bytes, 2, false)), expected);
    });

    it("take a patched base below zero, which is sign and magnitude", () => {
        const bytes = hex("8e 01 00 20 83 05 0a");
        assert.deepEqual(readExact(bytes, 2, true).problem, undefined);
        assert.deepEqual(numbers(readAll(bytes, 2, true, 1)), [2, 7]);
    });

    it("hold 64 bits exactly", () => {
        const values = [
            2n ** 53n - 1n,
            2n ** 53n,
            2n ** 53n + 1n,
            -(2n ** 63n),
            2n ** 63n - 1n,
            -(2n ** 53n) - 1n,
        ];
        const read = readAll(literalsV1(values, true), 1, true, 1);
        assert.deepEqual(read, { values, problem: undefined });
    });

    it("go beyond 2^53 in a fixed step without losing a unit", () => {
        // Base 2^48 - 1 and a step of 2^48 - 1, each a varint of 7 bytes; 512 values.
        const bytes = hex("c1 ff fe ff ff ff ff ff 7f fe ff ff ff ff ff 7f");
        const read = readAll(bytes, 2, true, 1);
        assert.deepEqual(
            read.values,
            Array.from({ length: 512 }, (_, index) => (2n ** 48n - 1n) * BigInt(index + 1)),
        );
    });

    it("end in a problem, whatever is cut off", () => {
        for (const [name, version, signed, text] of vectors) {
            const bytes = hex(text);
            for (let length = 1; length < bytes.length; length++) {
                const { problem } = readAll(bytes.subarray(0, length), version, signed, 1);
                assert.match(problem ?? "", /^DATA stream must have/, `${name} of ${length}`);
            }
        }
    });

    it("refuse a number without an end", () => {
        const endless = Buffer.alloc(1000, 0xff);
        assert.equal(
            readAll(endless, 1, true, 1).problem,
            "DATA stream must have numbers of at most 10 bytes, got a longer one",
        );
    });

    it("refuse a patch beyond the run, and two of one value", () => {
        assert.equal(
            readAll(hex("80 01 00 22 05 00 fc"), 2, false, 1).problem,
            "DATA stream must patch one of the 2 values of a run, got number 4",
        );
        assert.equal(
            readAll(hex("80 01 00 22 05 00 64"), 2, false, 1).problem,
            "DATA stream must patch a value once, got twice",
        );
    });

    for (const version of [1, 2] as const)
        it(`of version ${version} are the reference's for any bytes, steps and block borders`, () => {
            fc.assert(
                fc.property(
                    fc.uint8Array({ minLength: 1, maxLength: 3000 }),
                    fc.boolean(),
                    fc.constantFrom(1, 2, 3, 7, 64, 1000, 5000),
                    (bytes, signed, chunk) => {
                        const expected = readExact(bytes, version, signed);
                        assert.deepEqual(readAll(bytes, version, signed, 1, chunk), expected);
                    },
                ),
                { numRuns: 1500 },
            );
        });

    it("of version 2 are the reference's for every kind and width", () => {
        let compared = 0;
        for (let kind = 1; kind < 4; kind++)
            for (let code = 0; code < 32; code++)
                for (const count of [2, 3, 9, 300, 511])
                    for (const third of [0, 0x2b, 0x5f, 0xbf])
                        for (const signed of [false, true]) {
                            const first = (kind << 6) | (code << 1) | (count >> 8);
                            const head = Buffer.of(first, count & 255, third, 0x42);
                            const bytes = Buffer.concat([head, filler(code * 31 + count)]);
                            const expected = firstRun(bytes, signed);
                            const runs = new IntegerRuns(streamOf(bytes, 100), 2, signed);
                            if (typeof expected === "string") {
                                assert.throws(
                                    () => {
                                        runs.read(new Float64Array(1), 1);
                                    },
                                    { message: expected },
                                );
                                continue;
                            }
                            const out = new Float64Array(expected.length);
                            const exact = new Map<number, bigint>();
                            runs.read(out, expected.length, exact);
                            assert.deepEqual(
                                Array.from(out, (value, at) => exact.get(at) ?? BigInt(value)),
                                expected,
                            );
                            compared += expected.length;
                        }
        assert.ok(compared > 400_000, `${compared} values`);
    });
});

/** The values, or what is wrong. */
function firstRun(bytes: Uint8Array, signed: boolean): readonly bigint[] | string {
    try {
        return exactRunV2(streamOf(bytes), signed);
    } catch (error) {
        if (error instanceof OrcProblem) return error.message;
        throw error;
    }
}

/** Bytes of all kinds, the same for the same seed; no varint in them is endless. */
function filler(seed: number): Buffer {
    const bytes = Buffer.alloc(5000);
    let state = seed;
    for (let at = 0; at < bytes.length; at++) {
        state = (state * 1103515245 + 12345) % 2147483648;
        bytes[at] = at < 24 && at % 3 === 0 ? (state >> 16) & 0x7f : state >> 16;
    }
    return bytes;
}
