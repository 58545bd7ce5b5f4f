import assert from "node:assert/strict";
import { alarmDefinitions } from "../../../infra/foundation/alarmDefinitions";
import { exampleConfig } from "../exampleConfig";

describe("alarmDefinitions", () => {
    const alarms = alarmDefinitions(exampleConfig());

    it("watches these metrics and no others", () => {
        assert.deepEqual(
            alarms.map(({ name, namespace, metricName, dimensions }) =>
                [name, namespace, metricName, Object.values(dimensions).join()].join(" "),
            ),
            [
                "runs-refused Archival RunsRefused test",
                "runs-held Archival RunsHeld test",
                "empty-selections Archival EmptySelections test",
                "inventory-shrunk Archival InventoryShrunk test",
                "rows-unreadable Archival UnreadableRows test",
                "scans-failed Archival ScansFailed test",
                "inventories-stale Archival InventoriesStale test",
                "approvals-expiring Archival ApprovalsExpiring test",
                "jobs-failed Archival JobsFailed test",
                "tasks-failed Archival TasksFailed test",
                "proofs-contradicted Archival ProofsContradicted test",
                "runs-missing Archival RunsMissing test",
                "jobs-stuck Archival JobsStuck test",
                "dead-letters-waiting AWS/SQS ApproximateNumberOfMessagesVisible archival-dead-letters",
                "schedule-dead-letters-waiting AWS/SQS ApproximateNumberOfMessagesVisible archival-schedule-dead-letters",
                "scan-executions-failed AWS/States ExecutionsFailed arn:aws:states:eu-west-1:111111111111:stateMachine:archival-scan",
                "scan-executions-timed-out AWS/States ExecutionsTimedOut arn:aws:states:eu-west-1:111111111111:stateMachine:archival-scan",
                "scan-executions-aborted AWS/States ExecutionsAborted arn:aws:states:eu-west-1:111111111111:stateMachine:archival-scan",
                "submit-errors AWS/Lambda Errors archival-submit",
                "submit-throttles AWS/Lambda Throttles archival-submit",
                "shard-errors AWS/Lambda Errors archival-shard",
                "shard-throttles AWS/Lambda Throttles archival-shard",
                "reconcile-errors AWS/Lambda Errors archival-reconcile",
                "reconcile-throttles AWS/Lambda Throttles archival-reconcile",
                "task-errors AWS/Lambda Errors archival-task",
                "task-throttles AWS/Lambda Throttles archival-task",
                "watchdog-errors AWS/Lambda Errors archival-watchdog",
                "watchdog-throttles AWS/Lambda Throttles archival-watchdog",
            ],
        );
    });

    it("has the dimension that the functions emit for its own metrics, and only that", () => {
        for (const { namespace, dimensions, name } of alarms)
            if (namespace === "Archival") assert.deepEqual(dimensions, { stack: "test" }, name);
    });

    it("says of each alarm what it means and what to do", () => {
        for (const { name, description } of alarms) assert.match(description, /[.;] ?.+\.$/, name);
    });
});
