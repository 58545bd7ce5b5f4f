/** Runs the work of several tiers so that one that fails never stops the others, and is named. */
import type { Telemetry } from "../aws/telemetry";

export class Attempts {
    readonly #telemetry: Telemetry;
    readonly #bucket: string;
    readonly #failures: Error[] = [];

    constructor(telemetry: Telemetry, bucket: string) {
        this.#telemetry = telemetry;
        this.#bucket = bucket;
    }

    async run(tier: string, work: () => Promise<unknown>): Promise<void> {
        try {
            await work();
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
