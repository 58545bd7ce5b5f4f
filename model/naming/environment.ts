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
} as const;

export type EnvironmentVariable = keyof typeof environmentVariables;

/** CloudWatch namespace of every metric the functions emit. */
export const metricNamespace = "Archival";

/** Metric names, shared by the runtime (emits) and infra (alarms). Dimensions: stack; bucket and tier where known. */
export const metricNames = {
    runsRefused: "RunsRefused",
    runsHeld: "RunsHeld",
    emptySelections: "EmptySelections",
    inventoryShrunk: "InventoryShrunk",
    inventoryAgeHours: "InventoryAgeHours",
    inventoriesStale: "InventoriesStale",
    objectsSelected: "ObjectsSelected",
    bytesSelected: "BytesSelected",
    tasksSucceeded: "TasksSucceeded",
    tasksFailed: "TasksFailed",
    jobsFailed: "JobsFailed",
    objectsProven: "ObjectsProven",
    proofsContradicted: "ProofsContradicted",
    runsMissing: "RunsMissing",
    jobsStuck: "JobsStuck",
    jobsAwaitingApproval: "JobsAwaitingApproval",
    /** Jobs that have waited 20 days or more; the service fails them after 30. */
    approvalsExpiring: "ApprovalsExpiring",
} as const;
