/** The plan of a bucket, as `pulumi up` wrote it. */
import type { BucketPlan } from "../../model/config/bucketPlan";
import { bucketOfConfigKey, configKey, configPrefix } from "../../model/naming/keys";
import type { ObjectStore } from "../aws/objectStore";

/** Thrown for a plan that this version of the functions must not act on. */
export class PlanUnreadable extends Error {
    constructor(store: ObjectStore, key: string, problem: string, cause?: unknown) {
        super(`s3://${store.bucket}/${key}: ${problem}; run "pulumi up"`, { cause });
        this.name = "PlanUnreadable";
    }
}

/** Undefined when the stack has no such bucket. Throws PlanUnreadable. */
export async function readPlan(
    store: ObjectStore,
    bucket: string,
): Promise<BucketPlan | undefined> {
    const key = configKey(bucket);
    const stored = await store.read(key);
    if (stored === undefined) return undefined;
    let plan: Partial<BucketPlan> | null;
    try {
        plan = JSON.parse(stored.bytes.toString("utf8")) as Partial<BucketPlan> | null;
    } catch (cause) {
        throw new PlanUnreadable(store, key, "must be JSON", cause);
    }
    if (plan?.schemaVersion !== 1)
        throw new PlanUnreadable(
            store,
            key,
            `schemaVersion must be 1, got ${JSON.stringify(plan?.schemaVersion)}; ` +
                "functions and plan must come from the same version of the program",
        );
    if (plan.bucket !== bucket)
        throw new PlanUnreadable(
            store,
            key,
            `bucket must be "${bucket}", got ${JSON.stringify(plan.bucket)}`,
        );
    return plan as BucketPlan;
}

/** Every bucket's plan. One that cannot be read is left out and reported to `unreadable`. */
export async function readPlans(
    store: ObjectStore,
    unreadable: (error: Error) => void,
): Promise<readonly BucketPlan[]> {
    const plans: BucketPlan[] = [];
    for (const key of await store.list(configPrefix)) {
        const bucket = bucketOfConfigKey(key);
        if (bucket === undefined) continue;
        try {
            const plan = await readPlan(store, bucket);
            if (plan !== undefined) plans.push(plan);
        } catch (error) {
            if (!(error instanceof PlanUnreadable)) throw error;
            unreadable(error);
        }
    }
    return plans;
}
