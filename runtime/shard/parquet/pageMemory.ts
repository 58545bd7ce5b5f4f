/** How many uncompressed page bytes one scan may hold at a time, over all columns. */
import { ParquetProblem } from "./parquetProblem";

/**
 * A column holds its dictionary and one page. Amazon's writer ends both near 1 MiB and looks at least every 10,000 rows,
 * so that 20 columns hold less than this even with keys of 1,024 bytes. Decompression takes it three times more, and
 * all of that must fit beside the rest into 250 MB.
 */
export const mostPageBytes = 48 * 1024 * 1024;

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
