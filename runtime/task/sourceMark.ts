/**
 * What a copy in a vault remembers of its source, in user metadata. A repeated task (Batch Operations invokes at
 * least once) must find its own earlier copy: every further one would be a new locked version, billed until its
 * retention ends. Size and date cannot tell two versions of a source apart, and the vault's ETag is not the
 * source's (multipart, or another key), so the source's ETag and version are written down.
 */
import type { FoundObject } from "../../model/jobs/taskDecision";

const etagName = "archival-source-etag";
const versionName = "archival-source-version";

/** User metadata an object may have, in bytes of names and values [S3 User Guide, April 2026]. */
const maxMetadataBytes = 2048;

const bare = (etag: string): string => etag.replaceAll('"', "");

function markOf(source: FoundObject, versionId: string | undefined): Record<string, string> {
    return {
        [etagName]: bare(source.etag),
        ...(versionId === undefined ? {} : { [versionName]: versionId }),
    };
}

/**
 * The metadata of the copy, or undefined when the mark does not fit or the source's metadata cannot be restated:
 * then the copy takes the metadata from its source, and a repeat copies again.
 */
export function metadataWithMark(
    source: FoundObject,
    versionId: string | undefined,
): Record<string, string> | undefined {
    if (source.missingMetadata > 0) return undefined;
    const metadata = { ...source.metadata, ...markOf(source, versionId) };
    const bytes = Object.entries(metadata).reduce(
        (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
        0,
    );
    return bytes <= maxMetadataBytes ? metadata : undefined;
}

/** True when `target` is a finished copy of exactly this source, in this class. */
export function isCopyOf(
    source: FoundObject,
    versionId: string | undefined,
    target: FoundObject,
    storageClass: string,
): boolean {
    return (
        target.sizeBytes === source.sizeBytes &&
        target.storageClass === storageClass &&
        target.metadata[etagName] === bare(source.etag) &&
        target.metadata[versionName] === versionId
    );
}
