/** Which objects the earlier runs of a tier have done: one hash per object. */
import { hash } from "node:crypto";
import type { InventoryRow } from "../inventory/inventoryRow";

/** Memory of one object in a book, about, in bytes; measured on Node 24. */
const doneObjectBytes = 75;
/** Memory to reckon with for one object, in bytes: as much again is needed while a list is read or written. */
export const doneObjectPeakBytes = 2 * doneObjectBytes;

/** An object whose task succeeded. */
export interface DoneObject {
    /** Raw key. */
    readonly key: string;
    /** As in the manifest: "null" for the null version, undefined when the manifest named no versions. */
    readonly versionId?: string | undefined;
    readonly size: number;
    /** Start of the scan of the inventory that the run selected from, milliseconds since the epoch. */
    readonly inventoryTime: number;
}

/** Collisions of 128 bits are out of reach for any number of objects. */
const hashBytes = 16;
/** Milliseconds since the epoch fit into six bytes until the year 10889. */
const timeBytes = 6;
const entryBytes = hashBytes + timeBytes;

export class DoneBook {
    /** Newest inventory time by identity. */
    readonly #times = new Map<string, number>();

    /** Reads what `toBytes` wrote. Throws RangeError for bytes that are no whole number of entries. */
    static fromBytes(bytes: Buffer): DoneBook {
        if (bytes.length % entryBytes !== 0)
            throw new RangeError(
                `done list: must have a multiple of ${entryBytes} bytes, got ${bytes.length}`,
            );
        const book = new DoneBook();
        for (let at = 0; at < bytes.length; at += entryBytes)
            book.#times.set(
                bytes.toString("latin1", at, at + hashBytes),
                bytes.readUIntBE(at + hashBytes, timeBytes),
            );
        return book;
    }

    get size(): number {
        return this.#times.size;
    }

    add({ key, versionId, size, inventoryTime }: DoneObject): void {
        const identity = identityOf(key, versionId, size);
        const known = this.#times.get(identity) ?? inventoryTime;
        this.#times.set(identity, Math.max(known, inventoryTime));
    }

    /**
     * Whether a row is an object that was done. A version id says it alone. Without one (or with the null version,
     * which is overwritten in place) it must be of the same size and not written after the inventory that the run
     * selected from: what was rewritten since is another object. Between a manifest with version ids and an inventory
     * without, or the other way round, nothing is known to be the same, so it is done once more. An inventory of
     * current objects of a versioned bucket cannot tell an older version of the same size that became current again.
     */
    has({ key, versionId, size, lastModified }: InventoryRow): boolean {
        const time = this.#times.get(identityOf(key, versionId, size));
        if (time === undefined) return false;
        if (namesVersion(versionId)) return true;
        return lastModified !== undefined && lastModified <= time;
    }

    toBytes(): Buffer {
        const bytes = Buffer.alloc(this.#times.size * entryBytes);
        let at = 0;
        for (const [identity, time] of this.#times) {
            bytes.write(identity, at, "latin1");
            bytes.writeUIntBE(time, at + hashBytes, timeBytes);
            at += entryBytes;
        }
        return bytes;
    }
}

export const namesVersion = (versionId: string | undefined): boolean =>
    versionId !== undefined && versionId !== "null";

/** A line break ends the part before the key, and neither a version id nor a size has one. */
export function identityOf(
    key: string,
    versionId: string | undefined,
    size: number | undefined,
): string {
    const text = namesVersion(versionId)
        ? `version ${versionId}\n${key}`
        : `${versionId ?? "unversioned"} ${size}\n${key}`;
    return hash("sha256", text, "buffer").toString("latin1", 0, hashBytes);
}
