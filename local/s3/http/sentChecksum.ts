import { checksumAlgorithms, isChecksumAlgorithm, type ChecksumAlgorithm } from "../checksums";
import { contentOf } from "../content";
import { invalidRequest } from "../errors";
import { verifiedChecksum, type SentChecksum } from "../putObject";
import type { S3Call } from "./s3Call";

export const checksumHeader = (algorithm: ChecksumAlgorithm): string =>
    `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The x-amz-checksum-* header of a request (or the trailer, which the server has put among the headers). */
export function sentChecksum(call: S3Call): SentChecksum | undefined {
    const sent = checksumAlgorithms.filter(
        (algorithm) => call.header(checksumHeader(algorithm)) !== undefined,
    );
    if (sent.length > 1) {
        throw invalidRequest(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        );
    }
    const [algorithm] = sent;
    if (algorithm !== undefined) {
        return { algorithm, value: call.header(checksumHeader(algorithm)) };
    }
    const named = askedAlgorithm(call, "x-amz-sdk-checksum-algorithm");
    return named === undefined ? undefined : { algorithm: named };
}

/** @throws AwsError InvalidRequest (400) for an algorithm the local AWS does not compute */
export function askedAlgorithm(call: S3Call, header: string): ChecksumAlgorithm | undefined {
    const name = call.header(header)?.toUpperCase();
    if (name === undefined) return undefined;
    if (isChecksumAlgorithm(name)) return name;
    return call.s3.refuse(`checksum algorithm ${name}`);
}

/** Verifies the checksum of a configuration document. */
export function checkBodyChecksums(call: S3Call): void {
    const sent = sentChecksum(call);
    if (sent?.value !== undefined) verifiedChecksum(contentOf({ bytes: call.request.body }), sent);
}
