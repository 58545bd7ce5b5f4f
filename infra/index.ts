import * as path from "node:path";
import { archivalStack } from "./archivalStack";
import { readSettings } from "./settings";

/** The stack's outputs. */
export const {
    controlBucket,
    auditBucket,
    accessLogBucket,
    keyArn,
    topicArn,
    deadLetterQueues,
    functions,
    approverRole,
    buckets,
    vaultBuckets,
} = archivalStack(readSettings(), path.resolve(__dirname, "../dist/runtime"));
