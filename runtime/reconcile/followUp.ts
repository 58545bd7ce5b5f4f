/** What follows from a recorded outcome: ledger, retry, metrics, notice. Each step may be repeated after a crash. */
import { outcomeNotice, outcomeNumbers } from "../../model/jobs/outcomeSummary";
import { outcomeNoticeKey, runFolder } from "../../model/naming/keys";
import type { NoticeRecord, OutcomeRecord } from "../../model/runs/records";
import { appendToLedger } from "../aws/ledger";
import { createRecord, readRecord } from "../aws/records";
import { startJob } from "../aws/startJob";
import type { ReconcilePorts } from "./ports";

/** Answers false when everything had been done before. */
export async function followUp(ports: ReconcilePorts, outcome: OutcomeRecord): Promise<boolean> {
    const { bucket, tier, runId, part, attempt } = outcome;
    const key = outcomeNoticeKey(runFolder(bucket, tier, runId), part, attempt);
    if ((await readRecord<NoticeRecord>(ports.control, key, "notice")) !== undefined) return false;
    await appendToLedger(
        ports.audit,
        outcome.bucket,
        { id: `${outcome.runId}/outcome-${outcome.part}-${outcome.attempt}`, entry: outcome },
        () => ports.now(),
    );
    if (outcome.retry !== undefined) await startJob(ports, outcome, outcome.retry);
    const { subject, body } = outcomeNotice(outcome, ports.stack, ports.audit.bucket);
    // Metrics first: they cannot fail, and a topic that does must not keep them from the alarms.
    tell(ports, outcome);
    await ports.notifier.notify(subject, body);
    await createRecord<NoticeRecord>(ports.control, key, {
        kind: "notice",
        schemaVersion: 1,
        at: ports.now().toISOString(),
    });
    return true;
}

function tell({ telemetry }: ReconcilePorts, outcome: OutcomeRecord): void {
    const { bucket, tier, runId, part, attempt, jobId } = outcome;
    const details = { bucket, tier, runId, part, attempt, jobId };
    const numbers = outcomeNumbers(outcome);
    telemetry.metric("tasksSucceeded", outcome.tasks.succeeded, details);
    // Always, also as 0: an alarm that sees no number cannot tell quiet from dead.
    telemetry.metric("tasksFailed", numbers.needAttention, details);
    telemetry.metric("jobsFailed", numbers.jobFailed ? 1 : 0, details);
    const text = {
        ...details,
        status: outcome.status,
        total: outcome.tasks.total,
        succeeded: outcome.tasks.succeeded,
        failed: outcome.tasks.failed,
        retried: numbers.retried,
        expectedFailures: numbers.expected,
        needAttention: numbers.needAttention,
        reportProblems: outcome.reportProblems.join(" | "),
        failureReasons: outcome.failureReasons.join(" | "),
    };
    if (numbers.jobFailed) telemetry.error("job ended badly", text);
    else telemetry.info("job reconciled", text);
}
