/** What people are told of a run's decision. */
import type { RunRecord } from "./records";
import { isSuspiciouslyEmpty } from "./runDecision";

export interface Notice {
    readonly subject: string;
    readonly body: string;
}

/** Undefined when nobody has to be told. */
export function runNotice(run: RunRecord): Notice | undefined {
    const subject = subjectOf(run);
    return subject === undefined ? undefined : { subject, body: planText(run) };
}

function subjectOf(run: RunRecord): string | undefined {
    const tier = `${run.bucket}/${run.tier}`;
    switch (run.decision) {
        case "submit":
            return run.approval === "none" ? undefined : `archival: approve ${tier}`;
        case "held":
            return `archival: ${tier} passed a limit`;
        case "refused":
            return `archival: ${tier} was refused`;
        case "empty":
            return isSuspiciouslyEmpty(run) ? `archival: ${tier} selects nothing` : undefined;
    }
}

/** The plan of a run as a person reads it before approving. */
function planText(run: RunRecord): string {
    const skipped = Object.entries(run.skipped)
        .sort(([, a], [, b]) => b.objects - a.objects)
        .map(([reason, { objects, bytes }]) => `  ${reason}: ${objects} objects, ${bytes} bytes`);
    return [
        `Tier "${run.tier}" on bucket "${run.bucket}", run ${run.runId}`,
        `Inventory ${run.inventory.manifestKey} of ${run.inventory.createdAt}`,
        `Decision: ${run.decision}${run.decision === "submit" ? " (waits for approval)" : ""}`,
        ...run.reasons.map((reason) => `  ${reason}`),
        ...(run.decision === "empty"
            ? [
                  "Nothing in the inventory shows earlier work of this tier either: compare its prefixes, classes, " +
                      "sizes and ages with what the bucket holds.",
              ]
            : []),
        `Scanned ${run.scanned.objects} objects, selected ${run.selected.objects} with ${run.selected.bytes} bytes`,
        ...(run.estimatedCostUsd === undefined
            ? []
            : [
                  `Estimated one-off cost: ${run.estimatedCostUsd.toFixed(2)} USD at us-east-1 prices`,
              ]),
        ...run.jobs.map(
            ({ part, manifest }) =>
                `  job ${part}: ${manifest.rows} tasks, manifest ${manifest.key}`,
        ),
        ...(skipped.length === 0 ? [] : ["Skipped:", ...skipped]),
    ].join("\n");
}
