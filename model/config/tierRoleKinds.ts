import type { TierRoleKind } from "../naming/names";
import { maxCopyBytes } from "../storageClass";
import type { TierConfig } from "./types";

/**
 * The roles one tier needs, no more: "copy" for the native Batch copy job, "invoke" for the job that calls a
 * function, "task" for the task function to assume. Infra creates exactly these and plans name exactly these.
 */
export function tierRoleKinds(tier: Pick<TierConfig, "action" | "select">): TierRoleKind[] {
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

/** Tags are decided per object by the task function; so are objects too large for one copy request. */
function copyKinds(select: TierConfig["select"]): TierRoleKind[] {
    if (select.tags !== undefined) return ["invoke", "task"];
    const allFit = select.maxSizeBytes !== undefined && select.maxSizeBytes <= maxCopyBytes;
    return allFit ? ["copy"] : ["copy", "invoke", "task"];
}
