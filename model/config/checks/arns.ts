import { type ArnDemand, arnMismatches } from "../arnParts";
import type { Findings } from "../findings";
import { shown } from "../pointer";

/** Reports an ARN that is not of the right partition, Region, account or form. */
export function checkArn(
    findings: Findings,
    at: string,
    arn: string,
    demand: ArnDemand,
    restsOn: readonly string[],
    fix = "use the ARN of the right one",
): void {
    const mismatches = arnMismatches(arn, demand);
    if (mismatches.length === 0) return;
    findings.problem(
        at,
        `must be ${demand.form}, got ${shown(arn)} with ${mismatches.join(" and ")}; ${fix}`,
        restsOn,
    );
}
