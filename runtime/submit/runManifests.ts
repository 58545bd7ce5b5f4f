/** The manifests of one run, wherever its rows were gathered: in this function, or by many. */
import type { JobPart } from "../../model/naming/keys";
import type { FinishedPart } from "../shard/tierManifests";

export interface RunManifests {
    /** Parts that have rows, as jobs will be. */
    readonly parts: readonly JobPart[];
    /** Stores every part's manifest for good. */
    finish(): Promise<readonly FinishedPart[]>;
    /** Leaves nothing open behind; what `finish` has stored stays. May be called at any time, and again. */
    abort(): Promise<void>;
}
