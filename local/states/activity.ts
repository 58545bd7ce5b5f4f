/**
 * Knows when every execution has come to rest: nothing is being invoked or read, and what goes on only waits for the
 * clock. A clock task awaits `idle`, so that virtual time does not move while a state is at work.
 */
export class Activity {
    #busy = 0;
    #waiting: (() => void)[] = [];
    readonly #errors: Error[] = [];

    /** A call that leaves the interpreter. */
    async during<T>(work: () => Promise<T>): Promise<T> {
        this.#busy += 1;
        try {
            return await work();
        } finally {
            this.#busy -= 1;
            if (this.#busy === 0) {
                for (const wake of this.#waiting.splice(0)) wake();
            }
        }
    }

    /** Keeps an error of the local AWS itself for whoever awaits `idle`. */
    broke(error: unknown): void {
        this.#errors.push(error instanceof Error ? error : new Error(String(error)));
    }

    /** Resolves when all are at rest. @throws the first error given to `broke` since the last time */
    async idle(): Promise<void> {
        do {
            if (this.#busy > 0) {
                await new Promise<void>((resolve) => {
                    this.#waiting.push(resolve);
                });
            }
            // Between calls the interpreter runs in microtasks only, so after this turn all that can go on has gone on.
            await new Promise((resolve) => setImmediate(resolve));
        } while (this.#busy > 0);
        const [first] = this.#errors.splice(0);
        if (first !== undefined) throw first;
    }
}
