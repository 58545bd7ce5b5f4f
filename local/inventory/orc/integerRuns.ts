/**
 * Integers in runs, version 2 (ORC specification v1, "Integer Run Length Encoding, version 2"): short repeats of equal
 * values and direct runs of all others. Those two can say everything; a writer need not use the other two.
 */

const minRepeat = 3;
const maxRepeat = 10;
const maxDirect = 512;

/** Widths in bits whose values fill whole bytes together, and their five-bit codes. */
const widths: readonly (readonly [bits: number, code: number])[] = [
    [1, 0],
    [2, 1],
    [4, 3],
    [8, 7],
    [16, 15],
    [24, 23],
    [32, 27],
    [40, 28],
    [48, 29],
    [56, 30],
];

/** For whole numbers from 0 to 2^53 - 1: lengths, positions in a dictionary, nanoseconds. */
export function unsignedRuns(values: readonly number[]): Buffer {
    const out: Buffer[] = [];
    let at = 0;
    while (at < values.length) {
        const repeats = repeatLength(values, at);
        if (repeats >= minRepeat) {
            out.push(shortRepeat(values[at] ?? 0, repeats));
            at += repeats;
            continue;
        }
        const start = at;
        while (
            at < values.length &&
            at - start < maxDirect &&
            repeatLength(values, at) < minRepeat
        ) {
            at++;
        }
        out.push(direct(values.slice(start, at)));
    }
    return Buffer.concat(out);
}

/** For whole numbers from -2^52 to 2^52 - 1, in zigzag. @throws RangeError beyond. */
export function signedRuns(values: readonly number[]): Buffer {
    return unsignedRuns(
        values.map((value) => {
            const zigzag = value < 0 ? -2 * value - 1 : 2 * value;
            if (!Number.isSafeInteger(zigzag)) {
                throw new RangeError(
                    `ORC integer: must be a whole number from -2^52 to 2^52 - 1, got ${value}`,
                );
            }
            return zigzag;
        }),
    );
}

function repeatLength(values: readonly number[], at: number): number {
    let end = at + 1;
    while (end < values.length && end - at < maxRepeat && values[end] === values[at]) end++;
    return end - at;
}

function shortRepeat(value: number, count: number): Buffer {
    let bytes = 1;
    while (value >= 256 ** bytes) bytes++;
    const out = Buffer.alloc(1 + bytes);
    out[0] = ((bytes - 1) << 3) | (count - minRepeat);
    writeBigEndian(out, 1, bytes, value);
    return out;
}

function direct(values: readonly number[]): Buffer {
    const largest = values.reduce((a, b) => Math.max(a, b), 0);
    const [bits, code] = widths.find(([width]) => largest < 2 ** width) ?? [56, 30];
    const out = Buffer.alloc(2 + Math.ceil((values.length * bits) / 8));
    const length = values.length - 1;
    out[0] = 0x40 | (code << 1) | (length >> 8);
    out[1] = length & 0xff;
    for (const [index, value] of values.entries()) {
        if (bits >= 8) {
            writeBigEndian(out, 2 + (index * bits) / 8, bits / 8, value);
        } else {
            const bit = index * bits;
            const at = 2 + (bit >> 3);
            out[at] = (out[at] ?? 0) | (value << (8 - bits - (bit & 7)));
        }
    }
    return out;
}

function writeBigEndian(out: Buffer, at: number, bytes: number, value: number): void {
    let rest = value;
    for (let index = at + bytes - 1; index >= at; index--) {
        out[index] = rest % 256;
        rest = Math.floor(rest / 256);
    }
}
