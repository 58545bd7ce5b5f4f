/**
 * The decompressed bytes of one ORC stream, in order. A window of the file and one decompressed block are held at a
 * time, so memory does not grow with the stream. Blocks: a header of 3 bytes, little-endian: bit 0 says that the block
 * is stored as it is, the other 23 are its length (ORC specification v1, "Compression").
 */
import type { RandomAccessFile } from "../batchSource";
import type { BlockCodec } from "./blockCodec";
import { OrcProblem, placed } from "./orcProblem";

/** Small, because every stream of every column in use has one. */
const windowBytes = 128 * 1024;
const headerBytes = 3;

export class StreamBytes {
    /** `bytes[at]` up to `bytes[end - 1]` are decompressed and not taken yet. */
    bytes: Uint8Array = new Uint8Array(0);
    at = 0;
    end = 0;
    /** For messages: "DATA stream". */
    readonly name: string;
    readonly #file: RandomAccessFile;
    readonly #codec: BlockCodec;
    /** What of the stream is not in the window yet. */
    #offset: number;
    #left: number;
    #window: Uint8Array = new Uint8Array(0);
    #windowAt = 0;

    /** The range must lie in the file. */
    constructor(
        name: string,
        file: RandomAccessFile,
        codec: BlockCodec,
        offset: number,
        length: number,
    ) {
        this.name = name;
        this.#file = file;
        this.#codec = codec;
        this.#offset = offset;
        this.#left = length;
    }

    /** Whether there is another byte. */
    hasMore(): boolean {
        while (this.at === this.end) {
            const block = this.#nextBlock();
            if (block === undefined) return false;
            this.bytes = block;
            this.at = 0;
            this.end = block.length;
        }
        return true;
    }

    /** Makes the next `count` bytes lie together in `bytes`. Meant for the few kilobytes of a run. */
    ensure(count: number): void {
        if (this.end - this.at >= count) return;
        const parts: Uint8Array[] = [this.bytes.subarray(this.at, this.end)];
        let together = this.end - this.at;
        while (together < count) {
            const block = this.#nextBlock();
            if (block === undefined) throw cutOff(this.name);
            parts.push(block);
            together += block.length;
        }
        this.bytes = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, together);
        this.at = 0;
        this.end = together;
    }

    nextByte(): number {
        if (this.at === this.end && !this.hasMore()) throw cutOff(this.name);
        return this.bytes[this.at++] as number;
    }

    /** Moves the next `count` bytes to `target`, which must have the room. */
    copyTo(target: Uint8Array, offset: number, count: number): void {
        let to = offset;
        let left = count;
        while (left > 0) {
            if (!this.hasMore()) throw cutOff(this.name);
            const part = Math.min(left, this.end - this.at);
            target.set(this.bytes.subarray(this.at, this.at + part), to);
            this.at += part;
            to += part;
            left -= part;
        }
    }

    /** The next block, decompressed; undefined at the end. Always takes bytes of the stream, so it ends. */
    #nextBlock(): Uint8Array | undefined {
        const { inflate, blockBytes } = this.#codec;
        if (inflate === undefined) {
            if (this.#left === 0) return undefined;
            const length = Math.min(this.#left, windowBytes);
            return this.#fromFile(length);
        }
        const stored = this.#window.length - this.#windowAt + this.#left;
        if (stored === 0) return undefined;
        if (stored < headerBytes)
            throw new OrcProblem(`${this.name} must have a block header of 3 bytes, got ${stored}`);
        const header = this.#take(headerBytes);
        const bits =
            (header[0] as number) + (header[1] as number) * 256 + (header[2] as number) * 65536;
        const length = bits >>> 1;
        if (length > blockBytes)
            throw new OrcProblem(
                `${this.name} must have blocks of at most ${blockBytes} bytes, got one of ${length}`,
            );
        if (length > stored - headerBytes)
            throw new OrcProblem(
                `${this.name} must have a block of ${length} bytes, got ${stored - headerBytes}; it is cut off`,
            );
        const block = this.#take(length);
        if ((bits & 1) === 1) return block;
        try {
            return inflate(block);
        } catch (error) {
            throw placed(this.name, error);
        }
    }

    /** The next stored bytes; there must be that many. */
    #take(count: number): Uint8Array {
        const held = this.#window.length - this.#windowAt;
        if (held < count) {
            const rest = this.#window.subarray(this.#windowAt);
            const more = this.#fromFile(Math.min(this.#left, Math.max(windowBytes, count) - held));
            this.#window = held === 0 ? more : Buffer.concat([rest, more]);
            this.#windowAt = 0;
        }
        this.#windowAt += count;
        return this.#window.subarray(this.#windowAt - count, this.#windowAt);
    }

    #fromFile(length: number): Uint8Array {
        const bytes = this.#file.read(this.#offset, length);
        this.#offset += length;
        this.#left -= length;
        return bytes;
    }
}

const cutOff = (name: string): OrcProblem =>
    new OrcProblem(`${name} must have all bytes of its values, got its end; it is cut off`);

/** All bytes of a stream, for footers. Throws OrcProblem beyond `maxBytes`. */
export function wholeStream(stream: StreamBytes, maxBytes: number): Uint8Array {
    const blocks: Uint8Array[] = [];
    let total = 0;
    while (stream.hasMore()) {
        const block = stream.bytes.subarray(stream.at, stream.end);
        total += block.length;
        if (total > maxBytes)
            throw new OrcProblem(
                `${stream.name} must have at most ${maxBytes} bytes decompressed, got more`,
            );
        blocks.push(block);
        stream.at = stream.end;
    }
    return blocks.length === 1 ? (blocks[0] as Uint8Array) : Buffer.concat(blocks, total);
}
