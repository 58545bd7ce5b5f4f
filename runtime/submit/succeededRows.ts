/** The objects that a job of an earlier run has done, read again from its manifest and its verified report. */
import type { ManifestRow } from "../../model/jobs/manifestRow";
import type { OutcomeRecord, PlannedJob } from "../../model/runs/records";
import { readReportFiles, ReportUnsound, rowsWhere } from "../records/reportReader";
import type { SubmitPorts } from "./ports";

/**
 * Shows every row whose task succeeded and did not skip its object. Answers why the report is not to be believed, or
 * undefined when all of it was shown.
 */
export async function eachSucceeded(
    ports: Pick<SubmitPorts, "audit" | "manifests">,
    planned: PlannedJob,
    outcome: OutcomeRecord,
    see: (row: ManifestRow) => void,
): Promise<string | undefined> {
    if (outcome.reportProblems.length > 0)
        return `its report is not sound, so nothing of it is claimed: ${outcome.reportProblems.join("; ")}`;
    const reading = await readReportFiles(ports, outcome);
    if (reading?.report === undefined)
        return `its report cannot be read again: ${reading?.problems.join("; ") ?? "it is gone"}`;
    const { report } = reading;
    if (report.manifestMd5 !== outcome.report?.manifestMd5)
        return (
            `its report's manifest.json must have the MD5 ${outcome.report?.manifestMd5 ?? "(none)"} ` +
            `of when it was verified, got ${report.manifestMd5}`
        );
    try {
        const succeeded = (verdict: string): boolean => verdict === "succeeded";
        for await (const row of rowsWhere(ports, planned, report.files, succeeded)) see(row);
    } catch (error) {
        if (!(error instanceof ReportUnsound)) throw error;
        return `its report or manifest does not hold any more: ${error.message}`;
    }
    return undefined;
}
