/** The stored sets of a scan: named by their content, so that whoever reads one knows that it is the right one. */
import { createHash } from "node:crypto";
import { scanSetKey } from "../../model/naming/keys";
import type { StoredSet } from "../../model/scale/scanRecords";
import { RecordUnreadable } from "../aws/records";
import type { ObjectStore } from "../aws/objectStore";

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Stores a set unless it is there already. */
export async function storeSet(
    control: ObjectStore,
    folder: string,
    kind: "done" | "watch",
    bytes: Buffer,
): Promise<StoredSet> {
    const sha256 = sha256Of(bytes);
    const key = scanSetKey(folder, kind, sha256);
    await control.create(key, bytes, "application/octet-stream");
    return { key, sha256 };
}

/** Throws RecordUnreadable for a set that is missing or damaged. */
export async function readSet(control: ObjectStore, { key, sha256 }: StoredSet): Promise<Buffer> {
    const stored = await control.read(key);
    if (stored === undefined) throw new RecordUnreadable(control, key, "must exist, got nothing");
    const actual = sha256Of(stored.bytes);
    if (actual !== sha256)
        throw new RecordUnreadable(control, key, `SHA-256 must be ${sha256}, got ${actual}`);
    return stored.bytes;
}
