/** Whether a tier may use an inventory yet: it must show what the tier's earlier runs have done. */
import type { TierAction } from "../config/types";
import { claims, endedAt, openJobs, type TierRun } from "./tierRun";

/** A marked object changes class only days after its job, so the next run waits until an inventory shows it moved. */
export const waitsForProof = (action: TierAction): boolean =>
    action.kind === "changeClass" && action.mechanism === "mark";

/**
 * Why a tier may not use an inventory, or undefined. An inventory shows a job's effects only if its scan began after
 * the job had ended; an earlier one would select the same objects again.
 *
 * @param others The tier's runs, without the one that would be made of this inventory.
 */
export function gateReason(
    others: readonly TierRun[],
    inventoryCreatedAt: Date,
    action: TierAction,
): string | undefined {
    for (const earlier of others) {
        const { run } = earlier;
        if (run.decision !== "submit") continue;
        const name = `run ${run.runId.slice(0, 12)}`;
        const open = openJobs(earlier);
        if (open.length > 0) return `${name} still has open jobs: ${open.join(", ")}`;
        const ended = endedAt(earlier);
        if (ended !== undefined && ended >= inventoryCreatedAt.getTime())
            return (
                `${name} ended ${new Date(ended).toISOString()}, after this inventory's scan began ` +
                `(${inventoryCreatedAt.toISOString()})`
            );
        if (waitsForProof(action) && !earlier.hasProof && claims(earlier))
            return `${name} marked objects that lifecycle has not been seen to move yet`;
    }
    return undefined;
}
