import { decodeManifestKey, KeyCodecError } from "../../model/inventory/keyCodec";
import { AwsError } from "../core/contracts";
import type { ManifestRow } from "./manifestRow";

/** The object one task is about; the key decoded. */
export interface TaskTarget {
    readonly bucket: string;
    readonly key: string;
    readonly versionId: string | undefined;
}

/** @throws AwsError InvalidRequest (400) for a row that names no object. */
export function taskTarget({ bucket, encodedKey, versionId }: ManifestRow): TaskTarget {
    if (versionId === "") {
        // An inventory manifest of all versions has it for null versions (reference 5.2).
        throw new AwsError("InvalidRequest", 400, "The version id must not be empty");
    }
    try {
        return { bucket, key: decodeManifestKey(encodedKey), versionId };
    } catch (cause) {
        if (!(cause instanceof KeyCodecError)) throw cause;
        throw new AwsError("InvalidRequest", 400, cause.message);
    }
}
