/** A ManifestStore that remembers how many bytes went under each key: who joins the pieces must know. */
import type { ManifestStore } from "../aws/manifestStore";

export class MeasuredStore implements ManifestStore {
    readonly #store: ManifestStore;
    readonly #lengths = new Map<string, number>();

    constructor(store: ManifestStore) {
        this.#store = store;
    }

    /** Bytes written under a key; 0 for one that nothing was written to. */
    lengthOf(key: string): number {
        return this.#lengths.get(key) ?? 0;
    }

    open(key: string): ReturnType<ManifestStore["open"]> {
        const writer = this.#store.open(key);
        this.#lengths.set(key, 0);
        return {
            write: (bytes) => {
                this.#lengths.set(key, this.lengthOf(key) + bytes.length);
                return writer.write(bytes);
            },
            finish: () => writer.finish(),
            abort: () => writer.abort(),
        };
    }

    stream(key: string, versionId?: string): ReturnType<ManifestStore["stream"]> {
        return this.#store.stream(key, versionId);
    }
}
