import assert from "node:assert/strict";
import { checksumOf, compositeOf, type ChecksumAlgorithm } from "../../../local/s3/checksums";
import { contentOf } from "../../../local/s3/content";

describe("checksumOf", () => {
    const digits = contentOf({ bytes: Buffer.from("123456789") });

    // Check values of the CRC catalogue (reveng.sourceforge.io) and of FIPS 180 for the same nine digits.
    const known: readonly [ChecksumAlgorithm, string][] = [
        ["CRC32", "cbf43926"],
        ["CRC32C", "e3069283"],
        ["CRC64NVME", "ae8b14860a799888"],
        ["SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
        ["SHA256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"],
    ];
    for (const [algorithm, hex] of known) {
        it(`gives the published check value of ${algorithm}`, () => {
            assert.equal(checksumOf(algorithm, digits), Buffer.from(hex, "hex").toString("base64"));
        });
    }

    it("sums up small described content as the bytes that a reader gets", () => {
        const described = contentOf({ syntheticLength: 1000 });
        const bytes = contentOf({ bytes: Buffer.alloc(1000) });
        assert.equal(checksumOf("CRC64NVME", described), checksumOf("CRC64NVME", bytes));
    });

    it("takes a digest of the right length and no time for described content of 50 TB", () => {
        const content = contentOf({ syntheticLength: 50e12, seed: "x" });
        const bytes = Buffer.from(checksumOf("CRC32C", content), "base64");
        assert.equal(bytes.length, 4);
    });

    it("makes a composite of the parts' digests with their count", () => {
        const part = checksumOf("SHA256", digits);
        const raw = Buffer.from(part, "base64");
        const joined = contentOf({ bytes: Buffer.concat([raw, raw]) });
        assert.equal(compositeOf("SHA256", [part, part]), `${checksumOf("SHA256", joined)}-2`);
    });
});
