import type { RandomAccessFile } from "../../../../runtime/shard/batchSource";

/** A data file in memory that holds its reader to the contract. */
export function bytesFile(bytes: Uint8Array): RandomAccessFile {
    return {
        size: bytes.length,
        read(offset, length) {
            if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length))
                throw new RangeError(
                    `bytes ${offset} + ${length} of ${bytes.length} were asked for`,
                );
            return Buffer.from(bytes.subarray(offset, offset + length));
        },
    };
}
