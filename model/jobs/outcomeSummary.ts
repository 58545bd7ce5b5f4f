/** An outcome in words for the people who get the notices, and in the numbers that alarms watch. */
import type { OutcomeRecord } from "../runs/records";
import type { ErrorClass } from "./errorClass";

export interface OutcomeNumbers {
    /** Objects of failed tasks that will not be tried again and that a person has to look at. */
    readonly needAttention: number;
    /** Failed tasks that are as they should be: changed or deleted since the inventory, or done already. */
    readonly expected: number;
    readonly retried: number;
    /** The job as a whole failed, or its report cannot be trusted. */
    readonly jobFailed: boolean;
}

const expectedClasses: readonly ErrorClass[] = ["changed-since-inventory", "gone", "already-done"];

export function outcomeNumbers(outcome: OutcomeRecord): OutcomeNumbers {
    const of = (name: ErrorClass): number => outcome.failures[name] ?? 0;
    const retried = outcome.retry?.manifest.rows ?? 0;
    const givenUp = outcome.retry === undefined ? of("retry") : 0;
    return {
        needAttention: of("permanent") + givenUp,
        expected: expectedClasses.reduce((sum, name) => sum + of(name), 0),
        retried,
        jobFailed: outcome.status === "Failed" || outcome.reportProblems.length > 0,
    };
}

const meanings: Readonly<Record<ErrorClass, string>> = {
    retry: "may pass next time (throttling, service fault, timeout)",
    permanent: "fail until something is changed (permission, archived source, bad request)",
    "changed-since-inventory": "were written again since the inventory and were left alone",
    "already-done": "were as wanted already",
    gone: "no longer exist",
};

/** Subject and body of the notice about one ended job. `auditBucket` is where the whole list is. */
export function outcomeNotice(
    outcome: OutcomeRecord,
    stack: string,
    auditBucket: string,
): { readonly subject: string; readonly body: string } {
    const numbers = outcomeNumbers(outcome);
    const troubled = numbers.jobFailed || numbers.needAttention > 0;
    const state = troubled ? "ATTENTION" : outcome.status === "Cancelled" ? "CANCELLED" : "OK";
    const { tasks } = outcome;
    const where = `${outcome.bucket}/${outcome.tier}`;
    const lines = [
        `Stack ${stack}, bucket ${outcome.bucket}, tier ${outcome.tier}, ${outcome.part} part, ` +
            `attempt ${outcome.attempt + 1}: job ${outcome.jobId} is ${outcome.status}.`,
        `Run ${outcome.runId}.`,
        `${tasks.succeeded} of ${tasks.total} tasks succeeded (${outcome.bytesSucceeded} bytes), ${tasks.failed} failed.`,
    ];
    const skipped = outcome.skippedByTask?.objects ?? 0;
    if (skipped > 0)
        lines.push(`${skipped} of the succeeded tasks left their object alone (tags differ).`);
    for (const reason of outcome.failureReasons) lines.push(`The job's reason: ${reason}`);
    for (const [name, count] of Object.entries(outcome.failures))
        if (count > 0) lines.push(`${count} ${meanings[name as ErrorClass]} [${name}].`);
    if ((outcome.unanswered ?? 0) > 0)
        lines.push(`${outcome.unanswered} objects have no row in the completion report.`);
    for (const problem of outcome.reportProblems) lines.push(`Report problem: ${problem}`);
    lines.push("", ...nextSteps(outcome, numbers));
    if (outcome.examples.length > 0) {
        lines.push("", "Failed objects:");
        for (const { key, error } of outcome.examples)
            lines.push(`  ${JSON.stringify(key)}: ${error}`);
        if (tasks.failed > outcome.examples.length)
            lines.push(`  and ${tasks.failed - outcome.examples.length} more`);
    }
    if (outcome.report !== undefined)
        lines.push(
            "",
            `Every object is listed in s3://${auditBucket}/${outcome.report.manifestKey}`,
        );
    return {
        subject: `${state} archival ${stack}: ${where}, ${tasks.failed} failed`,
        body: lines.join("\n"),
    };
}

function nextSteps(outcome: OutcomeRecord, numbers: OutcomeNumbers): string[] {
    const steps: string[] = [];
    if (outcome.retry !== undefined)
        steps.push(
            `${numbers.retried} objects are tried again (attempt ${outcome.retry.attempt + 1}).`,
        );
    if (outcome.reportProblems.length > 0)
        steps.push(
            "The report does not fit its job, so nothing is retried on its word: find out who wrote to the " +
                "audit bucket. Objects that were not archived are selected again from the next inventory.",
        );
    if (outcome.status === "Failed" && outcome.tasks.succeeded + outcome.tasks.failed === 0)
        steps.push(
            "The job ended before its first task: correct what its reason names (role, manifest, approval " +
                "in time); the next inventory starts a new run.",
        );
    if (outcome.status === "Cancelled")
        steps.push("The job was cancelled; nothing of this run is tried again.");
    if (numbers.needAttention > 0)
        steps.push(
            `${numbers.needAttention} objects are not archived and are not tried again in this run; ` +
                "after the cause is gone the next inventory selects them again.",
        );
    return steps.length > 0 ? steps : ["Nothing to do."];
}
