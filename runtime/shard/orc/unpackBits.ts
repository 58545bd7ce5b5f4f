/**
 * Big-endian bit-packed integers of up to 48 bits into doubles. Up to seven bytes after the last value are looked at,
 * whether they exist or not; they do not change the result.
 */
export function unpackBits(
    bytes: Uint8Array,
    from: number,
    width: number,
    count: number,
    out: Float64Array,
    outAt: number,
): void {
    const end = outAt + count;
    let at = from;
    if (width === 8) {
        for (let to = outAt; to < end; to++) out[to] = bytes[at++] as number;
        return;
    }
    if (width === 16) {
        for (let to = outAt; to < end; to++, at += 2)
            out[to] = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
        return;
    }
    if (width <= 24) {
        // A value and the bits before it always fit 32 bits.
        const shiftTop = 32 - width;
        let bit = 0;
        for (let to = outAt; to < end; to++) {
            const four =
                ((bytes[at] as number) << 24) |
                ((bytes[at + 1] as number) << 16) |
                ((bytes[at + 2] as number) << 8) |
                (bytes[at + 3] as number);
            out[to] = (four << bit) >>> shiftTop;
            bit += width;
            at += bit >> 3;
            bit &= 7;
        }
        return;
    }
    if (width <= 32) {
        const shiftTop = 32 - width;
        let bit = 0;
        for (let to = outAt; to < end; to++) {
            const four =
                ((bytes[at] as number) << 24) |
                ((bytes[at + 1] as number) << 16) |
                ((bytes[at + 2] as number) << 8) |
                (bytes[at + 3] as number);
            out[to] = ((four << bit) | ((bytes[at + 4] as number) >>> (8 - bit))) >>> shiftTop;
            bit += width;
            at += bit >> 3;
            bit &= 7;
        }
        return;
    }
    // 40 and 48: whole bytes.
    const more = (width - 32) >> 3;
    for (let to = outAt; to < end; to++, at += 4 + more) {
        const low =
            ((bytes[at + more] as number) << 24) |
            ((bytes[at + more + 1] as number) << 16) |
            ((bytes[at + more + 2] as number) << 8) |
            (bytes[at + more + 3] as number);
        const high =
            more === 1
                ? (bytes[at] as number)
                : ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
        out[to] = high * 4294967296 + (low >>> 0);
    }
}
