/** Ends a job of a SubmitWorld as Batch Operations and reconcile would: completion report and outcome record. */
import { createHash } from "node:crypto";
import { reportFolder } from "../../../model/jobs/reportManifest";
import { outcomeKey, recordOf, reportPrefix, runsPrefix } from "../../../model/naming/keys";
import type { OutcomeRecord, PlannedJob } from "../../../model/runs/records";
import type { SubmitWorld } from "./submitWorld";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** `failed` names the encoded keys whose task failed; `skipped` those that the task function left alone. */
export function endJob(
    world: SubmitWorld,
    jobId: string,
    endedAt: string,
    result: {
        failed?: readonly string[];
        /** Status, code and message of the failures. */
        failure?: string;
        skipped?: readonly string[];
        problems?: string[];
        retry?: PlannedJob;
    } = {},
    tier = "cold-logs",
): void {
    const found = [...world.jobs.byToken.values()].find((job) => job.jobId === jobId);
    if (found === undefined) throw new Error(`no job ${jobId}`);
    const { part, attempt, manifest, request } = found.planned;
    const [, runId = ""] = /run ([0-9a-f]{64})/.exec(String(request["Description"])) ?? [];
    const folder = reportFolder(reportPrefix(runId), jobId);
    const lines = (world.control.objects.get(manifest.key)?.bytes.toString() ?? "")
        .split("\n")
        .filter((line) => line !== "");
    const rows = lines.map((line) => {
        const fields = line.split(",");
        const [bucket, key = ""] = fields;
        const version = manifest.fields.includes("VersionId") ? fields[2] : "";
        const failed = result.failed?.includes(key) === true;
        const message = result.skipped?.includes(key) === true ? "skipped: tags differ" : "ok";
        return {
            failed,
            line: failed
                ? `${bucket},${key},${version},failed,${result.failure ?? "412,PreconditionFailed,no"}`
                : `${bucket},${key},${version},succeeded,200,,${message}`,
        };
    });
    const results = (["succeeded", "failed"] as const).flatMap((status) => {
        const text = rows
            .filter(({ failed }) => failed === (status === "failed"))
            .map(({ line }) => `${line}\n`)
            .join("");
        if (text === "") return [];
        const key = `${folder}results/${status}.csv`;
        world.audit.put(key, text);
        return [{ TaskExecutionStatus: status, Bucket: "audit", MD5Checksum: md5(text), Key: key }];
    });
    const text = JSON.stringify({ Format: "Report_CSV_20180820", Results: results });
    world.audit.put(`${folder}manifest.json`, text);
    world.audit.put(`${folder}manifest.json.md5`, md5(text));
    const [folderOfRun] = world.control
        .keys(runsPrefix)
        .map(recordOf)
        .filter((record) => record?.kind === "run" && record.runId === runId)
        .map((record) => record?.folder);
    const failures = rows.filter(({ failed }) => failed).length;
    const outcome: OutcomeRecord = {
        kind: "outcome",
        schemaVersion: 1,
        runId,
        bucket: "acme-events",
        tier,
        part,
        attempt,
        jobId,
        at: endedAt,
        status: "Complete",
        endedAt,
        failureReasons: [],
        tasks: { total: rows.length, succeeded: rows.length - failures, failed: failures },
        bytesSucceeded: 0,
        failures: {},
        reportProblems: result.problems ?? [],
        report: { manifestKey: `${folder}manifest.json`, manifestMd5: md5(text) },
        retry: result.retry,
        examples: [],
    };
    world.control.put(outcomeKey(folderOfRun ?? "", part, attempt), JSON.stringify(outcome));
}
