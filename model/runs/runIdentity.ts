/** The hashes that make a run happen once: digest of a tier, run id, client token. */
import { createHash } from "node:crypto";
import type { BucketPlan, TierPlan } from "../config/bucketPlan";
import type { JobPart } from "../naming/keys";
import type { SelectingTier } from "../selection/tierRule";
import { canonicalJson } from "./canonicalJson";
import type { InventoryReference } from "./records";

/**
 * Raise it when a change of code makes the same tier select other objects or write other manifest bytes, so that
 * a run begun by the old code is not continued by the new one.
 */
export const selectionVersion = 3;

const sha256 = (value: unknown): string =>
    createHash("sha256").update(canonicalJson(value)).digest("hex");

/**
 * Digest (sha256, hex) of all that decides what a tier does: its own definition, and of the tiers judged before it,
 * which take objects away, selection and action: what is archived already for a tier depends on what it would do
 * (model/selection/tierRule.ts). Roles are left out: a renamed role is not another decision.
 */
export function tierDigest(
    tier: TierPlan,
    earlier: readonly Pick<SelectingTier, "name" | "select" | "action">[],
): string {
    const { roles: _roles, ...definition } = tier;
    return sha256({
        selectionVersion,
        definition,
        earlier: earlier.map(({ name, select, action }) => ({ name, select, action })),
    });
}

/** Id of one tier x one inventory: 64 hex digits. */
export function runId(
    plan: Pick<BucketPlan, "account" | "bucket">,
    tier: string,
    digest: string,
    inventory: InventoryReference,
): string {
    return sha256({
        account: plan.account,
        bucket: plan.bucket,
        tier,
        tierDigest: digest,
        inventory: {
            manifestKey: inventory.manifestKey,
            manifestMd5: inventory.manifestMd5,
        },
    });
}

/**
 * Id of a refusal. Other than the run's own id, so that an inventory that was refused while it was being delivered
 * again, or a tier whose plan was wrong, can still have its run once the cause is gone.
 */
export function refusalId(refusedRunId: string, code: string): string {
    return sha256({ refusedRunId, code });
}

/** ClientRequestToken of a job: 64 characters, the API's limit. A repeat of the same job gives the same token. */
export function clientToken(job: {
    readonly runId: string;
    readonly part: JobPart;
    readonly attempt: number;
    readonly manifestEtag: string;
}): string {
    return sha256(job);
}
