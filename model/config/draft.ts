/**
 * The config with every default filled in, before it is judged: each part keeps its place and what the user wrote,
 * so that a check can tell a default from a choice. A draft without problems is the resolved config.
 */
import { partitionOf } from "../naming/arn";
import { defaultNamePrefix } from "../naming/names";
import { type DraftTier, draftTier } from "./draftTier";
import { pointer } from "./pointer";
import type { RawBucket, RawRetention, RawRule, RawStack } from "./rawConfig";
import { durationHours } from "./sizes";
import { defaultScaleOut } from "../scale/scaleOut";
import type { BucketConfig, LifecycleRule, Retention, StackConfig, VaultConfig } from "./types";

export interface ConfigContext {
    /** Name of the Pulumi stack. */
    readonly stack: string;
    /** `aws:region` of the stack. */
    readonly region: string;
    /** For dates that should lie in the past; without it they are not compared. */
    readonly now?: Date | undefined;
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

/** 0.50 USD a query at 5 USD per TB [price unverified]; a columnar inventory of a billion objects is about that. */
const defaultMaxScanBytes = 100e9;

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
            scaleOut: { ...defaultScaleOut, ...raw.scaleOut },
            queries: { maxScanBytes: raw.queries?.maxScan ?? defaultMaxScanBytes },
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
                format: raw.inventory?.format ?? "CSV",
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
            .map(([tier, rawTier]) => draftTier(at, tier, rawTier, production, name))
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
