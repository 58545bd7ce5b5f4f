import { AwsError } from "./contracts";
import { sha256Hex, sign } from "./signature";

/** A body taken out of its aws-chunked encoding. */
export interface DecodedBody {
    readonly body: Buffer;
    /** Trailing headers, lower-case names. */
    readonly trailers: Readonly<Record<string, string>>;
}

/** Key and starting point of the chain of chunk signatures. */
export interface ChunkSigner {
    readonly key: Buffer;
    readonly amzDate: string;
    readonly scope: string;
    /** The signature of the request's headers. */
    readonly seed: string;
}

/**
 * Decodes `aws-chunked` (S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload
 * in Multiple Chunks"). With a signer every chunk's signature, and that of the trailer, is verified.
 * @throws AwsError IncompleteBody, or SignatureDoesNotMatch
 */
export function decodeAwsChunked(encoded: Buffer, signer: ChunkSigner | undefined): DecodedBody {
    const pieces: Buffer[] = [];
    let previous = signer?.seed ?? "";
    let at = 0;
    for (;;) {
        const line = lineAt(encoded, at);
        const [sizeText = "", extension = ""] = line.text.split(";");
        if (!/^[0-9a-fA-F]{1,16}$/.test(sizeText)) {
            throw incomplete(`chunk size must be hexadecimal, got "${sizeText}"`);
        }
        const size = parseInt(sizeText, 16);
        const data = encoded.subarray(line.next, line.next + size);
        if (data.length < size)
            throw incomplete(`a chunk of ${size} bytes ends after ${data.length}`);
        if (signer !== undefined) {
            previous = checkChunk(signer, previous, data, extension);
        }
        if (size === 0) {
            return {
                body: Buffer.concat(pieces),
                trailers: trailersAt(encoded, line.next, signer, previous),
            };
        }
        pieces.push(data);
        at = line.next + size;
        if (encoded.toString("latin1", at, at + 2) !== "\r\n") {
            throw incomplete("a chunk must end with CRLF");
        }
        at += 2;
    }
}

function checkChunk(
    signer: ChunkSigner,
    previous: string,
    data: Buffer,
    extension: string,
): string {
    const expected = sign(
        signer.key,
        [
            "AWS4-HMAC-SHA256-PAYLOAD",
            signer.amzDate,
            signer.scope,
            previous,
            sha256Hex(""),
            sha256Hex(data),
        ].join("\n"),
    );
    if (extension.trim() !== `chunk-signature=${expected}`) throw wrongChunk("a chunk");
    return expected;
}

function trailersAt(
    encoded: Buffer,
    start: number,
    signer: ChunkSigner | undefined,
    previous: string,
): Readonly<Record<string, string>> {
    const trailers: Record<string, string> = {};
    let signed = "";
    let isSigned = true;
    let at = start;
    while (at < encoded.length) {
        const line = lineAt(encoded, at);
        at = line.next;
        if (line.text === "") continue;
        const colon = line.text.indexOf(":");
        if (colon < 0)
            throw incomplete(`a trailer must look like "name:value", got "${line.text}"`);
        const [name, value] = [
            line.text.slice(0, colon).trim().toLowerCase(),
            line.text.slice(colon + 1).trim(),
        ];
        if (name === "x-amz-trailer-signature") {
            checkTrailer(signer, previous, signed, value);
            isSigned = true;
            continue;
        }
        trailers[name] = value;
        signed += `${name}:${value}\n`;
        isSigned = false;
    }
    if (signer !== undefined && !isSigned) throw wrongChunk("the trailer");
    return trailers;
}

function checkTrailer(
    signer: ChunkSigner | undefined,
    previous: string,
    signed: string,
    signature: string,
): void {
    if (signer === undefined) return;
    const stringToSign = [
        "AWS4-HMAC-SHA256-TRAILER",
        signer.amzDate,
        signer.scope,
        previous,
        sha256Hex(signed),
    ].join("\n");
    if (sign(signer.key, stringToSign) !== signature) throw wrongChunk("the trailer");
}

function lineAt(encoded: Buffer, at: number): { text: string; next: number } {
    const end = encoded.indexOf("\r\n", at, "latin1");
    if (end < 0) throw incomplete("the body ends inside a line");
    return { text: encoded.toString("latin1", at, end), next: end + 2 };
}

function incomplete(detail: string): AwsError {
    return new AwsError("IncompleteBody", 400, `aws-chunked body: ${detail}`);
}

function wrongChunk(what: string): AwsError {
    return new AwsError(
        "SignatureDoesNotMatch",
        403,
        `the signature of ${what} of the aws-chunked body does not match`,
    );
}
