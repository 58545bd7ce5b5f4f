/**
 * The records of a run. Every one is a write-once object in the control bucket (`If-None-Match: *`); a run's
 * state is the set of records that exist, so a crash between any two steps leaves nothing half-written and
 * every step can be repeated. Keys: model/naming/keys.ts.
 */
import type { JobPart } from "../naming/keys";

/** Which inventory a run is about. */
export interface InventoryReference {
    readonly sourceBucket: string;
    readonly configurationId: string;
    /** Key of manifest.json in the control bucket. */
    readonly manifestKey: string;
    /** MD5 (hex) of manifest.json: part of the run's identity. */
    readonly manifestMd5: string;
    /** Start of the scan, ISO 8601 with milliseconds; from the manifest's creationTimestamp. */
    readonly createdAt: string;
}

/** Counted objects and their bytes. */
export interface Tally {
    readonly objects: number;
    readonly bytes: number;
}

/**
 * What a job does. "in-place": the object itself changes class. "mark": it is tagged, and lifecycle moves it some days
 * later. "vault": a copy of it is made in a vault. "invoke": a team's own function is called, which may do anything.
 */
export type JobKind = "in-place" | "mark" | "vault" | "invoke";

/** What will be asked of Batch Operations for one part of a run; stored so that a repeat sends the same body. */
export interface PlannedJob {
    readonly part: JobPart;
    readonly attempt: number;
    /** Written down because a request cannot tell it: a team's arguments may have any names, also ours. */
    readonly kind: JobKind;
    readonly manifest: {
        readonly key: string;
        readonly etag: string;
        readonly versionId?: string | undefined;
        /** The "Ignore" column holds the object's size in bytes: Batch Operations skips it, reconcile and proof use it. */
        readonly fields: readonly ("Bucket" | "Key" | "VersionId" | "Ignore")[];
        readonly rows: number;
        readonly bytes: number;
        /** Of the bytes; with `pieces`, of the bytes of the list of pieces. */
        readonly sha256: string;
        /**
         * A manifest that S3 joined of the parts of a scan over many functions: nobody here has seen all of its bytes.
         * Under this key lies the list of its pieces in order, each with its length and SHA-256 (ManifestPieces).
         */
        readonly pieces?: { readonly key: string } | undefined;
    };
    /** The CreateJob request without AccountId, exactly as sent (S3 Control API member names). */
    readonly request: Readonly<Record<string, unknown>>;
}

export type RunDecision =
    /** Jobs are planned (and, with approval, will wait for confirmation). */
    | "submit"
    /** Nothing to archive. */
    | "empty"
    /** A limit was passed: no job. */
    | "held"
    /** The inventory or tier could not be used: no job. */
    | "refused";

/** runs/<bucket>/<tier>/<runId>/run.json */
export interface RunRecord {
    readonly kind: "run";
    readonly schemaVersion: 1;
    readonly runId: string;
    readonly account: string;
    readonly bucket: string;
    readonly tier: string;
    readonly at: string;
    readonly inventory: InventoryReference;
    /** sha256 over the tier's definition. */
    readonly tierDigest: string;
    readonly decision: RunDecision;
    /** Why, for every decision but "submit", and what is worth a look; sentences for a person. */
    readonly reasons: readonly string[];
    readonly approval: "required" | "none";
    readonly scanned: Tally;
    readonly selected: Tally;
    /** By reason (SkipReason). selected + all skipped = scanned, in objects. */
    readonly skipped: Readonly<Record<string, Tally>>;
    readonly estimatedCostUsd?: number | undefined;
    readonly jobs: readonly PlannedJob[];
}

/** runs/.../job-<part>-<attempt>.json and, under jobs/<jobId>.json, the same as an index. */
export interface JobRecord {
    readonly kind: "job";
    readonly schemaVersion: 1;
    readonly runId: string;
    readonly bucket: string;
    readonly tier: string;
    readonly part: JobPart;
    readonly attempt: number;
    readonly jobId: string;
    readonly at: string;
    readonly planned: PlannedJob;
}

/** runs/.../outcome-<part>-<attempt>.json: the verified completion report of one job. */
export interface OutcomeRecord {
    readonly kind: "outcome";
    readonly schemaVersion: 1;
    readonly runId: string;
    readonly bucket: string;
    readonly tier: string;
    readonly part: JobPart;
    readonly attempt: number;
    readonly jobId: string;
    readonly at: string;
    /** Terminal status: Complete, Failed or Cancelled. */
    readonly status: string;
    /** When the job ended, ISO 8601 (DescribeJob TerminationDate). */
    readonly endedAt: string;
    readonly failureReasons: readonly string[];
    readonly tasks: { readonly total: number; readonly succeeded: number; readonly failed: number };
    /** Bytes of the objects whose task succeeded, from the manifest's size column. */
    readonly bytesSucceeded: number;
    /** Failed rows by error class (ErrorClass). */
    readonly failures: Readonly<Record<string, number>>;
    /** Tasks that succeeded by leaving the object alone (ResultMessage "skipped: ..."): never claimed as archived. */
    readonly skippedByTask?: Tally | undefined;
    /** Manifest rows without a report row: never run, or unknown. */
    readonly unanswered?: number | undefined;
    /** Problems of the report itself (MD5, missing or foreign rows); empty when it is sound. */
    readonly reportProblems: readonly string[];
    readonly report?: { readonly manifestKey: string; readonly manifestMd5: string } | undefined;
    /** The retry that follows, if any; otherwise what is left unarchived is final. */
    readonly retry?: PlannedJob | undefined;
    /** First failed rows for a person, at most 20. */
    readonly examples: readonly { readonly key: string; readonly error: string }[];
}

/** runs/.../proof.json: what the next inventory said of the objects a run claims. */
export interface ProofRecord {
    readonly kind: "proof";
    readonly schemaVersion: 1;
    readonly runId: string;
    readonly bucket: string;
    readonly tier: string;
    readonly at: string;
    readonly inventory: InventoryReference;
    readonly claimed: number;
    /** Listed in the target class (and, in a vault, with the same size). */
    readonly proven: number;
    /** Rewritten after the job began: no longer the object that was archived. */
    readonly changedSince: number;
    /** No longer listed. */
    readonly gone: number;
    /** Listed unchanged and not in the target class: a false claim. */
    readonly contradicted: number;
    /** Why the claims could not be checked, e.g. too many for one pass; absent when they were. */
    readonly problems?: readonly string[] | undefined;
    readonly examples: readonly { readonly key: string; readonly found: string }[];
}

/**
 * runs/.../notice-run.json and notice-<part>-<attempt>.json: people and metrics were told of a run or an outcome.
 * Written last: a crash before it repeats the notice, which is better than losing it; a repeat after it is silent.
 */
export interface NoticeRecord {
    readonly kind: "notice";
    readonly schemaVersion: 1;
    readonly at: string;
}

/** runs/_turns/<bucket>/<lane>/<number>.json: the run that may begin next in its lane. */
export interface TurnRecord {
    readonly kind: "turn";
    readonly schemaVersion: 1;
    readonly runId: string;
    readonly bucket: string;
    readonly tier: string;
    readonly at: string;
}

/** One link of a bucket's ledger (audit bucket, Object Lock, write-once). */
export interface LedgerRecord {
    readonly kind: "ledger";
    readonly schemaVersion: 1;
    readonly sequence: number;
    readonly bucket: string;
    /** Unique per fact, so that a repeat is recognised: e.g. "<runId>/selected", "<runId>/outcome-copy-0". */
    readonly id: string;
    readonly at: string;
    /** sha256 (hex) of the previous record's bytes; 64 zeros for the first. */
    readonly previousSha256: string;
    readonly entry: RunRecord | JobRecord | OutcomeRecord | ProofRecord;
}
