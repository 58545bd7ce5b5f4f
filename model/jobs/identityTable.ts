/**
 * The objects of a job by their 128-bit hash, in the order in which they came, without their names: for each that there
 * is room for 28 bytes and, because the index is a power of two, 5.3 to 10.7 for its place in it. All of it is outside
 * of JavaScript's heap.
 */
import type { IdentityHash } from "./identityHash";

const leastCapacity = 1024;

/** Bytes of one entry: hash, size, state. */
const entryBytes = 28;
const slotBytes = 4;

/** Bytes of a table with room for so many entries. */
export const identityTableBytes = (expected: number): number => {
    const capacity = Math.max(leastCapacity, expected);
    return entryBytes * capacity + slotBytes * slotsOf(capacity);
};

export class IdentityTable {
    /** How many there are; entries are numbered from 0. */
    length = 0;
    /** Whatever whoever fills the table needs to know of an entry. */
    sizes: Float64Array;
    states: Uint32Array;
    #hashes: Int32Array;
    /** Number of the entry plus one; 0 is free. A power of two, so that the low bits of a hash are the place. */
    #slots: Int32Array;

    /** @param expected Entries to make room for; when there are more it grows, and for that while holds both. */
    constructor(expected: number) {
        const capacity = Math.max(leastCapacity, expected);
        this.sizes = new Float64Array(capacity);
        this.states = new Uint32Array(capacity);
        this.#hashes = new Int32Array(4 * capacity);
        this.#slots = slotsFor(capacity);
    }

    /** Empties the table; it keeps its room. */
    clear(): void {
        this.sizes.fill(0, 0, this.length);
        this.states.fill(0, 0, this.length);
        this.#slots.fill(0);
        this.length = 0;
    }

    /** The entry's number, or -1. */
    find(hash: IdentityHash): number {
        const slots = this.#slots;
        const mask = slots.length - 1;
        for (let slot = hash.first & mask; ; slot = (slot + 1) & mask) {
            const entry = (slots[slot] as number) - 1;
            if (entry < 0 || this.#isAt(entry, hash)) return entry;
        }
    }

    /** The entry's number; a new one has size 0 and state 0. */
    findOrAdd(hash: IdentityHash): number {
        const slots = this.#slots;
        const mask = slots.length - 1;
        for (let slot = hash.first & mask; ; slot = (slot + 1) & mask) {
            const entry = (slots[slot] as number) - 1;
            if (entry < 0) {
                if (this.length === this.sizes.length) {
                    this.#grow();
                    return this.findOrAdd(hash);
                }
                const added = this.length++;
                slots[slot] = added + 1;
                const hashes = this.#hashes;
                hashes[4 * added] = hash.first;
                hashes[4 * added + 1] = hash.second;
                hashes[4 * added + 2] = hash.third;
                hashes[4 * added + 3] = hash.fourth;
                return added;
            }
            if (this.#isAt(entry, hash)) return entry;
        }
    }

    #isAt(entry: number, hash: IdentityHash): boolean {
        const hashes = this.#hashes;
        return (
            hashes[4 * entry] === hash.first &&
            hashes[4 * entry + 1] === hash.second &&
            hashes[4 * entry + 2] === hash.third &&
            hashes[4 * entry + 3] === hash.fourth
        );
    }

    #grow(): void {
        const capacity = 2 * this.sizes.length;
        const { sizes, states } = this;
        this.sizes = new Float64Array(capacity);
        this.sizes.set(sizes);
        this.states = new Uint32Array(capacity);
        this.states.set(states);
        const hashes = this.#hashes;
        this.#hashes = new Int32Array(4 * capacity);
        this.#hashes.set(hashes);
        this.#slots = slotsFor(capacity);
        const mask = this.#slots.length - 1;
        for (let entry = 0; entry < this.length; entry++) {
            let slot = (hashes[4 * entry] as number) & mask;
            while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
            this.#slots[slot] = entry + 1;
        }
    }
}

/** At most three in four are taken. */
const slotsOf = (capacity: number): number => 2 ** Math.ceil(Math.log2((capacity * 4) / 3));
const slotsFor = (capacity: number): Int32Array => new Int32Array(slotsOf(capacity));
