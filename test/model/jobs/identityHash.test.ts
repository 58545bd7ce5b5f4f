import assert from "node:assert/strict";
import fc from "fast-check";
import { IdentityHash } from "../../../model/jobs/identityHash";
import { rowIdentity } from "../../../model/jobs/rowIdentity";

const numbers = (...bytes: number[]): Buffer => Buffer.from(bytes);
const counting = Buffer.from(Array.from({ length: 16 }, (_, index) => index));

function result(hash: IdentityHash): Buffer {
    const bytes = Buffer.alloc(16);
    [hash.first, hash.second, hash.third, hash.fourth].forEach((word, index) =>
        bytes.writeInt32LE(word, 4 * index),
    );
    return bytes;
}

describe("IdentityHash", () => {
    // vectors_hsip64 of the reference implementation, github.com/veorq/SipHash: key 0 to 7, message 0, 1, 2, ...
    for (const [length, expected] of [
        [0, numbers(0x21, 0x8d, 0x1f, 0x59, 0xb9, 0xb8, 0x3c, 0xc8)],
        [1, numbers(0xbe, 0x55, 0x24, 0x12, 0xf8, 0x38, 0x73, 0x15)],
    ] as const)
        it(`is HalfSipHash-2-4 of ${length} bytes`, () => {
            const hash = new IdentityHash(counting);
            hash.ofText(Buffer.from(counting.subarray(0, length)).toString("latin1"));
            assert.deepEqual(result(hash).subarray(0, 8), expected);
        });
    it("has a second half under a key of its own", () => {
        const hash = new IdentityHash(
            Buffer.concat([counting.subarray(0, 8), counting.subarray(0, 8)]),
        );
        hash.ofText("abc");
        assert.deepEqual(result(hash).subarray(0, 8), result(hash).subarray(8));
        const other = new IdentityHash(counting);
        other.ofText("abc");
        assert.deepEqual(result(other).subarray(0, 8), result(hash).subarray(0, 8));
        assert.notDeepEqual(result(other).subarray(8), result(hash).subarray(8));
    });
    it("differs between two joins", () => {
        const [first, second] = [new IdentityHash(), new IdentityHash()];
        first.ofText("a");
        second.ofText("a");
        assert.notDeepEqual(result(first), result(second));
    });
    it("is the same of columns as of the identity's text, or wants the text", () => {
        const key = fc
            .array(
                fc.constantFrom(
                    "a",
                    "Z",
                    "/",
                    "+",
                    "%20",
                    "%2B",
                    "%2b",
                    "%7E",
                    "%0A",
                    "%",
                    "%4",
                    "%G0",
                    "%C3%A9",
                    "%FF",
                ),
                { maxLength: 12 },
            )
            .map((parts) => parts.join(""));
        const version = fc.constantFrom(
            "",
            "null",
            "nul",
            "nulL",
            "3HL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY",
        );
        const bucket = fc.constantFrom("src", "a-longer.bucket");
        let fromColumns = 0;
        fc.assert(
            fc.property(bucket, key, version, fc.nat(9), (name, encoded, versionId, margin) => {
                const source = Buffer.from(
                    `${"x".repeat(margin)}${name},${encoded},${versionId},%41`,
                );
                const bucketEnd = margin + name.length;
                const keyEnd = bucketEnd + 1 + encoded.length;
                const hash = new IdentityHash(counting);
                const versionEnd = keyEnd + 1 + versionId.length;
                const isDone = hash.ofColumns(
                    source,
                    margin,
                    bucketEnd,
                    bucketEnd + 1,
                    keyEnd,
                    keyEnd + 1,
                    versionEnd,
                );
                // Escapes of ASCII alone can be told from the bytes.
                assert.equal(isDone, /^([^%]|%[0-7][0-9A-Fa-f])*$/.test(encoded));
                if (!isDone) return;
                fromColumns++;
                const found = result(hash);
                hash.ofText(rowIdentity({ bucket: name, key: encoded, versionId }));
                assert.deepEqual(found, result(hash));
            }),
            { numRuns: 500 },
        );
        assert.ok(fromColumns > 50);
    });
    it("takes an identity of any length", () => {
        const long = "k".repeat(70_000);
        const source = Buffer.from(`b,${long},`);
        const hash = new IdentityHash(counting);
        assert.ok(
            hash.ofColumns(source, 0, 1, 2, 2 + long.length, 3 + long.length, 3 + long.length),
        );
        const found = result(hash);
        hash.ofText(`b\n${long}\n`);
        assert.deepEqual(found, result(hash));
    });
});
