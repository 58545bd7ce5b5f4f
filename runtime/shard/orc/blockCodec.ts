/** Decompression of one block of an ORC stream. Source: ORC specification v1, section "Compression". */
import { inflateRawSync, zstdDecompressSync } from "node:zlib";
import { snappyUncompressor } from "hysnappy";
import { OrcProblem } from "./orcProblem";

export interface BlockCodec {
    readonly name: string;
    /** Bytes a block has at most, decompressed. */
    readonly blockBytes: number;
    /** Undefined: streams are stored as they are, without block headers. */
    readonly inflate: ((block: Uint8Array) => Uint8Array) | undefined;
}

/** CompressionKind of orc_proto.proto. */
const names = ["NONE", "ZLIB", "SNAPPY", "LZO", "LZ4", "ZSTD", "BROTLI"];

/** Apache ORC's own limit: a block header has 23 bits for the length. */
const maxBlockBytes = 2 ** 23;
const defaultBlockBytes = 256 * 1024;

/** Throws OrcProblem for a codec that nobody needs here, and for a block size that no writer writes. */
export function blockCodec(kind: number, blockBytes = defaultBlockBytes): BlockCodec {
    const name = names[kind] ?? `number ${kind}`;
    if (name === "NONE") return { name, blockBytes: defaultBlockBytes, inflate: undefined };
    if (blockBytes < 1 || blockBytes > maxBlockBytes)
        throw new OrcProblem(
            `postscript: compression blocks must have 1 to ${maxBlockBytes} bytes, got ${blockBytes}`,
        );
    const inflater = inflaters[name];
    if (inflater === undefined)
        throw new OrcProblem(
            `postscript: compression must be one of NONE, ${Object.keys(inflaters).join(", ")}, got ${name}`,
        );
    const inflate = inflater(blockBytes);
    return {
        name,
        blockBytes,
        inflate: (block) => {
            let plain: Uint8Array;
            try {
                plain = inflate(block);
            } catch (error) {
                if (error instanceof OrcProblem) throw error;
                throw new OrcProblem(
                    `must be ${name} blocks of at most ${blockBytes} bytes, got ${(error as Error).message}`,
                    error,
                );
            }
            return plain;
        },
    };
}

type Inflate = (block: Uint8Array) => Uint8Array;

const inflaters: Readonly<Record<string, (blockBytes: number) => Inflate>> = {
    ZLIB: (blockBytes) => {
        // One output buffer that is never quite full: zlib then copies nothing together.
        const options = {
            maxOutputLength: blockBytes,
            chunkSize: Math.min(Math.max(blockBytes + 64, 1024), 1024 * 1024),
        };
        return (block) => inflateRawSync(block, options);
    },
    SNAPPY: (blockBytes) => {
        const uncompress = snappyUncompressor();
        return (block) => {
            const length = snappyLength(block);
            if (length > blockBytes)
                throw new OrcProblem(
                    `must be SNAPPY blocks of at most ${blockBytes} bytes, got one of ${length}`,
                );
            const plain = uncompress(block, length);
            if (plain.length !== length)
                throw new OrcProblem(
                    `must be a SNAPPY block of the ${length} bytes it says, got ${plain.length}`,
                );
            return plain;
        };
    },
    ZSTD: (blockBytes) => (block) => zstdDecompressSync(block, { maxOutputLength: blockBytes }),
};

/** A Snappy block begins with its decompressed length as a varint of up to 32 bits. */
function snappyLength(block: Uint8Array): number {
    let length = 0;
    for (let index = 0; index < 5; index++) {
        const byte = block[index];
        if (byte === undefined) break;
        length += (byte & 0x7f) * 2 ** (7 * index);
        if (byte < 0x80) return length;
    }
    throw new OrcProblem("must be a SNAPPY block, got one without a length");
}
