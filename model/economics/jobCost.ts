import type { TierAction } from "../config/types";
import type { Tally } from "../runs/records";
import type { StorageClass } from "../storageClass";
import { billedGigabyte, classPrices, jobFee, taggingRequest, taskFee } from "./prices";

/** What a run would do, as far as its one-off cost depends on it. */
export interface CostedWork {
    /** Batch Operations jobs; 0 for lifecycle alone. */
    readonly jobs: number;
    /** "copy": native Batch copy or the task function's; "mark": tag, then lifecycle; "lifecycle": a rule alone. */
    readonly mechanism: "copy" | "mark" | "lifecycle" | "invoke";
    /** What is moved, by the class it is in now; its total is the work. */
    readonly sourceClasses: Readonly<Partial<Record<StorageClass, Tally>>>;
    /** Class written; absent for `invoke`, whose requests only the team knows. */
    readonly targetClass?: StorageClass | undefined;
}

/** What a tier's action costs like. */
export function mechanismOf(action: TierAction): CostedWork["mechanism"] {
    switch (action.kind) {
        case "changeClass":
            return action.mechanism;
        case "copyTo":
            return "copy";
        case "invoke":
            return "invoke";
    }
}

/**
 * Estimate, in USD, of what a run costs once: Batch Operations fees, the requests that write the target class,
 * and the retrieval fee of reading the source class. Always at us-east-1 list prices (see prices.ts), whatever
 * the Region. Left out: KMS, data transfer, Lambda, the parts of multipart copies, early deletion, and storage.
 */
export function oneOffCostUsd(work: CostedWork): number {
    let objects = 0;
    let retrieval = 0;
    for (const [source, tally] of Object.entries(work.sourceClasses)) {
        objects += tally.objects;
        retrieval +=
            (tally.bytes / billedGigabyte) * classPrices[source as StorageClass].retrievalPerGb;
    }
    const batch = work.jobs * jobFee + (work.jobs > 0 ? objects * taskFee : 0);
    const target = work.targetClass === undefined ? undefined : classPrices[work.targetClass];
    switch (work.mechanism) {
        case "copy":
            return batch + objects * (target?.put ?? 0) + retrieval;
        case "mark":
            return batch + objects * (taggingRequest + (target?.transition ?? 0));
        case "lifecycle":
            return objects * (target?.transition ?? 0);
        case "invoke":
            return batch;
    }
}
