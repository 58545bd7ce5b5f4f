/** Decompresses the pages of a Parquet file; every codec is held to the size that the page header says. */
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { snappyUncompressor } from "hysnappy";
import { ParquetProblem } from "./parquetProblem";

/** Answers exactly `size` bytes. @throws ParquetProblem. */
export type PageDecompressor = (compressed: Uint8Array, size: number) => Uint8Array;

/** The order of parquet.thrift. */
const codecNames = [
    "UNCOMPRESSED",
    "SNAPPY",
    "GZIP",
    "LZO",
    "BROTLI",
    "LZ4",
    "ZSTD",
    "LZ4_RAW",
] as const;

/** @throws ParquetProblem for a codec that is not read. */
export function pageDecompressor(codec: number): PageDecompressor {
    const name = codecNames[codec];
    switch (name) {
        case "UNCOMPRESSED":
            return stored;
        case "SNAPPY":
            return snappy;
        case "GZIP":
            return inflated(name, (bytes, size) => gunzipSync(bytes, { maxOutputLength: size }));
        case "ZSTD":
            return inflated(name, (bytes, size) =>
                zstdDecompressSync(bytes, { maxOutputLength: size }),
            );
        default:
            throw new ParquetProblem(
                `codec must be UNCOMPRESSED, SNAPPY, GZIP or ZSTD, got ${name ?? codec}`,
            );
    }
}

const nothing = new Uint8Array(0);

const stored: PageDecompressor = (bytes, size) => {
    if (bytes.length !== size)
        throw new ParquetProblem(`says it has ${size} bytes uncompressed, has ${bytes.length}`);
    return bytes;
};

const inflated =
    (name: string, inflate: (bytes: Uint8Array, size: number) => Uint8Array): PageDecompressor =>
    (bytes, size) => {
        let result: Uint8Array;
        try {
            // zlib takes no limit of 0.
            result = inflate(bytes, Math.max(1, size));
        } catch (cause) {
            throw new ParquetProblem(`is not sound ${name}: ${(cause as Error).message}`, cause);
        }
        return stored(result, size);
    };

let uncompress: ReturnType<typeof snappyUncompressor> | undefined;

const snappy: PageDecompressor = (bytes, size) => {
    // The library writes as much as this number says, wherever that is.
    const said = snappySize(bytes);
    if (said !== size)
        throw new ParquetProblem(`says it has ${size} bytes uncompressed, its Snappy says ${said}`);
    if (size === 0) return nothing;
    uncompress ??= snappyUncompressor();
    try {
        return stored(uncompress(bytes, size), size);
    } catch (cause) {
        if (cause instanceof ParquetProblem) throw cause;
        // After a trap the instance's stack is not where it was.
        uncompress = undefined;
        throw new ParquetProblem(`is not sound SNAPPY: ${(cause as Error).message}`, cause);
    }
};

/** The varint in front of Snappy's elements. */
function snappySize(bytes: Uint8Array): number {
    let size = 0;
    for (let index = 0; index < 5; index++) {
        const byte = bytes[index];
        if (byte === undefined) break;
        size += (byte & 127) * 2 ** (7 * index);
        if (byte < 128) return size;
    }
    throw new ParquetProblem("is not sound SNAPPY: it does not begin with a length");
}
