/** A run record and what follows from it: jobs, ledger, metrics, notices. The winner's record counts. */
import { runFolder, runKey, runNoticeKey } from "../../model/naming/keys";
import type { NoticeRecord, RunRecord } from "../../model/runs/records";
import { isSuspiciouslyEmpty } from "../../model/runs/runDecision";
import { runNotice } from "../../model/runs/runNotice";
import { appendToLedger } from "../aws/ledger";
import { createRecord, readRecord } from "../aws/records";
import { startJobs } from "../aws/startJob";
import type { SubmitPorts } from "./ports";

/** Writes a run's record, unless somebody was first, and carries on with the one that is stored. */
export async function recordRun(ports: SubmitPorts, record: RunRecord): Promise<RunRecord> {
    const key = runKey(runFolder(record.bucket, record.tier, record.runId));
    const { record: stored, created } = await createRecord<RunRecord>(ports.control, key, record);
    // Who wrote the record tells at once, so that others who come at the same time find the notice's mark.
    if (created) await tell(ports, stored);
    await resumeRun(ports, stored);
    return stored;
}

/** Completes what a stored run record asks for. May be repeated at any time. */
export async function resumeRun(ports: SubmitPorts, run: RunRecord): Promise<void> {
    await appendToLedger(ports.audit, run.bucket, { id: `${run.runId}/selected`, entry: run }, () =>
        ports.now(),
    );
    if (run.decision === "submit") await startJobs(ports, run, run.jobs);
    // Last: it is missing only when the one who wrote the record died, or still is about to write it.
    const told = await readRecord<NoticeRecord>(ports.control, noticeKeyOf(run), "notice");
    if (told === undefined) await tell(ports, run);
}

const noticeKeyOf = (run: RunRecord): string =>
    runNoticeKey(runFolder(run.bucket, run.tier, run.runId));

/** Metrics, notice, and then the mark: a crash before the mark repeats the notice, which is better than losing it. */
async function tell(ports: SubmitPorts, run: RunRecord): Promise<void> {
    const { telemetry, notifier } = ports;
    const details = { bucket: run.bucket, tier: run.tier, runId: run.runId };
    const { objects, bytes } = run.selected;
    telemetry.info(`run decided: ${run.decision}`, {
        ...details,
        objects,
        bytes,
        reasons: run.reasons.join("; "),
    });
    if (run.decision === "refused") telemetry.metric("runsRefused", 1, details);
    if (run.decision === "held") telemetry.metric("runsHeld", 1, details);
    if (isSuspiciouslyEmpty(run)) telemetry.metric("emptySelections", 1, details);
    if (run.decision === "submit") {
        telemetry.metric("objectsSelected", objects, details);
        telemetry.metric("bytesSelected", bytes, details);
    }
    const notice = runNotice(run);
    if (notice !== undefined) await notifier.notify(notice.subject, notice.body);
    await createRecord<NoticeRecord>(ports.control, noticeKeyOf(run), {
        kind: "notice",
        schemaVersion: 1,
        at: ports.now().toISOString(),
    });
}
