/**
 * Physical names of everything a stack creates, from the config alone, so that they are known in the first
 * preview and policy documents can be judged there. Two stacks in one account and Region need different prefixes.
 */
import { createHash } from "node:crypto";
import type { Place } from "./arn";

/** Default of `archival:namePrefix`. */
export const defaultNamePrefix = "archival";

/** The functions of the foundation; each has a folder under runtime/, a role and an alias "live". */
export const functionNames = ["submit", "shard", "reconcile", "task", "watchdog"] as const;
export type FunctionName = (typeof functionNames)[number];
export const liveAlias = "live";

/** What kinds of role one tier can have; see docs/architecture.md, "Roles". */
export type TierRoleKind = "copy" | "invoke" | "task";

/** S3 Inventory configuration id on each source bucket and vault. */
export const inventoryId = "archival";

const shortHash = (text: string): string =>
    createHash("sha256").update(text).digest("hex").slice(0, 8);

/** A name of at most `max` characters that stays unique: the readable head, then a hash of the whole. */
export function boundedName(head: string, identity: string, max: number): string {
    const suffix = `-${shortHash(identity)}`;
    return head.slice(0, max - suffix.length).replace(/[-.]+$/, "") + suffix;
}

export interface Names {
    readonly controlBucket: string;
    readonly auditBucket: string;
    readonly accessLogBucket: string;
    readonly keyAlias: string;
    readonly topic: string;
    readonly deadLetterQueue: string;
    readonly scheduleDeadLetterQueue: string;
    readonly scheduleGroup: string;
    readonly schedulerRole: string;
    /** Scans large inventories, one function per data file. */
    readonly scanStateMachine: string;
    readonly scanStateMachineRole: string;
    readonly approverRole: string;
    readonly inventoryRule: string;
    readonly jobStatusRule: string;
    readonly watchdogSchedule: string;
    /** Glue database; letters, digits and "_" alone, so that SQL needs no quotes. */
    readonly catalogueDatabase: string;
    readonly workgroup: string;
    functionName(fn: FunctionName): string;
    functionRole(fn: FunctionName): string;
    logGroup(fn: FunctionName): string;
    schedule(bucket: string): string;
    tierRole(bucket: string, tier: string, kind: TierRoleKind): string;
    vaultBucket(vault: string, vaultAccount: string): string;
    vaultKeyAlias(vault: string): string;
    /** Key of a source bucket that this stack creates. */
    bucketKeyAlias(bucket: string): string;
}

/** Every physical name of a stack. IAM role names are global to an account, so they carry the Region. */
export function namesOf(prefix: string, place: Place): Names {
    const { account, region } = place;
    return {
        controlBucket: `${prefix}-control-${account}-${region}`,
        auditBucket: `${prefix}-audit-${account}-${region}`,
        accessLogBucket: `${prefix}-access-logs-${account}-${region}`,
        keyAlias: `alias/${prefix}`,
        topic: `${prefix}-notices`,
        deadLetterQueue: `${prefix}-dead-letters`,
        scheduleDeadLetterQueue: `${prefix}-schedule-dead-letters`,
        scheduleGroup: prefix,
        schedulerRole: `${prefix}-scheduler-${region}`,
        scanStateMachine: `${prefix}-scan`,
        scanStateMachineRole: `${prefix}-scan-${region}`,
        approverRole: `${prefix}-approver-${region}`,
        inventoryRule: `${prefix}-inventory-committed`,
        jobStatusRule: `${prefix}-job-status-changed`,
        watchdogSchedule: `${prefix}-watchdog`,
        catalogueDatabase: prefix.replaceAll("-", "_"),
        workgroup: prefix,
        functionName: (fn) => `${prefix}-${fn}`,
        functionRole: (fn) => `${prefix}-${fn}-${region}`,
        logGroup: (fn) => `/aws/lambda/${prefix}-${fn}`,
        schedule: (bucket) => boundedName(bucket, bucket, 64),
        tierRole: (bucket, tier, kind) =>
            boundedName(`${prefix}-${kind}-${bucket}-${tier}`, `${region}/${bucket}/${tier}`, 64),
        vaultBucket: (vault, vaultAccount) => `${vault}-${vaultAccount}-${region}`,
        vaultKeyAlias: (vault) => `alias/${prefix}-vault-${vault}`,
        // Aliases take no dots (KMS API reference, CreateAlias); the hash keeps "a.b" and "a-b" apart.
        bucketKeyAlias: (bucket) =>
            `alias/${boundedName(`${prefix}-data-${bucket}`.replaceAll(".", "-"), bucket, 128)}`,
    };
}
