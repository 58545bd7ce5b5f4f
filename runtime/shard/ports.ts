/** What the function of a shard needs of the world. */
import type { ManifestStore } from "../aws/manifestStore";
import type { ObjectStore } from "../aws/objectStore";
import type { Telemetry } from "../aws/telemetry";

export interface ShardPorts {
    readonly control: ObjectStore;
    /** Of the control bucket: parts of manifests are written as manifests are. */
    readonly parts: ManifestStore;
    readonly telemetry: Telemetry;
}
