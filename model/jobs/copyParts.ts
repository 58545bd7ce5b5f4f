/** Byte ranges of a multipart copy. Limits: S3 API model, October 2026 (parts of 5 MiB to 5 GiB, at most 10,000). */

export interface CopyPart {
    /** From 1. */
    readonly number: number;
    readonly firstByte: number;
    /** Inclusive. */
    readonly lastByte: number;
}

const mebibyte = 1024 ** 2;
const minPartBytes = 64 * mebibyte;
const maxPartBytes = 5 * 1024 ** 3;
const maxParts = 10_000;
/** Each part is billed as a request, and each should be short enough to end before the function does. */
const aimedParts = 1_000;

/**
 * The parts that cover `sizeBytes` exactly.
 * @throws RangeError for a size that no multipart upload can have.
 */
export function copyParts(sizeBytes: number): readonly CopyPart[] {
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > maxParts * maxPartBytes) {
        throw new RangeError(
            `copyParts: size must be 1 to ${maxParts * maxPartBytes} bytes, got ${sizeBytes}`,
        );
    }
    const wanted = Math.ceil(sizeBytes / aimedParts / mebibyte) * mebibyte;
    const partBytes = Math.min(Math.max(wanted, minPartBytes), maxPartBytes);
    const parts: CopyPart[] = [];
    for (let firstByte = 0; firstByte < sizeBytes; firstByte += partBytes) {
        parts.push({
            number: parts.length + 1,
            firstByte,
            lastByte: Math.min(firstByte + partBytes, sizeBytes) - 1,
        });
    }
    return parts;
}
