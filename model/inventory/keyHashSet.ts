/** Hashes of keys that somebody waits for (keyHash.ts): a few bytes each, and asked once per row of an inventory. */

const bytesPerHash = 4;
const leastPlaces = 16;

export class KeyHashSet {
    /** Open addressing; 0 is a free place, so the hash 0 is kept apart. */
    #places = new Uint32Array(leastPlaces);
    #used = 0;
    #hasZero = false;

    /** Reads what `toBytes` wrote. Throws RangeError for bytes that are no whole number of hashes. */
    static fromBytes(bytes: Uint8Array): KeyHashSet {
        if (bytes.length % bytesPerHash !== 0)
            throw new RangeError(
                `key hashes: must have a multiple of ${bytesPerHash} bytes, got ${bytes.length}`,
            );
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        const set = new KeyHashSet();
        for (let at = 0; at < bytes.length; at += bytesPerHash) set.add(view.getUint32(at, true));
        return set;
    }

    get size(): number {
        return this.#used + (this.#hasZero ? 1 : 0);
    }

    /** @param hash Unsigned, 32 bits. */
    add(hash: number): void {
        if (hash === 0) {
            this.#hasZero = true;
            return;
        }
        if (this.#used * 2 >= this.#places.length) this.#grow();
        const place = placeOf(this.#places, hash);
        if (this.#places[place] === hash) return;
        this.#places[place] = hash;
        this.#used++;
    }

    has(hash: number): boolean {
        if (hash === 0) return this.#hasZero;
        const places = this.#places;
        return places[placeOf(places, hash)] === hash;
    }

    /** The same bytes for the same hashes, in whatever order they came. */
    toBytes(): Uint8Array {
        const sorted = this.#places.filter((hash) => hash !== 0).sort();
        const bytes = new Uint8Array(this.size * bytesPerHash);
        const view = new DataView(bytes.buffer);
        let at = this.#hasZero ? bytesPerHash : 0;
        for (const hash of sorted) {
            view.setUint32(at, hash, true);
            at += bytesPerHash;
        }
        return bytes;
    }

    #grow(): void {
        const larger = new Uint32Array(this.#places.length * 2);
        for (const hash of this.#places) if (hash !== 0) larger[placeOf(larger, hash)] = hash;
        this.#places = larger;
    }
}

/** Where a hash is or would be. The hash's own low bits are mixed well enough. */
function placeOf(places: Uint32Array, hash: number): number {
    const mask = places.length - 1;
    let place = hash & mask;
    while (places[place] !== 0 && places[place] !== hash) place = (place + 1) & mask;
    return place;
}
