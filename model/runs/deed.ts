/** What a tier does with an object, as one text: equal texts mean that doing it again would change nothing. */
import { createHash } from "node:crypto";
import type { TierPlan } from "../config/bucketPlan";
import { canonicalJson } from "./canonicalJson";
import { claimPlace } from "./claimTarget";
import type { PlannedJob } from "./records";

/**
 * Undefined for a change of class, which the object's own class settles. Selection, limits, approval and roles are no
 * part of it; vault, prefix, class, function (with its version or alias) and arguments are.
 */
export function deedOfTier({
    action,
    target,
}: Pick<TierPlan, "action" | "target">): string | undefined {
    switch (action.kind) {
        case "changeClass":
            return undefined;
        case "copyTo":
            if (target === undefined) return undefined;
            return copyDeed(target.bucket, action.storageClass, target.keyPrefix);
        case "invoke":
            return invokeDeed(action.functionArn, action.arguments);
    }
}

/** The same of a job that was planned. */
export function deedOfJob(planned: PlannedJob): string | undefined {
    const place = claimPlace(planned);
    if (place !== undefined)
        return place.kind === "vault"
            ? copyDeed(place.bucket, place.storageClass, place.keyPrefix)
            : undefined;
    const { LambdaInvoke: invoke } = planned.request["Operation"] as {
        readonly LambdaInvoke: {
            readonly FunctionArn: string;
            readonly UserArguments?: Readonly<Record<string, string>>;
        };
    };
    return invokeDeed(invoke.FunctionArn, invoke.UserArguments ?? {});
}

/** For keys; two deeds of one bucket never share it. */
export const deedHash = (deed: string): string =>
    createHash("sha256").update(deed).digest("hex").slice(0, 16);

const copyDeed = (bucket: string, storageClass: string, keyPrefix: string | undefined): string =>
    canonicalJson({ copyTo: { bucket, storageClass, keyPrefix } });

const invokeDeed = (functionArn: string, given: Readonly<Record<string, string>>): string =>
    canonicalJson({ invoke: { functionArn, arguments: given } });
