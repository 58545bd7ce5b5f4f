/**
 * Objects that runs have worked on without anybody knowing whether they did them: the run's report is not sound, or
 * an inventory has contradicted it. They are selected again once; how often it happened tells when to stop.
 */
import type { InventoryRow } from "../inventory/inventoryRow";
import { identityOf, namesVersion, type DoneObject } from "./doneBook";

interface Tried {
    /** Newest inventory time. */
    time: number;
    runs: number;
    /** The run that was counted last; a run counts once per object. */
    lastRun: string;
}

const hashBytes = 16;
const timeBytes = 6;
const entryBytes = hashBytes + timeBytes + 1;
const mostRuns = 255;

export class TriedBook {
    readonly #tried = new Map<string, Tried>();

    /** Reads what `toBytes` wrote. Throws RangeError for bytes that are no whole number of entries. */
    static fromBytes(bytes: Buffer): TriedBook {
        if (bytes.length % entryBytes !== 0)
            throw new RangeError(
                `tried list: must have a multiple of ${entryBytes} bytes, got ${bytes.length}`,
            );
        const book = new TriedBook();
        for (let at = 0; at < bytes.length; at += entryBytes)
            book.#tried.set(bytes.toString("latin1", at, at + hashBytes), {
                time: bytes.readUIntBE(at + hashBytes, timeBytes),
                runs: bytes.readUInt8(at + hashBytes + timeBytes),
                lastRun: "",
            });
        return book;
    }

    get size(): number {
        return this.#tried.size;
    }

    add({ key, versionId, size, inventoryTime }: DoneObject, runId: string): void {
        const identity = identityOf(key, versionId, size);
        const known = this.#tried.get(identity);
        if (known === undefined) {
            this.#tried.set(identity, { time: inventoryTime, runs: 1, lastRun: runId });
            return;
        }
        known.time = Math.max(known.time, inventoryTime);
        if (known.lastRun === runId) return;
        known.runs = Math.min(mostRuns, known.runs + 1);
        known.lastRun = runId;
    }

    /** In how many runs the object of a row was tried; the same object as DoneBook.has means it. */
    runsOf({ key, versionId, size, lastModified }: InventoryRow): number {
        if (this.#tried.size === 0) return 0;
        const tried = this.#tried.get(identityOf(key, versionId, size));
        if (tried === undefined) return 0;
        const isSame =
            namesVersion(versionId) || (lastModified !== undefined && lastModified <= tried.time);
        return isSame ? tried.runs : 0;
    }

    toBytes(): Buffer {
        const bytes = Buffer.alloc(this.#tried.size * entryBytes);
        let at = 0;
        for (const [identity, { time, runs }] of this.#tried) {
            bytes.write(identity, at, "latin1");
            bytes.writeUIntBE(time, at + hashBytes, timeBytes);
            bytes.writeUInt8(runs, at + hashBytes + timeBytes);
            at += entryBytes;
        }
        return bytes;
    }
}
