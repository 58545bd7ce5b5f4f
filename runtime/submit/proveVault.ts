/** A vault's inventory proves the copies that the tiers of any bucket made into it. */
import type { BucketPlan } from "../../model/config/bucketPlan";
import { scanPlan } from "../../model/scale/scanPlan";
import { scaleOutOf } from "../../model/scale/scaleOut";
import { concludeVaultScan, refuseVault } from "./scaled/concludeVaultScan";
import { scanInShards } from "./scaled/scanInShards";
import { DataFileRefused } from "../shard/dataFileRefused";
import { scanInventory } from "../shard/scanInventory";
import { findInventory } from "./findInventory";
import { pendingProofs, provesClaims, type PendingProof } from "./pendingProofs";
import type { SubmitPorts } from "./ports";
import { recordProofs } from "./recordProofs";
import { watchOf } from "./scanTiers";
import { tierHistory } from "../records/tierHistory";

/** Tiers that copy into a vault, by the vault's bucket name. */
export function tiersInto(
    plans: readonly BucketPlan[],
    vault: string,
): readonly { readonly plan: BucketPlan; readonly tier: string; readonly inventoryId: string }[] {
    return plans.flatMap((plan) =>
        plan.tiers.flatMap(({ name, target }) =>
            target?.bucket === vault && target.inventoryId !== undefined
                ? [{ plan, tier: name, inventoryId: target.inventoryId }]
                : [],
        ),
    );
}

/**
 * Answers how many proofs were recorded; nothing is read when nothing waits for a proof.
 * @param repeatsRefused Whether a large inventory that was refused is read again (scaled/scanInShards.ts).
 */
export async function proveVault(
    ports: SubmitPorts,
    plans: readonly BucketPlan[],
    vault: string,
    repeatsRefused: boolean,
): Promise<number> {
    const into = tiersInto(plans, vault);
    const [first] = into;
    if (first === undefined) return 0;
    const { usable, refused } = await findInventory(ports.control, vault, first.inventoryId);
    if (refused !== undefined) {
        const text = `vault inventory refused: ${refused.reasons.join("; ")}`;
        ports.telemetry.error(text, { bucket: vault });
        ports.telemetry.metric("runsRefused", 1, { bucket: vault });
    }
    if (usable === undefined) return 0;
    const { manifest, reference } = usable;
    if (!provesClaims(manifest))
        throw new Error(
            `inventory ${reference.manifestKey}: fileSchema must have the size, date and class columns for the ` +
                `proof, got ${manifest.columns.join(", ")}; run "pulumi up" to restore the vault's inventory`,
        );
    const createdAt = new Date(manifest.createdAt);
    const budget = { left: ports.maxProofClaims };
    const proofs: PendingProof[] = [];
    for (const { plan, tier } of into) {
        const history = await tierHistory(ports.control, plan.bucket, tier, createdAt);
        proofs.push(
            ...(await pendingProofs(
                ports,
                history,
                { listedBucket: vault, createdAt: createdAt.getTime() },
                budget,
            )),
        );
    }
    if (proofs.length === 0) return 0;
    const scaleOut = scaleOutOf(first.plan);
    const how = scanPlan(manifest, scaleOut);
    if (how.kind === "refused") return refuseVault(ports, vault, how.reasons.join("; "));
    if (how.kind === "shards")
        return scanInShards(
            ports,
            {
                bucket: vault,
                usable,
                tiers: [],
                eligible: [],
                proofs,
                shards: how.shards,
                maxRowsPerJob: scaleOut.maxRowsPerJob,
            },
            {
                conclude: (scan) => concludeVaultScan(ports, scan),
                tell: () => undefined,
                repeatsRefused,
            },
        );
    try {
        const { unreadableRows } = await scanInventory({
            manifest,
            open: (key) => ports.control.stream(key),
            tiers: [],
            watch: watchOf(proofs),
        });
        if (unreadableRows > 0)
            ports.telemetry.metric("unreadableRows", unreadableRows, { bucket: vault });
    } catch (error) {
        if (!(error instanceof DataFileRefused)) throw error;
        return refuseVault(ports, vault, error.message, error);
    }
    return recordProofs(ports, proofs, reference);
}
