import { blockCodec } from "../../../../runtime/shard/orc/blockCodec";
import { StreamBytes } from "../../../../runtime/shard/orc/streamBytes";
import { bytesFile } from "../parquet/bytesFile";

/** A stream that is stored in stretches of `chunk` bytes, so that runs cross their borders. */
export function streamOf(bytes: Uint8Array, chunk = Infinity): StreamBytes {
    if (chunk === Infinity)
        return new StreamBytes("DATA stream", bytesFile(bytes), blockCodec(0), 0, bytes.length);
    const parts: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += chunk) {
        const part = bytes.subarray(at, at + chunk);
        const header = part.length * 2 + 1;
        parts.push(Buffer.of(header & 255, (header >> 8) & 255, header >> 16), part);
    }
    const stored = Buffer.concat(parts);
    return new StreamBytes("DATA stream", bytesFile(stored), blockCodec(1), 0, stored.length);
}
