import type { StorageClass } from "../../storageClass";
import type { StackConfig, VaultConfig } from "../../config/types";
import { tierRoleKinds } from "../../config/tierRoleKinds";
import { tierSite, type TierSite } from "./tierSite";

/** A role that copies into a vault. */
export interface VaultWriter {
    /** Role name, in the stack's own account. */
    readonly role: string;
    readonly kind: "copy" | "task";
    readonly storageClass: StorageClass;
    readonly site: TierSite;
}

/** Every role of every tier that copies to this vault, in config order. */
export function vaultWriters(config: StackConfig, vault: VaultConfig): VaultWriter[] {
    return config.buckets.flatMap((bucket) =>
        bucket.tiers.flatMap((tier) => {
            const { action } = tier;
            if (action.kind !== "copyTo" || action.vault !== vault.name) return [];
            const site = tierSite(config, bucket, tier);
            return tierRoleKinds(tier).flatMap((kind): VaultWriter[] =>
                kind === "invoke"
                    ? []
                    : [
                          {
                              role: site.names.tierRole(bucket.name, tier.name, kind),
                              kind,
                              storageClass: action.storageClass,
                              site,
                          },
                      ],
            );
        }),
    );
}
