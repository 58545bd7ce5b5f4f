/** Reading %XX in bytes, without strings: shared by everything that looks at still-encoded keys. */

export const percentSign = 0x25;
export const plusSign = 0x2b;

/** Value of a hex digit's character code, -1 for any other byte. */
export const hexDigit = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) {
    const digit = value.toString(16);
    hexDigit[digit.charCodeAt(0)] = value;
    hexDigit[digit.toUpperCase().charCodeAt(0)] = value;
}

/** The byte that the escape at `at` stands for, -1 when it is none or goes past `end`. */
export function escapedByte(bytes: Uint8Array, at: number, end: number): number {
    if (at + 3 > end || bytes[at] !== percentSign) return -1;
    const high = hexDigit[bytes[at + 1] as number] as number;
    const low = hexDigit[bytes[at + 2] as number] as number;
    return (high | low) < 0 ? -1 : high * 16 + low;
}
