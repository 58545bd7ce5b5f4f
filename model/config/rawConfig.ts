/**
 * Config values after the schema took out what breaks it: what is present has the form the schema promises, and
 * anything may be absent.
 */
import type { InventoryFormat } from "../inventory/inventoryManifest";
import type { StorageClass } from "../storageClass";
import type { ReplicationState } from "./replicationState";

/** Sizes in bytes, counts and days: `withPlainValues` has turned their text forms into numbers. */
export type RawNumber = number;

export interface RawStack {
    readonly account?: string;
    readonly namePrefix?: string;
    readonly production?: boolean;
    readonly owner?: { readonly team?: string; readonly email?: string };
    readonly accounts?: Readonly<
        Record<string, { readonly roleArn?: string; readonly externalId?: string }>
    >;
    readonly approvers?: readonly string[];
    readonly audit?: RawRetention;
    readonly scaleOut?: {
        readonly minFiles?: RawNumber;
        readonly maxConcurrency?: RawNumber;
        readonly maxRowsPerJob?: RawNumber;
    };
    readonly queries?: { readonly maxScan?: RawNumber };
    readonly vaults?: Readonly<
        Record<string, { readonly account?: string; readonly retention?: RawRetention }>
    >;
    readonly buckets?: Readonly<Record<string, RawBucket>>;
}

export interface RawRetention {
    readonly mode?: "COMPLIANCE" | "GOVERNANCE";
    readonly days?: RawNumber;
    readonly years?: RawNumber;
}

export interface RawBucket {
    readonly ownership?: "adopt" | "create";
    readonly kmsKeyArn?: string;
    readonly inventory?: {
        readonly format?: InventoryFormat;
        readonly frequency?: "Daily" | "Weekly";
        readonly versions?: "Current" | "All";
        readonly maxAge?: string;
    };
    readonly schedule?: {
        readonly cron?: string;
        readonly rate?: string;
        readonly timezone?: string;
    };
    readonly lifecycle?: {
        readonly manage?: boolean;
        readonly replaceAll?: boolean;
        readonly rules?: Readonly<Record<string, RawRule>>;
    };
    readonly tiers?: Readonly<Record<string, RawTier>>;
}

export interface RawRule {
    readonly status?: "Enabled" | "Disabled";
    readonly prefix?: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly objectSizeGreaterThan?: RawNumber;
    readonly objectSizeLessThan?: RawNumber;
    readonly transitions?: readonly {
        readonly days?: RawNumber;
        readonly storageClass?: StorageClass;
    }[];
    readonly noncurrentTransitions?: readonly {
        readonly noncurrentDays?: RawNumber;
        readonly storageClass?: StorageClass;
    }[];
    readonly expirationDays?: RawNumber;
    readonly noncurrentExpirationDays?: RawNumber;
    readonly abortIncompleteMultipartUploadDays?: RawNumber;
}

export interface RawTier {
    readonly priority?: RawNumber;
    readonly select?: {
        readonly prefixes?: readonly string[];
        readonly suffixes?: readonly string[];
        readonly include?: readonly string[];
        readonly exclude?: readonly string[];
        readonly olderThanDays?: RawNumber;
        readonly createdBefore?: string;
        readonly storageClasses?: readonly StorageClass[];
        readonly minSize?: RawNumber;
        readonly maxSize?: RawNumber;
        readonly tags?: Readonly<Record<string, string>>;
        readonly versions?: "current" | "noncurrent";
        readonly replication?: readonly ReplicationState[];
        readonly locked?: "skip" | "include";
    };
    readonly action?: {
        readonly changeClass?: StorageClass;
        readonly mechanism?: "copy" | "lifecycle" | "mark";
        readonly copyTo?: string;
        readonly storageClass?: StorageClass;
        readonly keyPrefix?: string;
        readonly invoke?: string;
        readonly arguments?: Readonly<Record<string, string>>;
    };
    readonly limits?: {
        readonly maxObjects?: RawNumber;
        readonly maxBytes?: RawNumber;
        readonly maxCostUsd?: number;
        readonly maxShareOfBucket?: number;
    };
    readonly approval?: "required" | "none";
    readonly maxAttempts?: RawNumber;
}
