/** The decoded key of the row that is being judged: decoded when somebody asks, and once. */
import { KeyCodecError } from "../inventory/keyCodec";
import { keyText } from "../inventory/materialise";
import type { RowBatch } from "../inventory/rowBatch";

export class RowKey {
    #batch: RowBatch | undefined;
    #index = 0;
    #isRead = false;
    #text: string | undefined;

    /** Goes on to another row. */
    moveTo(batch: RowBatch, index: number): void {
        this.#batch = batch;
        this.#index = index;
        this.#isRead = false;
    }

    /** Undefined when the key cannot be decoded. */
    get text(): string | undefined {
        if (this.#isRead || this.#batch === undefined) return this.#text;
        this.#isRead = true;
        this.#text = undefined;
        try {
            this.#text = keyText(this.#batch, this.#index);
        } catch (error) {
            if (!(error instanceof KeyCodecError)) throw error;
        }
        return this.#text;
    }
}
