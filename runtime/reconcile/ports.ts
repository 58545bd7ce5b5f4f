/** What reconcile needs of the world; the stores are the functions' own buckets (runtime/aws). */
import type { Partition } from "../../model/naming/arn";
import type { BatchJobs } from "../aws/batchJobs";
import type { ManifestStore } from "../aws/manifestStore";
import type { Notifier } from "../aws/notifier";
import type { ObjectStore } from "../aws/objectStore";
import type { Telemetry } from "../aws/telemetry";

export interface ReconcilePorts {
    readonly stack: string;
    readonly partition: Partition;
    readonly control: ObjectStore;
    readonly audit: ObjectStore;
    readonly manifests: ManifestStore;
    readonly jobs: BatchJobs;
    readonly notifier: Notifier;
    readonly telemetry: Telemetry;
    now(): Date;
}
