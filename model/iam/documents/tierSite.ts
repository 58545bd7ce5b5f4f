import { maxCopyBytes } from "../../storageClass";
import type { BucketConfig, StackConfig, TierConfig, VaultConfig } from "../../config/types";
import { namesOf, type Names, type TierRoleKind } from "../../naming/names";

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

/** Which roles a tier needs: a role that no job can use is not created. */
export function tierRoleKinds(tier: TierConfig): readonly TierRoleKind[] {
    const { action, select } = tier;
    switch (action.kind) {
        case "invoke":
            return ["invoke"];
        case "changeClass":
            if (action.mechanism === "lifecycle") return [];
            if (action.mechanism === "mark") return ["invoke", "task"];
            return copyKinds(select);
        case "copyTo":
            return copyKinds(select);
    }
}

/** Tags are judged per object by the task function; only objects over the copy limit need it otherwise. */
function copyKinds(select: TierConfig["select"]): readonly TierRoleKind[] {
    if (select.tags !== undefined) return ["invoke", "task"];
    if (select.maxSizeBytes !== undefined && select.maxSizeBytes <= maxCopyBytes) return ["copy"];
    return ["copy", "invoke", "task"];
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

/**
 * Whether the tier's manifests name versions: copies to another bucket from an all-versions inventory do;
 * in place never, since copying an old version onto its own key would roll the object back.
 */
export function carriesVersions({ bucket, tier }: TierSite): boolean {
    return tier.action.kind === "copyTo" && bucket.inventory.versions === "All";
}

/** Key prefixes under which a tier's copies land in the vault. */
export function vaultPrefixes({ tier }: TierSite): readonly string[] {
    if (tier.action.kind !== "copyTo") return [];
    const head = tier.action.keyPrefix === undefined ? "" : `${tier.action.keyPrefix}/`;
    const prefixes = tier.select.prefixes.length === 0 ? [""] : tier.select.prefixes;
    return prefixes.map((prefix) => head + prefix).filter((prefix) => prefix !== "");
}
