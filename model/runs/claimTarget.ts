/** Where a planned job's claims must show, read back from the request that was sent. */
import { decodeTaskArguments } from "../jobs/taskArguments";
import type { ClaimTarget } from "./claimBook";
import type { PlannedJob } from "./records";

export interface ClaimPlace extends ClaimTarget {
    readonly bucket: string;
    /** Of keys in a vault, without the "/" that joins it. */
    readonly keyPrefix?: string | undefined;
}

interface Operation {
    readonly S3PutObjectCopy?: {
        readonly TargetResource: string;
        readonly TargetKeyPrefix?: string | undefined;
        readonly StorageClass: string;
    };
    readonly LambdaInvoke?: { readonly UserArguments?: Readonly<Record<string, string>> };
}

/** Undefined for a team's own function: what it does is not claimed. */
export function claimPlace(sourceBucket: string, planned: PlannedJob): ClaimPlace | undefined {
    const operation = planned.request["Operation"] as Operation;
    const { S3PutObjectCopy: copy, LambdaInvoke: invoke } = operation;
    if (copy !== undefined) {
        const bucket = copy.TargetResource.slice(copy.TargetResource.lastIndexOf(":") + 1);
        return {
            kind: bucket === sourceBucket ? "in-place" : "vault",
            bucket,
            storageClass: copy.StorageClass,
            keyPrefix: copy.TargetKeyPrefix,
        };
    }
    // Only the task function's own arguments name the role it works as.
    if (invoke?.UserArguments?.["taskRoleArn"] === undefined) return undefined;
    const task = decodeTaskArguments(invoke.UserArguments);
    const inSource = task.targetBucket === sourceBucket;
    return {
        kind: task.mode === "mark" ? "mark" : inSource ? "in-place" : "vault",
        bucket: task.targetBucket,
        storageClass: task.storageClass,
        keyPrefix: task.keyPrefix,
    };
}
