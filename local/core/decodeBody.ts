import { checksumAlgorithms, checksumOf } from "../s3/checksums";
import { decodeAwsChunked } from "./awsChunked";
import { AwsError, NotImplemented } from "./contracts";
import { scopeOf, sha256Hex, type SignedBy, signingKey } from "./signature";

/** Body and headers as a service sees them: without aws-chunked, with the verified trailing checksum as a header. */
export interface DecodedRequest {
    readonly body: Buffer;
    readonly headers: Readonly<Record<string, string>>;
}

/**
 * Undoes what the transport did to a body and checks what the client promised about it.
 * @throws AwsError XAmzContentSHA256Mismatch, IncompleteBody, BadDigest or SignatureDoesNotMatch
 */
export function decodeBody(
    raw: Buffer,
    headers: Readonly<Record<string, string>>,
    signer: { readonly signed: SignedBy; readonly secretAccessKey: string } | undefined,
): DecodedRequest {
    const hash = headers["x-amz-content-sha256"];
    if (hash === undefined || hash === "UNSIGNED-PAYLOAD") return { body: raw, headers };
    if (!hash.startsWith("STREAMING-")) {
        if (hash === sha256Hex(raw)) return { body: raw, headers };
        throw new AwsError(
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        );
    }
    const unsigned = hash === "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    if (!unsigned && !hash.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")) {
        throw new NotImplemented(`x-amz-content-sha256 ${hash}`);
    }
    const { body, trailers } = decodeAwsChunked(
        raw,
        unsigned || signer === undefined
            ? undefined
            : {
                  key: signingKey(signer.secretAccessKey, signer.signed),
                  amzDate: headers["x-amz-date"] ?? "",
                  scope: scopeOf(signer.signed),
                  seed: signer.signed.signature,
              },
    );
    checkLength(body, headers);
    checkTrailers(body, headers, trailers);
    return { body, headers: decodedHeaders(headers, trailers, body.length) };
}

function checkLength(body: Buffer, headers: Readonly<Record<string, string>>): void {
    const promised = headers["x-amz-decoded-content-length"];
    if (promised === undefined || Number(promised) === body.length) return;
    throw new AwsError(
        "IncompleteBody",
        400,
        `x-amz-decoded-content-length is ${promised}, but the body has ${body.length} bytes`,
    );
}

function checkTrailers(
    body: Buffer,
    headers: Readonly<Record<string, string>>,
    trailers: Readonly<Record<string, string>>,
): void {
    const promised = (headers["x-amz-trailer"] ?? "").split(",").map((name) => name.trim());
    for (const name of promised) {
        if (name !== "" && trailers[name.toLowerCase()] === undefined) {
            throw new AwsError("MalformedTrailerError", 400, `the trailer ${name} is missing`);
        }
    }
    for (const [name, value] of Object.entries(trailers)) {
        const algorithm = checksumAlgorithms.find(
            (each) => name === `x-amz-checksum-${each.toLowerCase()}`,
        );
        if (algorithm === undefined) throw new NotImplemented(`trailing header ${name}`);
        const actual = checksumOf(algorithm, { length: body.length, segments: [{ bytes: body }] });
        if (actual !== value) {
            throw new AwsError(
                "BadDigest",
                400,
                `The ${algorithm} you specified did not match the calculated checksum.`,
            );
        }
    }
}

const transportHeaders = [
    "x-amz-decoded-content-length",
    "x-amz-trailer",
    "transfer-encoding",
    "content-length",
];

function decodedHeaders(
    headers: Readonly<Record<string, string>>,
    trailers: Readonly<Record<string, string>>,
    length: number,
): Readonly<Record<string, string>> {
    const kept = Object.entries(headers).filter(([name]) => !transportHeaders.includes(name));
    const decoded: Record<string, string> = {
        ...Object.fromEntries(kept),
        ...trailers,
        "content-length": String(length),
    };
    // The object's own encoding stays; aws-chunked was only for the way.
    const encoding = (headers["content-encoding"] ?? "")
        .split(",")
        .map((each) => each.trim())
        .filter((each) => each !== "" && each !== "aws-chunked")
        .join(",");
    if (encoding === "") delete decoded["content-encoding"];
    else decoded["content-encoding"] = encoding;
    return decoded;
}
