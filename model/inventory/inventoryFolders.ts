/** The dated folders of a bucket's inventories, `<prefix>/<bucket>/<id>/2026-11-22T01-00Z/`. */

import { inventoryFolder } from "../naming/keys";

const dated = /(?:^|\/)(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})Z\/$/;

/**
 * The dated ones of some listed folders, newest first; `data/` and `hive/` fall away. The date is the start of
 * the scan in UTC, to the minute.
 */
export function inventoryFoldersNewestFirst(folders: readonly string[]): readonly string[] {
    return folders
        .filter((folder) => !Number.isNaN(inventoryFolderTime(folder)))
        .sort((a, b) => inventoryFolderTime(b) - inventoryFolderTime(a));
}

/** Milliseconds since the epoch of a dated folder; NaN for any other. */
export function inventoryFolderTime(folder: string): number {
    const [, day, hour, minute] = dated.exec(folder) ?? [];
    return Date.parse(`${day}T${hour}:${minute}:00.000Z`);
}

export const inventoryManifestKey = (folder: string): string => `${folder}manifest.json`;
/** The commit marker: S3 writes it last, and it holds the MD5 (hex) of manifest.json. */
export const inventoryChecksumKey = (folder: string): string => `${folder}manifest.checksum`;

/** What bucket and configuration the commit marker of such a key is about; undefined for any other key. */
export function committedInventoryOf(
    key: string,
): { readonly sourceBucket: string; readonly configurationId: string } | undefined {
    const folder = key.slice(0, key.lastIndexOf("/") + 1);
    if (key !== inventoryChecksumKey(folder) || Number.isNaN(inventoryFolderTime(folder)))
        return undefined;
    const [date = "", configurationId = "", sourceBucket = ""] = folder
        .split("/")
        .reverse()
        .slice(1);
    if (folder !== `${inventoryFolder(sourceBucket, configurationId)}${date}/`) return undefined;
    return { sourceBucket, configurationId };
}
