/**
 * The one codec for object keys in CSV inventories and in Batch Operations manifests. Both are form-style
 * percent-encoded UTF-8; ORC and Parquet inventories hold raw keys and must not pass through here.
 * Source: S3 User Guide, April 2026, and observed inventories (cloud-custodian issues 1997 and 1998).
 */

/** A key that cannot be decoded or encoded; the message names the key and the fix. */
export class KeyCodecError extends Error {
    constructor(message: string, cause?: unknown) {
        super(message, { cause });
        this.name = "KeyCodecError";
    }
}

/**
 * The raw key of a CSV inventory's Key column: "+" is a space and "%2B" a plus. Never decode twice.
 * @throws KeyCodecError for an incomplete escape or escapes that are not UTF-8.
 */
export function decodeInventoryKey(csvKey: string): string {
    return decodeFormStyle(csvKey, "inventory key");
}

/**
 * A raw key as S3 writes it into CSV inventories: space "+", "/" kept, everything else outside
 * `A-Z a-z 0-9 - _ . *` as upper-case %XX of its UTF-8 bytes. (That "*" stays and "~" does not is Java's
 * form encoding and [unverified] for S3; decoding does not depend on it.)
 * @throws KeyCodecError for a key with a lone surrogate, which no S3 key can have.
 */
export function encodeInventoryKey(raw: string): string {
    if (inventoryPlain.test(raw)) return raw;
    return percentEncode(raw, "inventory key")
        .replace(/%20/g, "+")
        .replace(/[!'()~]/g, percentByte);
}

/**
 * A raw key as our manifests hold it: `A-Z a-z 0-9 - _ . ~ /` stay, everything else is upper-case %XX. A space
 * is "%20" and a plus "%2B", so the result means the same whether the reader takes "+" for a space or not.
 * @throws KeyCodecError for a key with a lone surrogate, which no S3 key can have.
 */
export function encodeManifestKey(raw: string): string {
    if (manifestPlain.test(raw)) return raw;
    return percentEncode(raw, "manifest key").replace(/[!'()*]/g, percentByte);
}

/**
 * The raw key of a manifest row or of a completion report row, which echoes the manifest byte for byte. A bare
 * "+" is read as a space, as Batch Operations was observed to do.
 * @throws KeyCodecError for an incomplete escape or escapes that are not UTF-8.
 */
export function decodeManifestKey(encoded: string): string {
    return decodeFormStyle(encoded, "manifest key");
}

const inventoryPlain = /^[A-Za-z0-9\-_.*/]*$/;
const manifestPlain = /^[A-Za-z0-9\-_.~/]*$/;

function decodeFormStyle(encoded: string, what: string): string {
    // Most keys of most buckets need no decoding, and inventories have hundreds of millions of rows.
    const percent = encoded.includes("%");
    const spaced = encoded.includes("+") ? encoded.replaceAll("+", " ") : encoded;
    if (!percent) return spaced;
    try {
        return decodeURIComponent(spaced);
    } catch (cause) {
        throw new KeyCodecError(
            `${what}: every "%" must start an escape of two hex digits and the escapes must be UTF-8, ` +
                `got ${JSON.stringify(encoded)}; was it cut off, or never encoded?`,
            cause,
        );
    }
}

function percentEncode(raw: string, what: string): string {
    try {
        // encodeURIComponent escapes "/" too; keys keep it.
        return encodeURIComponent(raw).replaceAll("%2F", "/");
    } catch (cause) {
        throw new KeyCodecError(
            `${what}: must be valid Unicode, got a lone surrogate in ${JSON.stringify(raw)}; ` +
                `S3 keys are UTF-8, so the key was damaged before it came here`,
            cause,
        );
    }
}

function percentByte(character: string): string {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
