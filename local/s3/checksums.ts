/** The additional checksums of S3 objects: CRC32, CRC32C, CRC64NVME, SHA1, SHA256 (S3 User Guide, "Checking object integrity"). */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { chunks, type Content } from "./content";

export const checksumAlgorithms = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

export function isChecksumAlgorithm(value: string): value is ChecksumAlgorithm {
    return (checksumAlgorithms as readonly string[]).includes(value);
}

/** A checksum as S3 keeps it. The value of a default one is computed when somebody asks for it. */
export interface Checksum {
    readonly algorithm: ChecksumAlgorithm;
    readonly type: "FULL_OBJECT" | "COMPOSITE";
    readonly value?: string | undefined;
}

/** Base64 of the big-endian digest, as in the x-amz-checksum-* headers. */
export function checksumOf(algorithm: ChecksumAlgorithm, content: Content): string {
    switch (algorithm) {
        case "SHA1":
        case "SHA256": {
            const hash = createHash(algorithm.toLowerCase());
            for (const chunk of chunks(content)) hash.update(chunk);
            return hash.digest("base64");
        }
        case "CRC32": {
            let crc = 0;
            for (const chunk of chunks(content)) crc = crc32(chunk, crc);
            return base64Of32(crc);
        }
        case "CRC32C": {
            let crc = 0xffffffff;
            for (const chunk of chunks(content)) crc = crc32c(chunk, crc);
            return base64Of32(~crc >>> 0);
        }
        case "CRC64NVME":
            return crc64nvme(content);
    }
}

function base64Of32(value: number): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value >>> 0);
    return bytes.toString("base64");
}

/** Reflected Castagnoli polynomial (RFC 3720). */
const castagnoli = Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value >>> 0;
});

function crc32c(bytes: Buffer, start: number): number {
    let crc = start;
    for (const byte of bytes) crc = castagnoli[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
    return crc;
}

/** Reflected polynomial of CRC-64/NVME (NVM Express NVM Command Set 1.0d, 5.2.1.3.4), as two 32-bit halves for speed. */
const nvmeHigh = new Uint32Array(256);
const nvmeLow = new Uint32Array(256);
for (let n = 0; n < 256; n++) {
    let value = BigInt(n);
    for (let bit = 0; bit < 8; bit++) {
        value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    }
    nvmeHigh[n] = Number(value >> 32n);
    nvmeLow[n] = Number(value & 0xffffffffn);
}

function crc64nvme(content: Content): string {
    let high = 0xffffffff;
    let low = 0xffffffff;
    for (const chunk of chunks(content)) {
        for (const byte of chunk) {
            const index = (low ^ byte) & 0xff;
            low = ((low >>> 8) | ((high & 0xff) << 24)) ^ nvmeLow[index]!;
            high = (high >>> 8) ^ nvmeHigh[index]!;
        }
    }
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~high >>> 0, 0);
    bytes.writeUInt32BE(~low >>> 0, 4);
    return bytes.toString("base64");
}

/** Checksum of checksums with the part count, as S3 shows for composite multipart objects. */
export function compositeOf(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
    const joined = Buffer.concat(parts.map((part) => Buffer.from(part, "base64")));
    const value = checksumOf(algorithm, { length: joined.length, segments: [{ bytes: joined }] });
    return `${value}-${parts.length}`;
}
