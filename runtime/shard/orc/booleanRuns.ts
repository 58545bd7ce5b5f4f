/** ORC's booleans: the bits of run-length encoded bytes, highest first (specification v1, "Boolean Run Length Encoding"). */
import { ByteRuns } from "./byteRuns";
import type { StreamBytes } from "./streamBytes";

export class BooleanRuns {
    readonly #bytes: ByteRuns;
    /** The byte that the last read ended in, and how many of its bits are left. */
    #byte = 0;
    #bitsLeft = 0;
    #scratch: Uint8Array = new Uint8Array(0);

    constructor(stream: StreamBytes) {
        this.#bytes = new ByteRuns(stream);
    }

    /** The next `count` values as 0 and 1; how many are 1. Throws OrcProblem when there are fewer. */
    read(out: Uint8Array, count: number): number {
        let at = 0;
        let ones = 0;
        while (at < count && this.#bitsLeft > 0) {
            const bit = (this.#byte >> --this.#bitsLeft) & 1;
            out[at++] = bit;
            ones += bit;
        }
        const bytes = (count - at + 7) >> 3;
        if (bytes === 0) return ones;
        if (this.#scratch.length < bytes) this.#scratch = new Uint8Array(bytes);
        const scratch = this.#scratch;
        this.#bytes.read(scratch, bytes);
        const whole = (count - at) >> 3;
        for (let index = 0; index < whole; index++, at += 8) {
            const byte = scratch[index] as number;
            if (byte === 0xff || byte === 0) {
                out.fill(byte & 1, at, at + 8);
                ones += byte & 8;
                continue;
            }
            for (let bit = 0; bit < 8; bit++) {
                const value = (byte >> (7 - bit)) & 1;
                out[at + bit] = value;
                ones += value;
            }
        }
        if (whole < bytes) {
            this.#byte = scratch[whole] as number;
            this.#bitsLeft = 8;
            while (at < count) {
                const bit = (this.#byte >> --this.#bitsLeft) & 1;
                out[at++] = bit;
                ones += bit;
            }
        }
        return ones;
    }

    /** Whether whole bytes are left; the last byte is filled up by the writer. */
    hasMore(): boolean {
        return this.#bytes.hasMore();
    }
}
