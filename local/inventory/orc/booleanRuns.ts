/** Bits, highest first, in bytes; and those in runs (ORC specification v1, "Boolean" and "Byte Run Length Encoding"). */
export function booleanRuns(values: readonly boolean[]): Buffer {
    const bytes = Buffer.alloc(Math.ceil(values.length / 8));
    for (const [index, value] of values.entries()) {
        if (value) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
    }
    return byteRuns(bytes);
}

const minRun = 3;
const maxRun = 130;
const maxLiterals = 128;

function byteRuns(bytes: Buffer): Buffer {
    const out: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
        const run = runLength(bytes, at);
        if (run >= minRun) {
            out.push(Buffer.from([run - minRun, bytes[at] ?? 0]));
            at += run;
            continue;
        }
        const start = at;
        while (at < bytes.length && at - start < maxLiterals && runLength(bytes, at) < minRun) {
            at++;
        }
        out.push(Buffer.from([256 - (at - start)]), bytes.subarray(start, at));
    }
    return Buffer.concat(out);
}

function runLength(bytes: Buffer, at: number): number {
    let end = at + 1;
    while (end < bytes.length && end - at < maxRun && bytes[end] === bytes[at]) end++;
    return end - at;
}
