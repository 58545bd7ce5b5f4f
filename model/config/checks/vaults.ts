import { namesOf } from "../../naming/names";
import { minimumStorageDays } from "../../storageClass";
import type { Draft } from "../draft";
import type { Findings } from "../findings";
import { pointer, shown } from "../pointer";
import { accountAt, regionAt } from "./accounts";

const maxBucketName = 63;

/** Vaults: reachable account, a possible bucket name, a retention that fits what is archived there. */
export function checkVaults({ config, raw, buckets }: Draft, findings: Findings): void {
    const names = namesOf(config.namePrefix, config);
    for (const vault of config.vaults) {
        const at = pointer("vaults", vault.name);
        if (vault.account !== config.account && !Object.hasOwn(config.accounts, vault.account)) {
            const known = [config.account, ...Object.keys(config.accounts)].join(", ");
            findings.problem(
                at + pointer("account"),
                `must be the stack's account or one of archival:accounts (${known}), got ${shown(vault.account)}; ` +
                    "add the account with the role to assume there",
                [accountAt, pointer("accounts")],
            );
        }
        const bucket = names.vaultBucket(vault.name, vault.account);
        if (bucket.length > maxBucketName) {
            findings.problem(
                at,
                `its bucket name ${shown(bucket)} must have at most ${maxBucketName} characters, got ${bucket.length}; ` +
                    `shorten the vault's name by ${bucket.length - maxBucketName}`,
                [accountAt, regionAt],
            );
        }
        const taken = [names.controlBucket, names.auditBucket, names.accessLogBucket];
        if (taken.includes(bucket) || buckets.some((each) => each.config.name === bucket)) {
            findings.problem(
                at,
                `its bucket name must not be that of another bucket of the stack, got ${shown(bucket)}; rename the vault`,
                [accountAt, regionAt],
            );
        }
        checkRetention(at, vault.name);
    }

    function checkRetention(at: string, name: string): void {
        const { retention } = config.vaults.find((each) => each.name === name) ?? {};
        const classes = buckets.flatMap(({ tiers }) =>
            tiers.flatMap(({ tier: { action } }) =>
                action?.kind === "copyTo" && action.vault === name ? [action.storageClass] : [],
            ),
        );
        if (classes.length === 0) findings.warning(at, "no tier copies to this vault");
        const coldest = Math.max(0, ...classes.map((each) => minimumStorageDays[each]));
        if (retention !== undefined && retention.days < coldest) {
            findings.warning(
                at + pointer("retention"),
                `ends after ${retention.days} days, while objects there are billed for ${coldest} days at least; ` +
                    `deleting them in between saves nothing`,
            );
        }
        if (raw.vaults?.[name]?.retention?.mode === "COMPLIANCE" && !config.production) {
            findings.warning(
                at + pointer("retention", "mode"),
                "is COMPLIANCE in a stack that is not production: nobody can delete what is archived there, nor the bucket, " +
                    "until retention ends",
            );
        }
    }
}
