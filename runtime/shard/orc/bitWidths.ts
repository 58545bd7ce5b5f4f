/** Widths of bit-packed integers in RLE version 2 (ORC specification v1, "Integer Run Length Encoding, version 2"). */

const wide = [26, 28, 30, 32, 40, 48, 56, 64];

/** The width a five-bit code stands for. */
export const codedWidth = (code: number): number =>
    code < 24 ? code + 1 : (wide[code - 24] as number);

/** The smallest width there is a code for that holds `bits`: how the list of patches is packed. */
export const paddedWidth = (bits: number): number => {
    if (bits <= 24) return Math.max(1, bits);
    return wide.find((width) => width >= bits) ?? 64;
};
