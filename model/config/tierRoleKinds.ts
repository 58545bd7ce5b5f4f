import type { TierRoleKind } from "../naming/names";
import { tierParts } from "../selection/partOf";
import type { TierConfig } from "./types";

/**
 * The roles one tier needs, no more: "copy" for the native Batch copy job, "invoke" for the job that calls a
 * function, "task" for the task function to assume. Infra creates exactly these and plans name exactly these.
 */
export function tierRoleKinds(tier: Pick<TierConfig, "action" | "select">): TierRoleKind[] {
    return tierParts(tier).flatMap((part): TierRoleKind[] => {
        if (part === "copy") return ["copy"];
        // A team's own function has the role its team gave it.
        return tier.action.kind === "invoke" ? ["invoke"] : ["invoke", "task"];
    });
}
