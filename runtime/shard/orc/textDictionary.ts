/** The dictionary of an ORC string column, and what lengths of strings may be. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { IntegerRuns } from "./integerRuns";
import { OrcProblem } from "./orcProblem";
import type { StreamBytes } from "./streamBytes";

/** No value of an inventory comes near it (a key has at most 1,024 bytes): more is a broken length. */
const maxValueBytes = 64 * 1024;
/** A dictionary must be in memory as a whole. Writers keep a stripe in memory, so theirs are smaller. */
const maxDictionaryBytes = 512 * 1024 * 1024;

/** The entries of a dictionary. */
export interface TextDictionary {
    readonly bytes: Uint8Array;
    /** One more than there are entries: an entry ends where the next begins. */
    readonly offsets: Int32Array;
}

/** Reads `entries` entries. Throws OrcProblem when the streams do not hold exactly those. */
export function textDictionary(
    lengths: IntegerRuns,
    data: StreamBytes,
    entries: number,
): TextDictionary {
    const offsets = new Int32Array(entries + 1);
    const scratch = new Float64Array(batchCapacity);
    let total = 0;
    for (let entry = 0; entry < entries;) {
        const part = Math.min(batchCapacity, entries - entry);
        lengths.read(scratch, part);
        for (let index = 0; index < part; index++) {
            const length = scratch[index] as number;
            checkedLength(length);
            total += length;
            offsets[++entry] = total;
        }
        if (total > maxDictionaryBytes)
            throw new OrcProblem(
                `dictionary must have at most ${maxDictionaryBytes} bytes, got ${total} or more`,
            );
    }
    // Memory that is not written to yet costs nothing, so lengths without data do no harm.
    const bytes = new Uint8Array(total);
    data.copyTo(bytes, 0, total);
    if (lengths.hasMore() || data.hasMore())
        throw new OrcProblem(`dictionary must have ${entries} entries, got more`);
    return { bytes, offsets };
}

/** Throws OrcProblem for a length that no value has. */
export function checkedLength(length: number): void {
    if (!(length >= 0 && length <= maxValueBytes))
        throw new OrcProblem(
            `LENGTH stream must have lengths of 0 to ${maxValueBytes} bytes, got ${length}`,
        );
}
