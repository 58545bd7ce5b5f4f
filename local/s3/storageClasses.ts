import { archivedAccessTiers, archivedClasses } from "../../model/storageClass";
import { AwsError } from "../core/contracts";
import { invalidObjectState } from "./errors";
import type { StoredVersion } from "./storedVersion";

/** Classes a client may write to a general purpose bucket here (S3 API model, StorageClass, without Outposts, Snow, Express, FSx, Backup). */
export const writableClasses: readonly string[] = [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
];

/** @throws AwsError InvalidStorageClass (400) */
export function writableClass(asked: string | undefined): string {
    if (asked === undefined) return "STANDARD";
    if (writableClasses.includes(asked)) return asked;
    throw new AwsError("InvalidStorageClass", 400, "The storage class you specified is not valid", {
        StorageClassRequested: asked,
    });
}

/** Whether the bytes are offline: archived, and no restored copy is there now. */
export function isArchived(version: StoredVersion, now: number): boolean {
    if (version.storageClass === "INTELLIGENT_TIERING") {
        return version.accessTier !== undefined && archivedAccessTiers.includes(version.accessTier);
    }
    if (!archivedClasses.includes(version.storageClass)) return false;
    const { restore } = version;
    return restore === undefined || restore.ongoing || (restore.expires ?? 0) <= now;
}

/** @throws AwsError InvalidObjectState (403) */
export function requireReadable(version: StoredVersion, now: number, what: string): void {
    if (isArchived(version, now)) throw invalidObjectState(what, version.storageClass);
}
