/** Bounds how many calls run at once, first come, first served. */
export class Slots {
    #free: number;
    readonly #queue: (() => void)[] = [];

    constructor(size: number) {
        this.#free = size;
    }

    /** Changes the bound by starting anew; only while nothing runs. */
    resize(size: number): void {
        if (!Number.isInteger(size) || size < 1) {
            throw new RangeError(
                `parallel invocations: must be a whole number from 1, got ${size}`,
            );
        }
        this.#free = size;
    }

    /** Runs `work` when there is room; an abort while waiting rejects with the signal's reason. */
    async use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
        if (this.#free > 0) this.#free -= 1;
        else {
            // A slot is handed over, not freed and taken, so nobody overtakes.
            await new Promise<void>((resolve) => {
                this.#queue.push(resolve);
            });
        }
        try {
            signal.throwIfAborted();
            return await work();
        } finally {
            const next = this.#queue.shift();
            if (next === undefined) this.#free += 1;
            else next();
        }
    }
}
