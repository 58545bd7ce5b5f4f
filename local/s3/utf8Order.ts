/**
 * Order of two strings by their UTF-8 bytes, which is how S3 sorts keys (S3 API Reference, ListObjectsV2). JavaScript
 * compares UTF-16 code units, which differs only where a surrogate meets a unit from U+E000 upward.
 */
export function compareUtf8(a: string, b: string): number {
    const shared = Math.min(a.length, b.length);
    for (let i = 0; i < shared; i++) {
        const x = a.charCodeAt(i);
        const y = b.charCodeAt(i);
        if (x !== y) return rank(x) - rank(y);
    }
    return a.length - b.length;
}

function rank(unit: number): number {
    return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
