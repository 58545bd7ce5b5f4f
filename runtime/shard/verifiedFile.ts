/**
 * A data file on local disk, for formats whose directory is at the end. It is unlinked as soon as it is open, so that
 * a crash leaves nothing behind in a function that is used again.
 */
import { randomUUID } from "node:crypto";
import { readSync } from "node:fs";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InventoryFile } from "../../model/inventory/inventoryManifest";
import type { RandomAccessFile } from "./batchSource";
import { verifiedBytes } from "./verifiedBytes";

export interface VerifiedFile extends RandomAccessFile {
    /** Frees the disk. Must be called, also after a failure. */
    close(): Promise<void>;
}

/**
 * Stores a data file's bytes. Throws DataFileRefused when size or MD5 is not as manifest.json lists, the source's own
 * error when that fails, and leaves nothing behind then.
 */
export async function storedVerified(
    file: InventoryFile,
    bytes: AsyncIterable<Buffer>,
): Promise<VerifiedFile> {
    const path = join(tmpdir(), `inventory-${randomUUID()}`);
    const handle = await open(path, "wx+", 0o600);
    try {
        await unlink(path);
        // Goes on where the last one ended.
        for await (const chunk of verifiedBytes(file, bytes)) await handle.writeFile(chunk);
    } catch (error) {
        await handle.close();
        throw error;
    }
    return fileOn(handle, file.size);
}

function fileOn(handle: FileHandle, size: number): VerifiedFile {
    return {
        size,
        read(offset, length) {
            if (offset < 0 || length < 0 || offset + length > size)
                throw new RangeError(
                    `must be within the file's ${size} bytes, got ${length} bytes at ${offset}`,
                );
            const bytes = Buffer.allocUnsafe(length);
            let at = 0;
            while (at < length) {
                const got = readSync(handle.fd, bytes, at, length - at, offset + at);
                if (got === 0) throw new RangeError(`ends before ${offset + length} bytes`);
                at += got;
            }
            return bytes;
        },
        close: () => handle.close(),
    };
}
