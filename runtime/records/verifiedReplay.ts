/** Reads a stream again that was verified before, and lets nothing through that was not in it then. */
import { createHash, type Hash } from "node:crypto";

const blockBytes = 1024 * 1024;

/** SHA-256 of every MiB of a stream, while it passes: 32 bytes each. */
export class BlockSums {
    readonly #sums: Buffer[] = [];
    #hash: Hash = createHash("sha256");
    #filled = 0;
    #length = 0;

    update(bytes: Buffer): void {
        let at = 0;
        while (at < bytes.length) {
            const take = Math.min(blockBytes - this.#filled, bytes.length - at);
            this.#hash.update(bytes.subarray(at, at + take));
            this.#filled += take;
            at += take;
            if (this.#filled === blockBytes) this.#endBlock();
        }
        this.#length += bytes.length;
    }

    /** The same bytes once more, a MiB at a time; `altered` makes the error for any others. */
    async *replay(chunks: AsyncIterable<Buffer>, altered: () => Error): AsyncGenerator<Buffer> {
        if (this.#filled > 0) this.#endBlock();
        let left = this.#length;
        let index = 0;
        let gathered: Buffer[] = [];
        let size = 0;
        const block = (): Buffer => {
            const whole = Buffer.concat(gathered);
            gathered = [];
            size = 0;
            const expected = this.#sums[index++];
            if (expected?.equals(createHash("sha256").update(whole).digest()) !== true)
                throw altered();
            return whole;
        };
        for await (const chunk of chunks) {
            if (chunk.length > left) throw altered();
            left -= chunk.length;
            let at = 0;
            while (at < chunk.length) {
                const take = Math.min(blockBytes - size, chunk.length - at);
                gathered.push(chunk.subarray(at, at + take));
                size += take;
                at += take;
                if (size === blockBytes) yield block();
            }
        }
        if (left > 0) throw altered();
        if (size > 0) yield block();
    }

    #endBlock(): void {
        this.#sums.push(this.#hash.digest());
        this.#hash = createHash("sha256");
        this.#filled = 0;
    }
}
