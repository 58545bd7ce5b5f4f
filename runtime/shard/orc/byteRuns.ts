/** ORC's run-length encoded bytes (specification v1, "Byte Run Length Encoding"). */
import { OrcProblem } from "./orcProblem";
import type { StreamBytes } from "./streamBytes";

export class ByteRuns {
    /** Tells it from IntegerRuns. */
    readonly readsBytes = true;
    readonly #stream: StreamBytes;
    /** Of the run at hand: how many are left, and the byte when it is one byte over and over. */
    #left = 0;
    #repeated: number | undefined;

    constructor(stream: StreamBytes) {
        this.#stream = stream;
    }

    /** The next `count` bytes. Throws OrcProblem when there are fewer. */
    read(out: Uint8Array, count: number): void {
        let at = 0;
        while (at < count) {
            if (this.#left === 0) this.#nextRun();
            const part = Math.min(count - at, this.#left);
            if (this.#repeated === undefined) this.#stream.copyTo(out, at, part);
            else out.fill(this.#repeated, at, at + part);
            this.#left -= part;
            at += part;
        }
    }

    /** Whether there are bytes that nobody took. */
    hasMore(): boolean {
        return this.#left > 0 || this.#stream.hasMore();
    }

    #nextRun(): void {
        if (!this.#stream.hasMore())
            throw new OrcProblem(`${this.#stream.name} must have a value for every row, got fewer`);
        const control = this.#stream.nextByte();
        this.#left = control < 0x80 ? control + 3 : 256 - control;
        this.#repeated = control < 0x80 ? this.#stream.nextByte() : undefined;
    }
}
