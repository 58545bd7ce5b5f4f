import { type StorageClass, lifecycleMoves, targetClasses } from "../storageClass";
import { isLifecycleAction } from "./isLifecycleTier";
import { pointer } from "./pointer";
import type { RawTier } from "./rawConfig";
import type { Selection, TierAction, TierConfig } from "./types";

/** One tier with its defaults, before it is judged. */
export interface DraftTier {
    /** JSON pointer of the tier. */
    readonly at: string;
    readonly raw: RawTier;
    /** `action` is absent when the config's is missing or broken. */
    readonly tier: Omit<TierConfig, "action"> & { readonly action: TierAction | undefined };
}

export function draftTier(
    bucketAt: string,
    name: string,
    raw: RawTier,
    production: boolean,
    bucketName: string,
): DraftTier {
    const action = actionOf(raw.action, bucketName);
    return {
        at: bucketAt + pointer("tiers", name),
        raw,
        tier: {
            name,
            priority: raw.priority ?? 100,
            select: selectionOf(raw.select, action),
            action,
            limits: { ...raw.limits },
            // No job waits when a lifecycle rule acts alone.
            approval:
                raw.approval ?? (production && !isLifecycleAction(action) ? "required" : "none"),
            maxAttempts: raw.maxAttempts ?? 3,
        },
    };
}

function actionOf(raw: RawTier["action"], bucketName: string): TierAction | undefined {
    if (raw?.changeClass !== undefined) {
        return {
            kind: "changeClass",
            storageClass: raw.changeClass,
            mechanism: raw.mechanism ?? "copy",
        };
    }
    if (raw?.copyTo !== undefined && raw.storageClass !== undefined) {
        return {
            kind: "copyTo",
            vault: raw.copyTo,
            storageClass: raw.storageClass,
            // Two buckets may hold the same key, and a vault keeps one object per key.
            keyPrefix: raw.keyPrefix ?? bucketName,
        };
    }
    if (raw?.invoke !== undefined) {
        return { kind: "invoke", functionArn: raw.invoke, arguments: raw.arguments ?? {} };
    }
    return undefined;
}

/** Default of `select.minSize`: what lifecycle leaves alone since September 2024, for the same reason. */
export const defaultMinSizeBytes = 128 * 1024;

function selectionOf(raw: RawTier["select"], action: TierAction | undefined): Selection {
    const lifecycleTarget = isLifecycleAction(action) ? action.storageClass : undefined;
    return {
        prefixes: raw?.prefixes ?? [],
        suffixes: raw?.suffixes ?? [],
        include: raw?.include ?? [],
        exclude: raw?.exclude ?? [],
        olderThanDays: raw?.olderThanDays,
        createdBefore: instant(raw?.createdBefore),
        storageClasses: raw?.storageClasses ?? defaultClasses(lifecycleTarget),
        minSizeBytes: raw?.minSize ?? defaultMinSizeBytes,
        maxSizeBytes: raw?.maxSize,
        tags: raw?.tags,
        versions: raw?.versions ?? "current",
        replication: raw?.replication ?? ["NONE", "COMPLETED", "REPLICA"],
        // Lifecycle moves locked versions too, and adds no version by it.
        locked: raw?.locked ?? (lifecycleTarget === undefined ? "skip" : "include"),
    } satisfies Selection & Record<keyof Selection, unknown>;
}

/** STANDARD; or, for lifecycle, all it can move to the target, because a rule cannot tell classes apart. */
function defaultClasses(lifecycleTarget: StorageClass | undefined): readonly StorageClass[] {
    if (lifecycleTarget === undefined) return ["STANDARD"];
    return classesMovedTo(lifecycleTarget);
}

export const classesMovedTo = (target: StorageClass): StorageClass[] =>
    targetClasses.filter((source) => lifecycleMoves[source].includes(target));

/** ISO 8601 in UTC with milliseconds; undefined for what is no date (a check names it). */
function instant(text: string | undefined): string | undefined {
    if (text === undefined || !isCalendarDay(text.slice(0, 10))) return undefined;
    // Without an offset JavaScript would read a local time.
    const zoned = !text.includes("T") || /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
    const date = new Date(zoned);
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** JavaScript reads 30 February as 1 March; nobody means that. */
function isCalendarDay(day: string): boolean {
    const date = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
