/** Where a planned job's claims must show, read back from the request that was sent. */
import { decodeTaskArguments } from "../jobs/taskArguments";
import type { ClaimTarget } from "./claimBook";
import type { PlannedJob } from "./records";

export interface ClaimPlace extends ClaimTarget {
    readonly bucket: string;
    /** Of keys in a vault, without the "/" that joins it. */
    readonly keyPrefix?: string | undefined;
}

/** Undefined for a team's own function: what it does is not claimed. */
export function claimPlace(planned: PlannedJob): ClaimPlace | undefined {
    const { kind } = planned;
    return kind === "invoke" ? undefined : { kind, ...placeOf(planned) };
}

interface Operation {
    readonly S3PutObjectCopy?: {
        readonly TargetResource: string;
        readonly TargetKeyPrefix?: string | undefined;
        readonly StorageClass: string;
    };
    readonly LambdaInvoke?: { readonly UserArguments?: Readonly<Record<string, string>> };
}

function placeOf({ request }: PlannedJob): Omit<ClaimPlace, "kind"> {
    const { S3PutObjectCopy: copy, LambdaInvoke: invoke } = request["Operation"] as Operation;
    if (copy !== undefined)
        return {
            bucket: copy.TargetResource.slice(copy.TargetResource.lastIndexOf(":") + 1),
            storageClass: copy.StorageClass,
            keyPrefix: copy.TargetKeyPrefix,
        };
    const task = decodeTaskArguments(invoke?.UserArguments);
    return {
        bucket: task.targetBucket,
        storageClass: task.storageClass,
        keyPrefix: task.keyPrefix,
    };
}
