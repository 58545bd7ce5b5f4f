import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { BooleanRuns } from "../../../../runtime/shard/orc/booleanRuns";
import { ByteRuns } from "../../../../runtime/shard/orc/byteRuns";
import { literalBits, literalBytes } from "./plainRuns";
import { streamOf } from "./streamOf";

const bytesOf = (text: string, count: number): number[] => {
    const out = new Uint8Array(count);
    const runs = new ByteRuns(streamOf(Buffer.from(text, "hex")));
    runs.read(out, count);
    assert.equal(runs.hasMore(), false);
    return [...out];
};

describe("byte runs", () => {
    it("are as the specification shows them", () => {
        assert.deepEqual(bytesOf("6100", 100), Array<number>(100).fill(0));
        assert.deepEqual(bytesOf("fe4445", 2), [0x44, 0x45]);
    });

    it("come in any portions, from blocks of any size", () => {
        fc.assert(
            fc.property(
                fc.array(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 128 }), fc.nat(127)), {
                    minLength: 1,
                    maxLength: 20,
                }),
                fc.integer({ min: 1, max: 300 }),
                fc.constantFrom(1, 2, 5, 1000),
                (parts, step, chunk) => {
                    const encoded = parts.map((part) =>
                        typeof part === "number" ? Buffer.of(part, 7) : literalBytes(part),
                    );
                    const expected = parts.flatMap((part) =>
                        typeof part === "number" ? Array<number>(part + 3).fill(7) : [...part],
                    );
                    const runs = new ByteRuns(streamOf(Buffer.concat(encoded), chunk));
                    const read: number[] = [];
                    while (read.length < expected.length) {
                        const portion = Math.min(step, expected.length - read.length);
                        const out = new Uint8Array(portion);
                        runs.read(out, portion);
                        read.push(...out);
                    }
                    assert.deepEqual(read, expected);
                    assert.equal(runs.hasMore(), false);
                    assert.throws(
                        () => {
                            runs.read(new Uint8Array(1), 1);
                        },
                        { message: "DATA stream must have a value for every row, got fewer" },
                    );
                },
            ),
        );
    });
});

describe("boolean runs", () => {
    it("are as the specification shows them", () => {
        const out = new Uint8Array(8);
        const ones = new BooleanRuns(streamOf(Buffer.of(0xff, 0x80))).read(out, 8);
        assert.deepEqual([ones, ...out], [1, 1, 0, 0, 0, 0, 0, 0, 0]);
    });

    it("come in any portions and end with the last whole byte", () => {
        fc.assert(
            fc.property(
                fc.array(fc.boolean(), { minLength: 1, maxLength: 700 }),
                fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1 }),
                (bits, portions) => {
                    const runs = new BooleanRuns(streamOf(literalBits(bits), 3));
                    const read: number[] = [];
                    let ones = 0;
                    for (let turn = 0; read.length < bits.length; turn++) {
                        const wanted = (portions[turn % portions.length] ?? 0) + (turn % 3);
                        const portion = Math.min(wanted, bits.length - read.length);
                        const out = new Uint8Array(portion);
                        ones += runs.read(out, portion);
                        read.push(...out);
                    }
                    assert.deepEqual(read, bits.map(Number));
                    assert.equal(ones, bits.filter(Boolean).length);
                    assert.equal(runs.hasMore(), false);
                },
            ),
        );
    });
});
