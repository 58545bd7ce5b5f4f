/** What submit needs of the world. */
import type { JobSurroundings } from "../../model/runs/plannedJob";
import type { Executions } from "../aws/executions";
import type { ManifestJoiner } from "../aws/manifestJoiner";
import type { ManifestStore } from "../aws/manifestStore";
import type { Notifier } from "../aws/notifier";
import type { StartJobPorts } from "../aws/startJob";
import type { Telemetry } from "../aws/telemetry";

export interface SubmitPorts extends StartJobPorts {
    /** Manifests live in the control bucket, under other rules than records. */
    readonly manifests: ManifestStore;
    /** Joins what shards have written, in the control bucket. */
    readonly joiner: ManifestJoiner;
    readonly executions: Executions;
    readonly notifier: Notifier;
    readonly telemetry: Telemetry;
    readonly surroundings: JobSurroundings;
    /** Claims one pass may hold in memory; more are not checked, and the proof record says so. */
    readonly maxProofClaims: number;
    /** Objects done by earlier runs that one pass may hold in memory, over all tiers; past it a tier is refused. */
    readonly maxDoneObjects: number;
}
