/** Runs the work of several tiers so that one that fails never stops the others, and is named. */
import type { Telemetry } from "../aws/telemetry";

export class Attempts {
    readonly #telemetry: Telemetry;
    readonly #bucket: string;
    readonly #failures: Error[] = [];
    readonly #results: Record<string, string> = {};

    constructor(telemetry: Telemetry, bucket: string) {
        this.#telemetry = telemetry;
        this.#bucket = bucket;
    }

    /** What became of each tier: the last word that its work answered. */
    get results(): Readonly<Record<string, string>> {
        return this.#results;
    }

    /** A word for a tier that is decided elsewhere. */
    note(tier: string, word: string): void {
        this.#results[tier] = word;
    }

    /** Work answers a word for what became of the tier, or undefined when that is not decided yet. */
    async run(tier: string, work: () => Promise<string | undefined>): Promise<void> {
        try {
            const result = await work();
            if (result !== undefined) this.#results[tier] = result;
        } catch (cause) {
            const message = cause instanceof Error ? cause.message : String(cause);
            this.#telemetry.error(`tier failed: ${message}`, { bucket: this.#bucket, tier }, cause);
            this.#failures.push(new Error(`${this.#bucket}/${tier}: ${message}`, { cause }));
        }
    }

    /** Throws when anything failed, so that the event is repeated and in the end dead-lettered. */
    end(): void {
        if (this.#failures.length === 0) return;
        throw new AggregateError(
            this.#failures,
            this.#failures.map(({ message }) => message).join("; "),
        );
    }
}
