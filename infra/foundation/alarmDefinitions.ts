import { metricNamespace, metrics, type MetricName } from "../../model/naming/environment";
import { stateMachineArn } from "../../model/naming/arn";
import { functionNames, namesOf } from "../../model/naming/names";
import {
    approvalExpiringDays,
    approvalLimitDays,
    stuckAfterHours,
} from "../../model/runs/jobFindings";
import type { StackConfig } from "../../model/config/types";

/** An alarm that rings when something happened at all: any sum above zero within the period. */
export interface AlarmDefinition {
    /** Stable name, without the stack's prefix. */
    readonly name: string;
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: "Sum" | "Maximum";
    readonly periodSeconds: number;
    /** What it means, and what to do. */
    readonly description: string;
}

const fiveMinutes = 300;
const oneHour = 3600;

/** What the functions report and a person must know. */
const reported: readonly {
    readonly name: string;
    readonly metric: MetricName;
    readonly periodSeconds: number;
    readonly description: string;
}[] = [
    {
        name: "runs-refused",
        metric: "runsRefused",
        periodSeconds: fiveMinutes,
        description:
            "An inventory or a tier could not be used and no job was created. " +
            "Read the reasons in the newest run.json under runs/ in the control bucket.",
    },
    {
        name: "runs-held",
        metric: "runsHeld",
        periodSeconds: fiveMinutes,
        description:
            "A run passed one of its tier's limits and submitted nothing. " +
            "Compare the selection with the limits; raise them or narrow the tier.",
    },
    {
        name: "empty-selections",
        metric: "emptySelections",
        periodSeconds: fiveMinutes,
        description:
            "A tier selected nothing, and nothing in the inventory shows that it ever did its work. " +
            "Read the reasons in the run's run.json; correct the tier's prefixes, classes, sizes or ages, or find out " +
            "why the inventory does not list the objects.",
    },
    {
        name: "inventory-shrunk",
        metric: "inventoryShrunk",
        periodSeconds: fiveMinutes,
        description:
            "An inventory lists far fewer objects than the one before. " +
            "Find out whether data was deleted before anything else is archived.",
    },
    {
        name: "rows-unreadable",
        metric: "unreadableRows",
        periodSeconds: fiveMinutes,
        description:
            "Rows of an inventory could not be read, so their objects are left alone. " +
            "Read the reasons in the run's run.json; a new kind of value needs a new version of this product.",
    },
    {
        name: "scans-failed",
        metric: "scansFailed",
        periodSeconds: fiveMinutes,
        description:
            "A scan over many functions failed; submit starts it again, three times in all. " +
            "Read failed-<attempt>.json in the scan's folder under scans/ in the control bucket, and the shard's log.",
    },
    {
        name: "inventories-stale",
        metric: "inventoriesStale",
        periodSeconds: oneHour,
        description:
            "A bucket has no inventory that is fresh enough; S3 tells nobody when a delivery fails. " +
            "Check the inventory configuration, the control bucket's policy and the key's policy.",
    },
    {
        name: "approvals-expiring",
        metric: "approvalsExpiring",
        periodSeconds: oneHour,
        description:
            `A job has waited ${approvalExpiringDays} days or more for approval; S3 Batch Operations fails it ` +
            `after ${approvalLimitDays}. ` +
            '"archival approve" lists what waits; release it, or cancel it in S3 Batch Operations.',
    },
    {
        name: "jobs-failed",
        metric: "jobsFailed",
        periodSeconds: fiveMinutes,
        description:
            "A Batch Operations job failed. Read its failure reasons in the outcome record under runs/.",
    },
    {
        name: "tasks-failed",
        metric: "tasksFailed",
        periodSeconds: fiveMinutes,
        description:
            "Objects could not be archived. " +
            "Read the error classes in the outcome record; what can be retried is retried by itself.",
    },
    {
        name: "proofs-contradicted",
        metric: "proofsContradicted",
        periodSeconds: fiveMinutes,
        description:
            "An inventory lists objects outside the class that a report says they were moved to. " +
            "Read proof.json of the run and stop relying on its savings until it is explained.",
    },
    {
        name: "runs-missing",
        metric: "runsMissing",
        periodSeconds: oneHour,
        description:
            "A fresh inventory has no run for some tier, and submit was woken again. " +
            "If it rings twice, read submit's log.",
    },
    {
        name: "jobs-stuck",
        metric: "jobsStuck",
        periodSeconds: oneHour,
        description: `A job has not begun to run for ${stuckAfterHours} hours. Look at it in the S3 console; cancel it if need be.`,
    },
];

const scanAlarmNames = {
    ExecutionsFailed: "scan-executions-failed",
    ExecutionsTimedOut: "scan-executions-timed-out",
    ExecutionsAborted: "scan-executions-aborted",
} as const;

/** Every alarm of a stack. Runs that wait for approval are notices, and alarms only when that may soon be too late. */
export function alarmDefinitions(config: StackConfig): readonly AlarmDefinition[] {
    const names = namesOf(config.namePrefix, config);
    const queues = [names.deadLetterQueue, names.scheduleDeadLetterQueue];
    return [
        ...reported.map(({ name, metric, periodSeconds, description }): AlarmDefinition => ({
            name,
            namespace: metricNamespace,
            metricName: metrics[metric].name,
            dimensions: { stack: config.stack },
            statistic: "Sum",
            periodSeconds,
            description,
        })),
        ...queues.map((queue, index): AlarmDefinition => ({
            name: index === 0 ? "dead-letters-waiting" : "schedule-dead-letters-waiting",
            namespace: "AWS/SQS",
            metricName: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: queue },
            statistic: "Maximum",
            periodSeconds: fiveMinutes,
            description:
                `Something could not be delivered or handled and waits in ${queue} for at most 14 days. ` +
                "Read the message, fix the cause, send the event again, delete the message.",
        })),
        ...(["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"] as const).map(
            (metricName): AlarmDefinition => ({
                name: scanAlarmNames[metricName],
                namespace: "AWS/States",
                metricName,
                dimensions: {
                    StateMachineArn: stateMachineArn(config, names.scanStateMachine),
                },
                statistic: "Sum",
                periodSeconds: fiveMinutes,
                description:
                    `An execution of ${names.scanStateMachine} ended badly, so nothing of its inventory was used. ` +
                    "Read its history in the Step Functions console; submit starts it again when it is next woken.",
            }),
        ),
        ...functionNames.flatMap((fn): AlarmDefinition[] => {
            const shared = {
                namespace: "AWS/Lambda",
                dimensions: { FunctionName: names.functionName(fn) },
                statistic: "Sum",
                periodSeconds: fiveMinutes,
            } as const;
            return [
                {
                    ...shared,
                    name: `${fn}-errors`,
                    metricName: "Errors",
                    description:
                        `The function ${names.functionName(fn)} failed; it is retried. ` +
                        `Read ${names.logGroup(fn)}.`,
                },
                {
                    ...shared,
                    name: `${fn}-throttles`,
                    metricName: "Throttles",
                    description:
                        `The function ${names.functionName(fn)} is asked for more than its reserved ` +
                        "concurrency. Look for a loop, or raise the reservation.",
                },
            ];
        }),
    ];
}
