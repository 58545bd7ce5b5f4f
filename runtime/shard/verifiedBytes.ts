/** Passes a data file's bytes through while summing them, and ends in an error when size or MD5 is not as listed. */
import { createHash } from "node:crypto";
import type { InventoryFile } from "../../model/inventory/inventoryManifest";
import { DataFileRefused } from "./dataFileRefused";

/**
 * Rows read from it are not to be trusted before the stream has ended without DataFileRefused: the sum of the whole
 * file is known only then.
 */
export async function* verifiedBytes(
    file: InventoryFile,
    bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
    const md5 = createHash("md5");
    let size = 0;
    for await (const chunk of bytes) {
        size += chunk.length;
        if (size > file.size)
            throw new DataFileRefused(
                file.key,
                `must have the ${file.size} bytes that manifest.json lists, got more`,
            );
        md5.update(chunk);
        yield chunk;
    }
    if (size !== file.size)
        throw new DataFileRefused(
            file.key,
            `must have the ${file.size} bytes that manifest.json lists, got ${size}; it is truncated`,
        );
    const sum = md5.digest("hex");
    if (sum !== file.md5)
        throw new DataFileRefused(
            file.key,
            `MD5 must be ${file.md5} as manifest.json lists, got ${sum}; the file was altered`,
        );
}
