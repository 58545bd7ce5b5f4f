import type { Execution } from "./execution";

/** One run of a distributed map: the child executions of its items. */
export interface MapRun {
    readonly arn: string;
    readonly executionArn: string;
    readonly stateMachineArn: string;
    readonly startedAt: number;
    readonly maxConcurrency: number;
    readonly toleratedCount: number;
    readonly toleratedPercentage: number;
    /** Children to be started in all, and the items in them. */
    readonly total: number;
    readonly totalItems: number;
    /** Started so far, in the order of the items. */
    readonly children: Execution[];
    status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
    stoppedAt: number | undefined;
}

const statusMembers = {
    running: "RUNNING",
    succeeded: "SUCCEEDED",
    failed: "FAILED",
    timedOut: "TIMED_OUT",
    aborted: "ABORTED",
} as const;

/** Counts as DescribeMapRun shows them, of executions or of the items in them. */
export function mapRunCounts(run: MapRun, of: "executions" | "items"): Record<string, number> {
    const weight = (child: Execution): number => (of === "items" ? (child.itemCount ?? 1) : 1);
    const total = of === "items" ? run.totalItems : run.total;
    const counts: Record<string, number> = {};
    let started = 0;
    for (const [member, status] of Object.entries(statusMembers)) {
        const count = run.children
            .filter((child) => child.status === status)
            .reduce((sum, child) => sum + weight(child), 0);
        counts[member] = count;
        started += count;
    }
    // What was never started is pending as long as the run goes on, and aborted with it.
    const left = total - started;
    const isOver = run.status !== "RUNNING";
    if (isOver) counts["aborted"] = (counts["aborted"] ?? 0) + left;
    return {
        pending: isOver ? 0 : left,
        ...counts,
        total,
        resultsWritten: 0,
        failuresNotRedrivable: 0,
        pendingRedrive: 0,
    };
}
