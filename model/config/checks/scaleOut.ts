import { defaultConcurrencyQuota, maxShardsOfDefaultQuota } from "../../scale/functionLimits";
import type { Draft } from "../draft";
import type { Findings } from "../findings";
import { pointer } from "../pointer";

/** Concurrency that the account may not have: `pulumi up` would fail half-way. */
export function checkScaleOut({ config }: Draft, findings: Findings): void {
    const { maxConcurrency } = config.scaleOut;
    if (maxConcurrency > maxShardsOfDefaultQuota)
        findings.warning(
            pointer("scaleOut", "maxConcurrency"),
            `${maxConcurrency} functions can be reserved only in an account with a higher quota than Lambda's default of ` +
                `${defaultConcurrencyQuota} concurrent executions, which leaves ${maxShardsOfDefaultQuota} for this; ` +
                "have the quota raised before the stack is deployed, or write less",
        );
}
