import * as assert from "node:assert/strict";
import { deflateRawSync, zstdCompressSync } from "node:zlib";
import { snappyCompress } from "hysnappy";
import { blockCodec } from "../../../../runtime/shard/orc/blockCodec";

const plain = Buffer.from("a block of an ORC stream ".repeat(40));
const codecs: readonly (readonly [string, number, (bytes: Buffer) => Uint8Array])[] = [
    ["ZLIB", 1, deflateRawSync],
    ["SNAPPY", 2, snappyCompress],
    ["ZSTD", 5, zstdCompressSync],
];

describe("blockCodec", () => {
    for (const [name, kind, compress] of codecs) {
        const packed = compress(plain);

        it(`inflates a block of ${name} that is as large as blocks may be`, () => {
            const codec = blockCodec(kind, plain.length);
            assert.equal(codec.name, name);
            assert.deepEqual(Buffer.from(codec.inflate?.(packed) ?? []), plain);
        });

        it(`refuses a block of ${name} that is larger, cut off, or something else`, () => {
            const isProblem = { name: "OrcProblem", message: new RegExp(`^must be (a )?${name} `) };
            assert.throws(() => blockCodec(kind, plain.length - 1).inflate?.(packed), isProblem);
            const { inflate } = blockCodec(kind, 4096);
            for (let length = 0; length < packed.length; length++)
                assert.throws(() => inflate?.(packed.subarray(0, length)), isProblem);
            assert.throws(() => inflate?.(Buffer.alloc(100, 0xff)), isProblem);
        });
    }

    it("leaves streams alone that are not compressed, and refuses other codecs by name", () => {
        assert.equal(blockCodec(0).inflate, undefined);
        assert.throws(() => blockCodec(4), {
            message: "postscript: compression must be one of NONE, ZLIB, SNAPPY, ZSTD, got LZ4",
        });
    });
});
