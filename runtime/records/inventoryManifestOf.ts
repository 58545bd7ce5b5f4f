/** manifest.json of an inventory that was judged before, unless it has changed since. */
import { createHash } from "node:crypto";
import {
    InventoryManifestError,
    parseInventoryManifest,
    type InventoryManifest,
} from "../../model/inventory/inventoryManifest";
import type { InventoryReference } from "../../model/runs/records";
import type { ObjectStore } from "../aws/objectStore";
import { DataFileRefused } from "../shard/dataFileRefused";

/** Throws DataFileRefused when it is not the one the reference was made of. */
export async function inventoryManifestOf(
    control: Pick<ObjectStore, "read">,
    { manifestKey, manifestMd5, sourceBucket }: InventoryReference,
): Promise<InventoryManifest> {
    const stored = await control.read(manifestKey);
    const actual =
        stored === undefined ? "nothing" : createHash("md5").update(stored.bytes).digest("hex");
    if (stored === undefined || actual !== manifestMd5)
        throw new DataFileRefused(
            manifestKey,
            `MD5 must be ${manifestMd5} as when the scan began, got ${actual}; ` +
                "the inventory was altered or removed meanwhile",
        );
    try {
        return parseInventoryManifest(stored.bytes.toString("utf8"), { sourceBucket });
    } catch (error) {
        if (!(error instanceof InventoryManifestError)) throw error;
        throw new DataFileRefused(manifestKey, error.problems.join("; "), error);
    }
}
