import type { TierAction } from "./types";

/** A change of class by a lifecycle rule alone. */
export type LifecycleAction = Extract<TierAction, { kind: "changeClass" }> & {
    readonly mechanism: "lifecycle";
};

/** True for what a lifecycle rule does alone, without any job; false for an action that is absent or broken. */
export const isLifecycleAction = (action: TierAction | undefined): action is LifecycleAction =>
    action?.kind === "changeClass" && action.mechanism === "lifecycle";

/** True for a tier that a lifecycle rule does alone, without any job. */
export const isLifecycleTier = ({
    action,
}: {
    readonly action?: TierAction | undefined;
}): boolean => isLifecycleAction(action);
