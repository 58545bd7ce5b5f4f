import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeAwsChunked } from "../../../local/core/awsChunked";
import { decodeBody } from "../../../local/core/decodeBody";
import { type SignedBy, signingKey } from "../../../local/core/signature";

const unsignedBody = (pieces: readonly Buffer[], trailer: string): Buffer =>
    Buffer.concat([
        ...pieces
            .filter(({ length }) => length > 0)
            .flatMap((piece) => [
                Buffer.from(`${piece.length.toString(16)}\r\n`),
                piece,
                Buffer.from("\r\n"),
            ]),
        Buffer.from(`0\r\n${trailer}\r\n`),
    ]);

const streaming = (more: Record<string, string> = {}): Record<string, string> => ({
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    ...more,
});

describe("aws-chunked bodies", () => {
    it("give back what was cut into chunks, whatever bytes", () => {
        fc.assert(
            fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (pieces) => {
                const buffers = pieces.map((piece) => Buffer.from(piece));
                const { body, trailers } = decodeAwsChunked(
                    unsignedBody(buffers, "X-Amz-Checksum-Crc32: AAAAAA==\r\n"),
                    undefined,
                );
                assert.deepEqual(body, Buffer.concat(buffers));
                assert.deepEqual(trailers, { "x-amz-checksum-crc32": "AAAAAA==" });
            }),
        );
    });

    it("are refused when they end too early, anywhere", () => {
        const whole = unsignedBody([Buffer.from("hello"), Buffer.from("world")], "");
        for (let length = 0; length < whole.length - 2; length++) {
            assert.throws(() => decodeAwsChunked(whole.subarray(0, length), undefined), {
                code: "IncompleteBody",
            });
        }
    });

    // Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
    // Chunks (Chunked Upload)", the published example: 66,560 letters "a" in chunks of 64 KiB and 1 KiB.
    const example: SignedBy = {
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        date: "20130524",
        region: "us-east-1",
        service: "s3",
        signedHeaders: ["host"],
        signature: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    };
    const chunk = (size: number, signature: string): string =>
        `${size.toString(16)};chunk-signature=${signature}\r\n${"a".repeat(size)}\r\n`;
    const exampleBody = (letter: string): Buffer =>
        Buffer.from(
            (
                chunk(65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648") +
                chunk(1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497") +
                chunk(0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9")
            ).replace("aaa\r\n", `aa${letter}\r\n`),
        );
    const signer = {
        key: signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", example),
        amzDate: "20130524T000000Z",
        scope: "20130524/us-east-1/s3/aws4_request",
        seed: example.signature,
    };

    it("carry chunk signatures as in AWS's published example", () => {
        assert.equal(decodeAwsChunked(exampleBody("a"), signer).body.length, 66_560);
    });

    it("are refused when one byte differs from what was signed", () => {
        assert.throws(() => decodeAwsChunked(exampleBody("b"), signer), {
            code: "SignatureDoesNotMatch",
        });
    });
});

describe("decodeBody", () => {
    it("passes a verified trailing checksum on as a header and takes aws-chunked away", () => {
        const decoded = decodeBody(
            unsignedBody([Buffer.from("hello")], "x-amz-checksum-crc32:NhCmhg==\r\n"),
            streaming({
                "x-amz-trailer": "x-amz-checksum-crc32",
                "x-amz-decoded-content-length": "5",
                "content-encoding": "aws-chunked,gzip",
                "content-type": "text/plain",
            }),
            undefined,
        );
        assert.equal(decoded.body.toString(), "hello");
        assert.deepEqual(decoded.headers, {
            "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "content-encoding": "gzip",
            "content-type": "text/plain",
            "x-amz-checksum-crc32": "NhCmhg==",
            "content-length": "5",
        });
    });

    const refused: readonly [string, Buffer, Record<string, string>, string][] = [
        [
            "a wrong trailing checksum",
            unsignedBody([Buffer.from("hullo")], "x-amz-checksum-crc32:NhCmhg==\r\n"),
            streaming(),
            "BadDigest",
        ],
        [
            "a promised trailer that is missing",
            unsignedBody([Buffer.from("hello")], ""),
            streaming({ "x-amz-trailer": "x-amz-checksum-crc32" }),
            "MalformedTrailerError",
        ],
        [
            "a trailer that is not understood",
            unsignedBody([Buffer.from("hello")], "x-other:1\r\n"),
            streaming(),
            "NotImplemented",
        ],
        [
            "a wrong decoded length",
            unsignedBody([Buffer.from("hello")], ""),
            streaming({ "x-amz-decoded-content-length": "6" }),
            "IncompleteBody",
        ],
        [
            "a wrong hash of the whole body",
            Buffer.from("hello"),
            { "x-amz-content-sha256": "0".repeat(64) },
            "XAmzContentSHA256Mismatch",
        ],
        [
            "another streaming scheme",
            Buffer.from("hello"),
            { "x-amz-content-sha256": "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" },
            "NotImplemented",
        ],
    ];
    for (const [what, body, headers, code] of refused) {
        it(`refuses ${what}`, () => {
            assert.throws(() => decodeBody(body, headers, undefined), { code });
        });
    }
});
