/**
 * What a job's end and its joined report mean together: is the report sound, and what may be retried.
 *
 * A row is retried on evidence only: it failed with a class that may pass next time, or, in a job that was
 * ended early by its failure threshold, it was never run. A report with any problem is evidence of nothing, so
 * nothing is retried on it; what is left unarchived is selected again from the next inventory, which shows what
 * is really so. That is why an unanswered row of a Complete job is "unknown" and waits for the inventory.
 */
import type { JoinCounts, RowVerdict } from "./joinCounts";

/** The end of a job as DescribeJob tells it. */
export interface JobEnd {
    readonly status: "Complete" | "Failed" | "Cancelled";
    readonly tasks: { readonly total: number; readonly succeeded: number; readonly failed: number };
}

const some = (examples: readonly string[]): string =>
    examples
        .slice(0, 3)
        .map((example) => JSON.stringify(example))
        .join(", ");

/** Everything that speaks against the report, as sentences; empty when it is sound. */
export function reportProblems(end: JobEnd, counts: JoinCounts, plannedRows: number): string[] {
    const problems: string[] = [];
    const found = (kind: string, count: number, text: string): void => {
        if (count === 0) return;
        const keys = counts.findings.filter((finding) => finding.kind === kind);
        problems.push(`${count} ${text}: ${some(keys.map(({ key }) => key))}`);
    };
    found("foreign", counts.foreign, "report rows name objects that are not in the manifest");
    found("duplicate", counts.duplicate, "report rows repeat an object that was already answered");
    found("misfiled", counts.misfiled, "report rows stand in a file of the other status");
    if (counts.manifest.objects !== plannedRows) {
        problems.push(`the manifest must have ${plannedRows} rows, got ${counts.manifest.objects}`);
    }
    const answered = counts.manifest.objects - counts.unanswered;
    if (end.status === "Complete" && counts.unanswered > 0) {
        problems.push(
            `${counts.unanswered} manifest rows have no report row although the job is Complete: ` +
                some(counts.unansweredExamples),
        );
    }
    if (answered !== end.tasks.succeeded + end.tasks.failed || counts.failed !== end.tasks.failed) {
        problems.push(
            `the report must have ${end.tasks.succeeded} succeeded and ${end.tasks.failed} failed rows ` +
                `as the job says, got ${answered - counts.failed} and ${counts.failed}`,
        );
    }
    return problems;
}

/** Whether a row of a sound report goes into the retry manifest. */
export function isRetried(end: JobEnd, verdict: RowVerdict): boolean {
    switch (end.status) {
        case "Complete":
            return verdict === "retry";
        case "Failed":
            return verdict === "retry" || verdict === "unanswered";
        case "Cancelled":
            // A person said no.
            return false;
    }
}

/** How many rows `isRetried` holds for. */
export function retriedRows(end: JobEnd, counts: JoinCounts): number {
    const retryable = counts.verdicts.retry ?? 0;
    switch (end.status) {
        case "Complete":
            return retryable;
        case "Failed":
            return retryable + (counts.verdicts.unanswered ?? 0);
        case "Cancelled":
            return 0;
    }
}
