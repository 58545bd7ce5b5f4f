import type { BucketConfig, StackConfig, TierConfig, VaultConfig } from "../../config/types";
import { manifestNamesVersions } from "../../runs/plannedJob";
import { namesOf, type Names } from "../../naming/names";

/** One tier with everything its role documents depend on; all of it known before anything exists. */
export interface TierSite {
    readonly config: StackConfig;
    readonly names: Names;
    readonly bucket: BucketConfig;
    readonly tier: TierConfig;
}

export function tierSite(config: StackConfig, bucket: BucketConfig, tier: TierConfig): TierSite {
    return { config, names: namesOf(config.namePrefix, config), bucket, tier };
}

/** The vault a tier copies to, if it does. */
export function vaultOf(site: TierSite): VaultConfig | undefined {
    const { action } = site.tier;
    if (action.kind !== "copyTo") return undefined;
    const vault = site.config.vaults.find(({ name }) => name === action.vault);
    if (vault === undefined) {
        throw new Error(
            `tier "${site.tier.name}" of "${site.bucket.name}": vault must be declared, got "${action.vault}"; ` +
                `add it to archival:vaults`,
        );
    }
    return vault;
}

/** Whether the tier's manifests name versions, and so its roles need the version-specific actions. */
export function carriesVersions({ bucket, tier }: TierSite): boolean {
    return manifestNamesVersions(tier, bucket.inventory.versions === "All");
}

/** Key prefixes under which a tier's copies land in the vault. */
export function vaultPrefixes({ tier }: TierSite): readonly string[] {
    if (tier.action.kind !== "copyTo") return [];
    const head = tier.action.keyPrefix === undefined ? "" : `${tier.action.keyPrefix}/`;
    const prefixes = tier.select.prefixes.length === 0 ? [""] : tier.select.prefixes;
    return prefixes.map((prefix) => head + prefix).filter((prefix) => prefix !== "");
}
