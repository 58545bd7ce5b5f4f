/** What submit does for a trigger: a source bucket's jobs and proofs, or the proofs that a vault's inventory gives. */
import { configKey } from "../../model/naming/keys";
import type { SubmitPorts } from "./ports";
import { proveVault, tiersInto } from "./proveVault";
import { readPlan, readPlans } from "../records/readPlan";
import { endScan } from "./scaled/endScan";
import { submitBucket, type SubmitSummary } from "./submitBucket";
import type { SubmitTrigger } from "./submitEvent";

/** Thrown for a bucket that this stack neither archives nor copies to. */
export class UnknownBucket extends Error {
    constructor(bucket: string, controlBucket: string) {
        super(
            `bucket "${bucket}": must be declared in the stack or be one of its vaults, got no ${configKey(bucket)} ` +
                `in "${controlBucket}" and no tier that copies to it; run "pulumi up" or remove the trigger`,
        );
        this.name = "UnknownBucket";
    }
}

export async function submit(ports: SubmitPorts, trigger: SubmitTrigger): Promise<SubmitSummary> {
    const { bucket } = trigger;
    const plan = await readPlan(ports.control, bucket);
    const plans = await readPlans(ports.control, (error) => {
        ports.telemetry.error(error.message, { bucket }, error);
    });
    const isVault = tiersInto(plans, bucket).length > 0;
    if (plan === undefined && !isVault) throw new UnknownBucket(bucket, ports.control.bucket);
    if (trigger.trigger === "scan") return endScan(ports, trigger, plan);
    const repeatsRefused = trigger.trigger !== "watchdog";
    const summary: SubmitSummary =
        plan === undefined
            ? { bucket, tiers: {}, proofs: 0 }
            : await submitBucket(ports, plan, repeatsRefused);
    let proofs = summary.proofs;
    if (isVault) proofs += await proveVault(ports, plans, bucket, repeatsRefused);
    // An event of the vault may have been lost; the schedule looks again.
    if (plan !== undefined && trigger.trigger !== "inventory")
        for (const vault of vaultsOf(plan))
            proofs += await proveVault(ports, plans, vault, repeatsRefused);
    return { ...summary, proofs };
}

function vaultsOf(plan: {
    readonly bucket: string;
    readonly tiers: readonly { readonly target?: { readonly bucket: string } | undefined }[];
}): readonly string[] {
    const targets = plan.tiers.flatMap(({ target }) =>
        target === undefined ? [] : [target.bucket],
    );
    return [...new Set(targets)].filter((target) => target !== plan.bucket);
}
