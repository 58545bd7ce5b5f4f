/** What makes a row of a manifest and a row of a report the same object. */
import { decodeManifestKey } from "../inventory/keyCodec";

/**
 * The report of a live account was never seen: whether it echoes the manifest's encoding byte for byte or encodes
 * the key anew ("+" for "%20", "%7E" for "~", lower-case digits) does not matter here. Manifests are encoded in one
 * way only (encodeManifestKey), so two of their rows never become one by decoding. The null version is "null" in
 * the manifest; a report that leaves it out means the same version.
 */
export function rowIdentity(row: {
    readonly bucket: string;
    readonly key: string;
    readonly versionId: string;
}): string {
    const versionId = row.versionId === "null" ? "" : row.versionId;
    return `${row.bucket}\n${rawKey(row.key)}\n${versionId}`;
}

function rawKey(encoded: string): string {
    try {
        return decodeManifestKey(encoded);
    } catch {
        // A bare "%": not encoded at all, or not ours.
        return encoded;
    }
}
