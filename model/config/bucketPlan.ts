/**
 * What the runtime knows of one source bucket: written by `pulumi up` to `config/<bucket>.json` in the control
 * bucket, read by submit, reconcile and watchdog. Plain JSON; `schemaVersion` guards against old functions.
 */
import type { InventoryFormat } from "../inventory/inventoryManifest";
import type { ScaleOut } from "../scale/scaleOut";
import type { Partition } from "../naming/arn";
import type { Limits, Selection, TierAction } from "./types";

export interface BucketPlan {
    readonly schemaVersion: 1;
    readonly partition: Partition;
    readonly account: string;
    readonly region: string;
    readonly stack: string;
    readonly bucket: string;
    readonly kmsKeyArn?: string | undefined;
    readonly inventory: {
        readonly id: string;
        readonly format: InventoryFormat;
        readonly versions: "Current" | "All";
        readonly frequency: "Daily" | "Weekly";
        readonly maxAgeHours: number;
    };
    /** Absent in plans of older programs: the defaults hold. */
    readonly scaleOut?: ScaleOut | undefined;
    /** Tiers that submit jobs, in evaluation order; tiers done by lifecycle alone are `lifecycleTiers`. */
    readonly tiers: readonly TierPlan[];
    /** Lifecycle-only tiers still take their objects out of the later tiers' reach. */
    readonly lifecycleTiers: readonly Pick<TierPlan, "name" | "priority" | "select">[];
}

export interface TierPlan {
    readonly name: string;
    readonly priority: number;
    readonly select: Selection;
    readonly action: TierAction;
    readonly limits: Limits;
    readonly approval: "required" | "none";
    readonly maxAttempts: number;
    /** Where copies go: the source bucket itself or the vault. Absent for `invoke`. */
    readonly target?: TierTarget | undefined;
    readonly roles: {
        /** Batch job role of the native copy job. */
        readonly copy?: string | undefined;
        /** Batch job role that may invoke the task (or the team's) function, nothing else. */
        readonly invoke?: string | undefined;
        /** Role the task function assumes for the objects of this tier. */
        readonly task?: string | undefined;
    };
}

export interface TierTarget {
    readonly bucket: string;
    readonly account: string;
    readonly keyPrefix?: string | undefined;
    /** Inventory configuration id on the vault, for the proof; absent when the target is the source bucket. */
    readonly inventoryId?: string | undefined;
}
