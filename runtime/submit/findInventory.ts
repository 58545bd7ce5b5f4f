/** The newest inventory of a bucket that S3 has committed, and whether it may be used. */
import { createHash } from "node:crypto";
import {
    inventoryChecksumKey,
    inventoryFoldersNewestFirst,
    inventoryFolderTime,
    inventoryManifestKey,
} from "../../model/inventory/inventoryFolders";
import {
    InventoryManifestError,
    parseInventoryManifest,
    type InventoryManifest,
} from "../../model/inventory/inventoryManifest";
import { inventoryFolder } from "../../model/naming/keys";
import type { InventoryReference } from "../../model/runs/records";
import type { ObjectStore } from "../aws/objectStore";

export interface UsableInventory {
    readonly reference: InventoryReference;
    readonly manifest: InventoryManifest;
}

/** A committed inventory that must not be used. `code` is stable for one cause, `reasons` are for a person. */
export interface RefusedInventory {
    readonly reference: InventoryReference;
    readonly code: string;
    readonly reasons: readonly string[];
}

/** At most one of the two: nothing is committed yet without either. */
export interface FoundInventory {
    readonly refused?: RefusedInventory | undefined;
    readonly usable?: UsableInventory | undefined;
}

/** Older ones than this many are not looked at: they would be far beyond any age limit. */
const maxFolders = 14;

/**
 * Never an older one than the newest committed: if that must not be used, its bucket may have changed since the one
 * before in a way that nobody knows, and the next delivery is at most a week away.
 */
export async function findInventory(
    control: ObjectStore,
    sourceBucket: string,
    configurationId: string,
): Promise<FoundInventory> {
    const base = inventoryFolder(sourceBucket, configurationId);
    const folders = inventoryFoldersNewestFirst(await control.folders(base)).slice(0, maxFolders);
    for (const folder of folders) {
        const checksum = await control.read(inventoryChecksumKey(folder));
        // No commit marker: still being delivered.
        if (checksum === undefined) continue;
        const judged = await judge(control, {
            folder,
            base,
            sourceBucket,
            configurationId,
            declaredMd5: checksum.bytes.toString("utf8").trim().toLowerCase(),
        });
        return "manifest" in judged ? { usable: judged } : { refused: judged };
    }
    return {};
}

interface Committed {
    readonly folder: string;
    readonly base: string;
    readonly sourceBucket: string;
    readonly configurationId: string;
    readonly declaredMd5: string;
}

async function judge(
    control: ObjectStore,
    committed: Committed,
): Promise<UsableInventory | RefusedInventory> {
    const { folder, base, sourceBucket, configurationId, declaredMd5 } = committed;
    const manifestKey = inventoryManifestKey(folder);
    const stored = await control.read(manifestKey);
    const actualMd5 =
        stored === undefined ? "" : createHash("md5").update(stored.bytes).digest("hex");
    const reference = (createdAt: number): InventoryReference => ({
        sourceBucket,
        configurationId,
        manifestKey,
        manifestMd5: actualMd5,
        createdAt: new Date(createdAt).toISOString(),
    });
    // The folder's date is all there is to say of an inventory whose manifest cannot be trusted.
    const refuse = (code: string, reasons: readonly string[]): RefusedInventory => ({
        reference: reference(inventoryFolderTime(folder)),
        code,
        reasons,
    });
    if (stored === undefined)
        return refuse("manifest-missing", [
            `${manifestKey} must exist, because its checksum does, got nothing`,
        ]);
    if (actualMd5 !== declaredMd5)
        return refuse(`checksum ${declaredMd5}`, [
            `${manifestKey}: MD5 must be ${JSON.stringify(declaredMd5)} as manifest.checksum says, ` +
                `got "${actualMd5}"; the inventory was altered or is being delivered again`,
        ]);
    let manifest: InventoryManifest;
    try {
        manifest = parseInventoryManifest(stored.bytes.toString("utf8"), { sourceBucket });
    } catch (error) {
        if (!(error instanceof InventoryManifestError)) throw error;
        return refuse(
            "manifest",
            error.problems.map((problem) => `${manifestKey}: ${problem}`),
        );
    }
    const { destinationBucket } = manifest;
    const problems = [
        ...(destinationBucket.endsWith(`:s3:::${control.bucket}`)
            ? []
            : [
                  `${manifestKey}: destinationBucket must be "arn:aws:s3:::${control.bucket}", where it lies, ` +
                      `got "${destinationBucket}"; it was made for another bucket and copied here`,
              ]),
        ...manifest.files
            .filter(({ key }) => !key.startsWith(base))
            .map(({ key }) => `${manifestKey}: files must be below "${base}", got "${key}"`),
    ];
    if (problems.length > 0) return refuse("manifest", problems);
    return { reference: reference(manifest.createdAt), manifest };
}
