/**
 * The records of a scan over many functions, under scans/<bucket>/<scanId>/ in the control bucket. Each is written
 * once; which of them exist is the scan's state. Keys: model/naming/keys.ts.
 *
 * Submit writes the sets (what is done, what is watched for), then scan.json, then items.json, then starts an
 * execution of the state machine. Every shard writes its parts and watched rows, and its result last. Submit, woken by
 * the state machine, joins and records the runs exactly as it does after a scan of its own.
 */
import type { TierPlan } from "../config/bucketPlan";
import type { JobPart } from "../naming/keys";
import type { InventoryReference } from "../runs/records";
import type { ScanCounts } from "../selection/scanCounts";
import type { SelectingTier } from "../selection/tierRule";
import type { ShardFiles } from "./scanPlan";

/** A stored set of the scan, by content. */
export interface StoredSet {
    readonly key: string;
    readonly sha256: string;
}

/** A tier as the scan judges by it: every tier of the bucket is one, in evaluation order. */
export interface ScanTier {
    /** What is judged; `doneBefore` is left to the shard. */
    readonly selecting: Pick<SelectingTier, "name" | "select" | "action">;
    /** Of the tiers that select in this scan. */
    readonly run?:
        | {
              readonly runId: string;
              readonly tier: TierPlan;
              readonly namesVersions: boolean;
              /** What earlier runs have done; absent where the object's class tells it. */
              readonly done?: StoredSet | undefined;
              /** Runs that cannot be believed, for a person (DoneBefore.problems). */
              readonly problems: readonly string[];
          }
        | undefined;
}

/** A run whose claims an inventory can check, maybe of another bucket than the listed one (vaults). */
export interface ProvenRun {
    readonly bucket: string;
    readonly tier: string;
    readonly runId: string;
}

/** scan.json */
export interface ScanRecord {
    readonly kind: "scan";
    readonly schemaVersion: 1;
    readonly scanId: string;
    readonly bucket: string;
    readonly at: string;
    readonly inventory: InventoryReference;
    /** The refused scan that this one repeats: a damaged or missing file may have been restored since. */
    readonly after?: string | undefined;
    readonly tiers: readonly ScanTier[];
    /** The runs whose claims the scan looks for; `watched` holds the hashes of the claimed keys (KeyHashSet). */
    readonly proofs: readonly ProvenRun[];
    readonly watched?: StoredSet | undefined;
    readonly shards: readonly ShardFiles[];
    readonly maxRowsPerJob: number;
}

/** attempt-<n>.json: an execution of the state machine was or is about to be started. */
export interface ScanAttemptRecord {
    readonly kind: "scan-attempt";
    readonly schemaVersion: 1;
    readonly scanId: string;
    readonly attempt: number;
    readonly at: string;
}

/** failed-<n>.json: why an execution failed, in the state machine's words. */
export interface ScanFailureRecord {
    readonly kind: "scan-failure";
    readonly schemaVersion: 1;
    readonly scanId: string;
    readonly attempt: number;
    readonly at: string;
    readonly cause: string;
}

/** A stored part of a manifest. */
export interface ManifestPiece {
    readonly key: string;
    readonly etag: string;
    /** Bytes of the piece itself. */
    readonly length: number;
    readonly sha256: string;
    readonly rows: number;
    /** Bytes of the objects that its rows name. */
    readonly bytes: number;
}

/** What one shard selected for one tier. */
export interface ShardTier {
    readonly runId: string;
    /** In order of their numbers. */
    readonly parts: readonly (ManifestPiece & { readonly part: JobPart })[];
}

/**
 * shards/<n>.json. `refused` is a value and no failure: another try at once would find the same. A later trigger reads
 * all files again, in a scan of its own (ScanRecord.after), as it does where one function reads.
 */
export type ShardRecord = {
    readonly kind: "shard";
    readonly schemaVersion: 1;
    readonly scanId: string;
    readonly shard: number;
} & (
    | { readonly refused: string }
    | {
          readonly refused?: undefined;
          readonly counts: ScanCounts;
          readonly tiers: readonly ShardTier[];
          /** Rows whose key is watched for: gzip of JSON lines. */
          readonly watched?: { readonly key: string; readonly rows: number } | undefined;
      }
);

/** manifests/<runId>/scan-<...>/<job>.pieces.json: what a joined manifest is made of, in order. */
export interface ManifestPieces {
    readonly kind: "manifest-pieces";
    readonly schemaVersion: 1;
    readonly pieces: readonly { readonly length: number; readonly sha256: string }[];
}

/** joined/<tier>-<part>.json: the manifest is complete, so that a repeat joins nothing again. */
export interface JoinedRecord {
    readonly kind: "joined";
    readonly schemaVersion: 1;
    readonly manifest: {
        readonly key: string;
        readonly etag: string;
        readonly versionId?: string | undefined;
        readonly sha256: string;
        readonly pieces?: { readonly key: string } | undefined;
    };
}

/** An item of items.json, and what the function of a shard is called with. */
export interface ShardItem {
    readonly bucket: string;
    readonly scanId: string;
    readonly shard: number;
}

/** What the state machine is started with. */
export interface ScanInput {
    readonly bucket: string;
    readonly scanId: string;
    readonly attempt: number;
    /** Key of items.json in the control bucket. */
    readonly itemsKey: string;
}

/** Executions of one scan; past that a person has to look. */
export const maxScanAttempts = 3;
