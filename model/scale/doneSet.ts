/** What earlier runs have done of one deed, as bytes: what every shard of a scan is given. */
import { DoneBook } from "../runs/doneBook";
import { TriedBook } from "../runs/triedBook";

export interface DoneSet {
    readonly done: DoneBook;
    readonly tried: TriedBook;
}

/** The length of the first book comes before both. */
const headerBytes = 4;

export function doneSetBytes({ done, tried }: DoneSet): Buffer {
    const first = done.toBytes();
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32BE(first.length);
    return Buffer.concat([header, first, tried.toBytes()]);
}

/** Throws RangeError for bytes that `doneSetBytes` did not write. */
export function doneSetOf(bytes: Buffer): DoneSet {
    const first = bytes.length < headerBytes ? -1 : bytes.readUInt32BE();
    const end = headerBytes + first;
    if (first < 0 || end > bytes.length)
        throw new RangeError(
            `done set: must have a length and both books, got ${bytes.length} bytes`,
        );
    return {
        done: DoneBook.fromBytes(bytes.subarray(headerBytes, end)),
        tried: TriedBook.fromBytes(bytes.subarray(end)),
    };
}
