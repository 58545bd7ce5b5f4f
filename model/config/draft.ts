/**
 * The config with every default filled in, before it is judged: each part keeps its place and what the user wrote,
 * so that a check can tell a default from a choice. A draft without problems is the resolved config.
 */
import { partitionOf } from "../naming/arn";
import { defaultNamePrefix } from "../naming/names";
import { type StorageClass, lifecycleMoves, targetClasses } from "../storageClass";
import { pointer } from "./pointer";
import type { RawBucket, RawRetention, RawRule, RawStack, RawTier } from "./rawConfig";
import { durationHours } from "./sizes";
import type {
    BucketConfig,
    LifecycleRule,
    Retention,
    Selection,
    StackConfig,
    TierAction,
    TierConfig,
    VaultConfig,
} from "./types";

export interface ConfigContext {
    /** Name of the Pulumi stack. */
    readonly stack: string;
    /** `aws:region` of the stack. */
    readonly region: string;
    /** For dates that should lie in the past; without it they are not compared. */
    readonly now?: Date | undefined;
}

export interface DraftTier {
    /** JSON pointer of the tier. */
    readonly at: string;
    readonly raw: RawTier;
    /** `action` is absent when the config's is missing or broken. */
    readonly tier: Omit<TierConfig, "action"> & { readonly action: TierAction | undefined };
}

export interface DraftBucket {
    readonly at: string;
    readonly raw: RawBucket;
    readonly config: Omit<BucketConfig, "tiers">;
    /** In evaluation order. */
    readonly tiers: readonly DraftTier[];
}

export interface Draft {
    readonly raw: RawStack;
    readonly context: ConfigContext;
    readonly config: Omit<StackConfig, "buckets">;
    readonly buckets: readonly DraftBucket[];
}

/** 7 years of which two are leap years, the most that any 7 years in a row have: a year is never cut short. */
const yearsInDays = (years: number): number => Math.ceil(years * 365.25);

/**
 * Evidence outlives its use by default (7 years in production), in GOVERNANCE mode: nobody with ordinary rights
 * can delete it, while a first deployment that was a mistake can still be undone by a privileged person.
 * COMPLIANCE cannot be undone by anyone, so it has to be written down.
 */
const defaultAudit = (production: boolean): Retention => ({
    mode: "GOVERNANCE",
    days: production ? yearsInDays(7) : 30,
});

export function draftOf(raw: RawStack, context: ConfigContext): Draft {
    const production = raw.production ?? /prod/i.test(context.stack);
    const account = raw.account ?? "";
    return {
        raw,
        context,
        config: {
            account,
            region: context.region,
            partition: partitionOf(context.region),
            stack: context.stack,
            namePrefix: raw.namePrefix ?? defaultNamePrefix,
            production,
            owner: { team: raw.owner?.team ?? "", email: raw.owner?.email ?? "" },
            accounts: Object.fromEntries(
                Object.entries(raw.accounts ?? {}).map(([id, { roleArn = "", externalId }]) => [
                    id,
                    { roleArn, externalId },
                ]),
            ),
            approvers: raw.approvers ?? [],
            audit: retentionOf(raw.audit) ?? defaultAudit(production),
            vaults: Object.entries(raw.vaults ?? {})
                .map(([name, vault]): VaultConfig => ({
                    name,
                    account: vault.account ?? account,
                    retention: retentionOf(vault.retention) ?? defaultAudit(production),
                }))
                .sort(byName),
        },
        buckets: Object.entries(raw.buckets ?? {})
            .map(([name, bucket]) => draftBucket(name, bucket, production))
            .sort((a, b) => byName(a.config, b.config)),
    };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
    a.name < b.name ? -1 : 1;

function retentionOf(raw: RawRetention | undefined): Retention | undefined {
    const days = raw?.days ?? (raw?.years === undefined ? undefined : yearsInDays(raw.years));
    return raw?.mode === undefined || days === undefined ? undefined : { mode: raw.mode, days };
}

function draftBucket(name: string, raw: RawBucket, production: boolean): DraftBucket {
    const at = pointer("buckets", name);
    const ownership = raw.ownership ?? "adopt";
    const frequency = raw.inventory?.frequency ?? "Daily";
    const { cron, rate, timezone } = raw.schedule ?? {};
    return {
        at,
        raw,
        config: {
            name,
            ownership,
            kmsKeyArn: raw.kmsKeyArn,
            inventory: {
                format: "CSV",
                frequency,
                versions: raw.inventory?.versions ?? "Current",
                maxAgeHours:
                    durationHours(raw.inventory?.maxAge ?? "") ??
                    (frequency === "Daily" ? 72 : 216),
            },
            schedule: {
                expression: rate === undefined ? `cron(${cron ?? "0 6 * * ? *"})` : `rate(${rate})`,
                timezone: timezone ?? "UTC",
            },
            lifecycle: {
                manage: raw.lifecycle?.manage ?? ownership === "create",
                rules: Object.entries(raw.lifecycle?.rules ?? {})
                    .sort(([a], [b]) => (a < b ? -1 : 1))
                    .map(([id, rule]) => lifecycleRule(id, rule)),
            },
        },
        tiers: Object.entries(raw.tiers ?? {})
            .map(([tier, rawTier]) => draftTier(at, tier, rawTier, production))
            .sort((a, b) => a.tier.priority - b.tier.priority || byName(a.tier, b.tier)),
    };
}

/** Absent optionals stay absent, so that a rule has only what it says. */
function lifecycleRule(id: string, raw: RawRule): LifecycleRule {
    const { transitions, noncurrentTransitions, status, ...rest } = raw;
    return {
        id,
        status: status ?? "Enabled",
        ...rest,
        ...(transitions === undefined
            ? {}
            : {
                  transitions: transitions.map(({ days = 0, storageClass = "STANDARD" }) => ({
                      days,
                      storageClass,
                  })),
              }),
        ...(noncurrentTransitions === undefined
            ? {}
            : {
                  noncurrentTransitions: noncurrentTransitions.map(
                      ({ noncurrentDays = 0, storageClass = "STANDARD" }) => ({
                          noncurrentDays,
                          storageClass,
                      }),
                  ),
              }),
    };
}

function draftTier(bucketAt: string, name: string, raw: RawTier, production: boolean): DraftTier {
    const action = actionOf(raw.action);
    const byLifecycle = action?.kind === "changeClass" && action.mechanism === "lifecycle";
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
            approval: raw.approval ?? (production && !byLifecycle ? "required" : "none"),
            maxAttempts: raw.maxAttempts ?? 3,
        },
    };
}

function actionOf(raw: RawTier["action"]): TierAction | undefined {
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
            keyPrefix: raw.keyPrefix,
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
    const lifecycleTarget =
        action?.kind === "changeClass" && action.mechanism === "lifecycle"
            ? action.storageClass
            : undefined;
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
    };
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
