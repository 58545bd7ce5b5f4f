/** Environment variables that infra sets on the functions and the runtime reads: one list for both sides. */
export const environmentVariables = {
    account: "ARCHIVAL_ACCOUNT",
    partition: "ARCHIVAL_PARTITION",
    stack: "ARCHIVAL_STACK",
    controlBucket: "ARCHIVAL_CONTROL_BUCKET",
    auditBucket: "ARCHIVAL_AUDIT_BUCKET",
    topicArn: "ARCHIVAL_TOPIC_ARN",
    /** Qualified ARN (published version) of the task function; for submit and reconcile. */
    taskFunctionArn: "ARCHIVAL_TASK_FUNCTION_ARN",
    /** Alias ARNs the watchdog invokes. */
    submitFunctionArn: "ARCHIVAL_SUBMIT_FUNCTION_ARN",
    reconcileFunctionArn: "ARCHIVAL_RECONCILE_FUNCTION_ARN",
    /** State machine that scans large inventories; for submit. */
    scanStateMachineArn: "ARCHIVAL_SCAN_STATE_MACHINE_ARN",
} as const;

export type EnvironmentVariable = keyof typeof environmentVariables;

/** CloudWatch namespace of every metric the functions emit. */
export const metricNamespace = "Archival";

/** CloudWatch units of our metrics; it has none for hours. */
export type MetricUnit = "Count" | "Bytes" | "None";

interface Metric {
    readonly name: string;
    readonly unit: MetricUnit;
}

/** Every metric, shared by the runtime (emits) and infra (alarms). Dimension: stack. */
export const metrics = {
    runsRefused: { name: "RunsRefused", unit: "Count" },
    runsHeld: { name: "RunsHeld", unit: "Count" },
    /** Runs that selected nothing although nothing shows earlier work (model/runs/runDecision.ts). */
    emptySelections: { name: "EmptySelections", unit: "Count" },
    inventoryShrunk: { name: "InventoryShrunk", unit: "Count" },
    /** Rows of inventories that no tier can judge. */
    unreadableRows: { name: "UnreadableRows", unit: "Count" },
    /** Scans over many functions that failed, each attempt (model/scale/scanRecords.ts). */
    scansFailed: { name: "ScansFailed", unit: "Count" },
    inventoryAgeHours: { name: "InventoryAgeHours", unit: "None" },
    inventoriesStale: { name: "InventoriesStale", unit: "Count" },
    objectsSelected: { name: "ObjectsSelected", unit: "Count" },
    bytesSelected: { name: "BytesSelected", unit: "Bytes" },
    tasksSucceeded: { name: "TasksSucceeded", unit: "Count" },
    tasksFailed: { name: "TasksFailed", unit: "Count" },
    jobsFailed: { name: "JobsFailed", unit: "Count" },
    objectsProven: { name: "ObjectsProven", unit: "Count" },
    proofsContradicted: { name: "ProofsContradicted", unit: "Count" },
    runsMissing: { name: "RunsMissing", unit: "Count" },
    jobsStuck: { name: "JobsStuck", unit: "Count" },
    jobsAwaitingApproval: { name: "JobsAwaitingApproval", unit: "Count" },
    /** Jobs that have waited `approvalExpiringDays` or more (model/runs/jobFindings.ts). */
    approvalsExpiring: { name: "ApprovalsExpiring", unit: "Count" },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;
