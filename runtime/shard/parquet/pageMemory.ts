/** How many uncompressed page bytes one scan may hold at a time, over all columns. */
import { ParquetProblem } from "./parquetProblem";

/**
 * Amazon's writer ends pages at 1 MiB, DuckDB's at 100 MB. A column holds its dictionary and one page; a file that
 * wants more than this is either damaged or beyond the memory of a shard function.
 */
export const mostPageBytes = 128 * 1024 * 1024;

export class PageMemory {
    private held = 0;

    /** @throws ParquetProblem when there is no room. Call it before the bytes are made. */
    take(bytes: number): void {
        if (this.held + bytes > mostPageBytes)
            throw new ParquetProblem(
                `pages held at a time must have at most ${mostPageBytes} bytes uncompressed, ` +
                    `got ${this.held + bytes}`,
            );
        this.held += bytes;
    }

    give(bytes: number): void {
        this.held -= bytes;
    }
}
