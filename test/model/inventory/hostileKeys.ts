/** Keys that trip byte-wise code: escapes, pluses, all lengths of UTF-8, and broken forms of each. */
import fc from "fast-check";

/** Raw keys as S3 allows them, made of pieces that look like one another when encoded. */
export const rawKeys = fc
    .array(
        fc.constantFrom(
            ...Array.from("aZ09-_.~/*!'()+% ,\"\\&="),
            "A9.csv",
            "é",
            "ÿ",
            "\u0000",
            "\u007f",
            "ß",
            "€",
            "\ufeff",
            "\ufffd",
            "\uffff",
            "漢",
            "😀",
            "\u{10ffff}",
            "%41",
            "C3",
            "logs/",
            ".log.gz",
        ),
        { minLength: 1, maxLength: 12 },
    )
    .map((pieces) => pieces.join(""));

const pieces: readonly Uint8Array[] = [
    ...Array.from("aZ9-_.~/*!+ "),
    "%",
    "%4",
    "%4G",
    "%G4",
    "%41",
    "%2f",
    "%2B",
    "%25",
    "%00",
    "%7F",
    "%80",
    "%C3%A9",
    "%c3%a9",
    "%C3",
    "%A9",
    "%C0%AF",
    "%C1%BF",
    "%E0%80%AF",
    "%E0%9F%BF",
    "%E0%A0%80",
    "%ED%9F%BF",
    "%ED%A0%80",
    "%EE%80%80",
    "%EF%BF%BD",
    "%E6%BC",
    "%F0%9F%98%80",
    "%F0%8F%BF%BF",
    "%F4%8F%BF%BF",
    "%F4%90%80%80",
    "%F5%80%80%80",
    "%FF",
    "é",
    "漢",
    "😀",
    "\ufeff",
]
    .map((text): Uint8Array => new TextEncoder().encode(text))
    .concat(
        [
            [0xc3],
            [0xa9],
            [0xc0, 0xaf],
            [0xe6, 0xbc],
            [0xed, 0xa0, 0x80],
            [0xf0, 0x9f, 0x98],
            [0xf4, 0x90, 0x80, 0x80],
            [0xff],
        ].map((bytes) => Uint8Array.from(bytes)),
    );

/** Bytes of keys of which most cannot be decoded, in one encoding or in both. */
export const hostileKeyBytes = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
    .map((parts): Buffer => Buffer.concat(parts));
