import { checkAccounts } from "./checks/accounts";
import { checkActions } from "./checks/actions";
import { checkBuckets } from "./checks/buckets";
import { checkLifecycleOfBuckets } from "./checks/lifecycle";
import { checkOrder } from "./checks/order";
import { checkQueries } from "./checks/queries";
import { checkScaleOut } from "./checks/scaleOut";
import { checkSelections } from "./checks/selections";
import { checkVaultPlaces } from "./checks/vaultPlaces";
import { checkVaults } from "./checks/vaults";
import { ConfigError } from "./configError";
import { type ConfigContext, type Draft, draftOf } from "./draft";
import { Findings } from "./findings";
import { withoutSchemaProblems } from "./schemaProblems";
import type { StackConfig, TierConfig } from "./types";

const checks: readonly ((draft: Draft, findings: Findings) => void)[] = [
    checkAccounts,
    checkQueries,
    checkScaleOut,
    checkVaults,
    checkBuckets,
    checkSelections,
    checkActions,
    checkLifecycleOfBuckets,
    checkOrder,
    checkVaultPlaces,
];

/**
 * The meaning of a stack's `archival:*` values: validated, with defaults filled in.
 * @param raw the values by key without the prefix (`{ account, buckets, … }`), as Pulumi or a YAML parser has them
 * @throws ConfigError with every problem of the config, in form and in meaning, sorted by path
 */
export function resolveStackConfig(
    raw: Readonly<Record<string, unknown>>,
    context: ConfigContext,
): { config: StackConfig; warnings: string[] } {
    const findings = new Findings();
    const draft = draftOf(withoutSchemaProblems(raw, findings), context);
    for (const check of checks) check(draft, findings);
    const problems = findings.problems;
    if (problems.length > 0) throw new ConfigError(context.stack, problems);
    return { config: configOf(draft), warnings: findings.warnings };
}

function configOf({ config, buckets }: Draft): StackConfig {
    return {
        ...config,
        buckets: buckets.map((bucket) => ({
            ...bucket.config,
            tiers: bucket.tiers.map(({ at, tier }): TierConfig => {
                const { action } = tier;
                // The schema asks for an action, so a draft without problems has one.
                if (action === undefined)
                    throw new Error(`${at} passed the checks without an action`);
                return { ...tier, action };
            }),
        })),
    };
}
