import type { InventoryFormat } from "../../model/inventory/inventoryManifest";
import type { InventoryConfiguration } from "../core/contracts";

/** Where the parts of one report go in the destination bucket (S3 User Guide, April 2026). */
export interface DeliveryLayout {
    readonly destinationBucket: string;
    readonly manifestKey: string;
    readonly checksumKey: string;
    readonly symlinkKey: string;
    /** Where the data file is put. */
    readonly dataKey: (uuid: string) => string;
    /** What the manifest says of where the data file is. */
    readonly listedDataKey: (uuid: string) => string;
}

/** As the S3 User Guide, April 2026, has them. */
const extensions: Readonly<Record<InventoryFormat, string>> = {
    CSV: "csv.gz",
    ORC: "orc",
    Parquet: "parquet",
};

/** Timestamps are the start of the scan, not the delivery. */
export function deliveryLayout(
    sourceBucket: string,
    configuration: InventoryConfiguration,
    scanStart: Date,
): DeliveryLayout {
    const { prefix = "", bucketArn, format } = configuration.destination;
    const below = `${sourceBucket}/${configuration.id}`;
    const root = prefix === "" ? below : `${prefix}/${below}`;
    // A prefix ending in "/" puts the objects under "//" while the manifest lists one "/": AWS does that too
    // (third party reports), and a reader that trusts the manifest gets 404.
    const listedRoot = prefix === "" ? below : `${prefix.replace(/\/$/, "")}/${below}`;
    const minute = scanStart.toISOString().slice(0, 16).replace(":", "-");
    return {
        destinationBucket: bucketArn.slice(bucketArn.lastIndexOf(":") + 1),
        manifestKey: `${root}/${minute}Z/manifest.json`,
        checksumKey: `${root}/${minute}Z/manifest.checksum`,
        symlinkKey: `${root}/hive/dt=${minute.replace("T", "-")}/symlink.txt`,
        dataKey: (uuid) => `${root}/data/${uuid}.${extensions[format]}`,
        listedDataKey: (uuid) => `${listedRoot}/data/${uuid}.${extensions[format]}`,
    };
}
