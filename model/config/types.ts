/**
 * The resolved stack configuration: what a Pulumi.<stack>.yaml means after validation, with every default
 * filled in, sizes in bytes and durations in days or hours. The raw form is described by the published JSON
 * schema (schema/stack-config.schema.json); `resolveStackConfig` turns one into the other.
 */
import type { InventoryFormat } from "../inventory/inventoryManifest";
import type { StorageClass } from "../storageClass";
import type { ScaleOut } from "../scale/scaleOut";
import type { Partition } from "../naming/arn";
import type { ReplicationState } from "./replicationState";

export interface StackConfig {
    readonly account: string;
    readonly region: string;
    readonly partition: Partition;
    readonly stack: string;
    readonly namePrefix: string;
    /** Production stacks ask for approval by default. */
    readonly production: boolean;
    readonly owner: { readonly team: string; readonly email: string };
    /** How to reach other accounts of the organisation: the role that the deployment assumes there. */
    readonly accounts: Readonly<Record<string, AccountAccess>>;
    /** IAM principals (ARNs) that may assume the approver role. */
    readonly approvers: readonly string[];
    /** Days the audit bucket's Object Lock retains reports and ledger, and its mode. */
    readonly audit: Retention;
    readonly scaleOut: ScaleOut;
    /** The Athena workgroup: bytes that one query may scan at most. */
    readonly queries: { readonly maxScanBytes: number };
    readonly vaults: readonly VaultConfig[];
    readonly buckets: readonly BucketConfig[];
}

export interface AccountAccess {
    readonly roleArn: string;
    readonly externalId?: string | undefined;
}

export interface Retention {
    readonly mode: "COMPLIANCE" | "GOVERNANCE";
    readonly days: number;
}

export interface VaultConfig {
    /** Key in `archival:vaults`; physical name is `names.vaultBucket(name, account)`. */
    readonly name: string;
    readonly account: string;
    readonly retention: Retention;
}

export interface BucketConfig {
    readonly name: string;
    /** "adopt": the bucket exists and nothing of it is replaced. "create": this stack creates and protects it. */
    readonly ownership: "adopt" | "create";
    /** Customer managed key of the bucket's objects; job roles may use it. Absent: SSE-S3. */
    readonly kmsKeyArn?: string | undefined;
    readonly inventory: {
        /** Of the reports asked for; a report is read in the format it says it has. */
        readonly format: InventoryFormat;
        readonly frequency: "Daily" | "Weekly";
        /** "All" lists versions: needed for noncurrent selection and for VersionId in copies to a vault. */
        readonly versions: "Current" | "All";
        /** An inventory older than this, in hours, is refused. */
        readonly maxAgeHours: number;
    };
    readonly schedule: { readonly expression: string; readonly timezone: string };
    /** Lifecycle of the bucket, when it is ours to manage: the tiers' rules are merged into these by id. */
    readonly lifecycle: { readonly manage: boolean; readonly rules: readonly LifecycleRule[] };
    /** In evaluation order: the first tier that matches an object takes it. */
    readonly tiers: readonly TierConfig[];
}

/** A lifecycle rule as the S3 API has it, the part of it that this product writes and merges. */
export interface LifecycleRule {
    readonly id: string;
    readonly status: "Enabled" | "Disabled";
    readonly prefix?: string | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly objectSizeGreaterThan?: number | undefined;
    readonly objectSizeLessThan?: number | undefined;
    readonly transitions?: readonly {
        readonly days: number;
        readonly storageClass: StorageClass;
    }[];
    readonly noncurrentTransitions?: readonly {
        readonly noncurrentDays: number;
        readonly storageClass: StorageClass;
    }[];
    readonly expirationDays?: number | undefined;
    readonly noncurrentExpirationDays?: number | undefined;
    readonly abortIncompleteMultipartUploadDays?: number | undefined;
}

export interface TierConfig {
    readonly name: string;
    /** Lower is judged first; overlapping tiers must differ. */
    readonly priority: number;
    readonly select: Selection;
    readonly action: TierAction;
    readonly limits: Limits;
    readonly approval: "required" | "none";
    /** Attempts per object, first included, 1 to 10. */
    readonly maxAttempts: number;
}

/** Which objects a tier takes. All given conditions must hold. */
export interface Selection {
    /** Literal key prefixes; empty means every key. */
    readonly prefixes: readonly string[];
    readonly suffixes: readonly string[];
    /** Globs on the whole key; empty include means every key. `**` crosses "/", `*` and `?` do not. */
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    /** Days since LastModifiedDate, counted at the inventory's creationTimestamp. */
    readonly olderThanDays?: number | undefined;
    /** ISO 8601 instant; LastModifiedDate must be before it. */
    readonly createdBefore?: string | undefined;
    readonly storageClasses: readonly StorageClass[];
    /** Inclusive, in bytes. */
    readonly minSizeBytes: number;
    readonly maxSizeBytes?: number | undefined;
    /** Object tags that must be present; checked per object at task time, since inventories have no tags. */
    readonly tags?: Readonly<Record<string, string>> | undefined;
    readonly versions: "current" | "noncurrent";
    /** Accepted ReplicationStatus values; "NONE" is an object without one. */
    readonly replication: readonly ReplicationState[];
    /** Whether objects under Object Lock retention or legal hold may be taken. */
    readonly locked: "skip" | "include";
}

export type TierAction =
    | {
          readonly kind: "changeClass";
          readonly storageClass: StorageClass;
          /**
           * "copy": in place by Batch Operations (over 5 GB, or with `tags`: by the task function).
           * "lifecycle": a lifecycle rule alone. "mark": the task function tags, a lifecycle rule moves.
           */
          readonly mechanism: "copy" | "lifecycle" | "mark";
      }
    | {
          readonly kind: "copyTo";
          readonly vault: string;
          readonly storageClass: StorageClass;
          /** Prepended to each key in the vault, without a trailing "/"; a resolved config always has one. */
          readonly keyPrefix?: string | undefined;
      }
    | {
          readonly kind: "invoke";
          /** Qualified ARN of the team's own function (version or alias), Batch schema 2.0. */
          readonly functionArn: string;
          readonly arguments: Readonly<Record<string, string>>;
      };

/** Past any of these a run submits nothing and says why. Absent: no limit. */
export interface Limits {
    readonly maxObjects?: number | undefined;
    readonly maxBytes?: number | undefined;
    readonly maxCostUsd?: number | undefined;
    /** Share of the inventory's objects, 0 to 1. */
    readonly maxShareOfBucket?: number | undefined;
}
