/**
 * Cuts a process's output into log lines and finds the marker that ends an invocation, which may follow a line that
 * was not ended.
 */
export class OutputLines {
    readonly #onLine: (line: string) => void;
    #pending = "";
    #marker: string | undefined;
    #onMarker: (() => void) | undefined;

    constructor(onLine: (line: string) => void) {
        this.#onLine = onLine;
    }

    /** Resolves when the marker has come out. */
    waitFor(marker: string): Promise<void> {
        this.#marker = marker;
        return new Promise((resolve) => {
            this.#onMarker = resolve;
        });
    }

    push(text: string): void {
        this.#pending += text;
        const marker = this.#marker;
        const found = marker === undefined ? -1 : this.#pending.indexOf(marker);
        if (marker !== undefined && found >= 0) {
            const before = this.#pending.slice(0, found);
            this.#pending = this.#pending.slice(found + marker.length);
            this.#marker = undefined;
            this.#lines(before);
            this.#onMarker?.();
        }
        const end = this.#pending.lastIndexOf("\n");
        if (end < 0) return;
        const whole = this.#pending.slice(0, end);
        this.#pending = this.#pending.slice(end + 1);
        this.#lines(whole);
    }

    /** Gives out what is left when the process is gone. */
    end(): void {
        const rest = this.#pending;
        this.#pending = "";
        this.#lines(rest);
        this.#onMarker?.();
    }

    #lines(text: string): void {
        for (const line of text.split("\n")) {
            if (line !== "") this.#onLine(line);
        }
    }
}
