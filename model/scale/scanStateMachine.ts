/**
 * The state machine of large scans, in Amazon States Language (JSONPath): a distributed map over items.json with one
 * function call per shard and no failure tolerated, then submit. A failure is told to submit, which records it, before
 * the execution fails. Shapes: Step Functions guide, "Map state in Distributed mode" and "Lambda invoke".
 */
import type { Partition } from "../naming/arn";
import { shardLimits, submitLimits } from "./functionLimits";

export interface ScanStateMachine {
    readonly partition: Partition;
    readonly controlBucket: string;
    /** Aliases. */
    readonly shardFunctionArn: string;
    readonly submitFunctionArn: string;
    readonly maxConcurrency: number;
}

/** An execution that runs longer fails, and its alarm rings. */
export const maxScanHours = 12;

/** Room for an invocation's way there and back, beyond the function's own time. */
const callSeconds = 60;

/**
 * Two kinds of retry: what says "later" (throttling: other scans share the functions) for an hour or so, what may be a broken
 * call or function a few times. A damaged data file is no error (ShardRecord.refused).
 */
const retries = [
    {
        ErrorEquals: ["Lambda.TooManyRequestsException"],
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxDelaySeconds: 60,
        MaxAttempts: 120,
        JitterStrategy: "FULL",
    },
    {
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 2,
        BackoffRate: 3,
        MaxDelaySeconds: 60,
        MaxAttempts: 4,
        JitterStrategy: "FULL",
    },
];

/** The definition as an object; its JSON is what AWS is given. */
export function scanStateMachine(machine: ScanStateMachine): object {
    const { partition, controlBucket, shardFunctionArn, submitFunctionArn } = machine;
    const invoke = `arn:${partition}:states:::lambda:invoke`;
    const onError = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "TellFailure" }];
    const scan = {
        trigger: "scan",
        "bucket.$": "$.bucket",
        "scanId.$": "$.scanId",
        "attempt.$": "$.attempt",
    };
    return {
        Comment:
            "Scans a large inventory, one function per data file, and hands the results to submit",
        StartAt: "Scan",
        TimeoutSeconds: maxScanHours * 60 * 60,
        States: {
            Scan: {
                Type: "Map",
                Label: "Scan",
                MaxConcurrency: machine.maxConcurrency,
                // One shard that is missing makes every manifest wrong.
                ToleratedFailureCount: 0,
                ItemReader: {
                    Resource: `arn:${partition}:states:::s3:getObject`,
                    ReaderConfig: { InputType: "JSON" },
                    Parameters: { Bucket: controlBucket, "Key.$": "$.itemsKey" },
                },
                ItemProcessor: {
                    // Express children end after five minutes; a function may take fifteen.
                    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
                    StartAt: "Shard",
                    States: {
                        Shard: {
                            Type: "Task",
                            Resource: invoke,
                            Parameters: { FunctionName: shardFunctionArn, "Payload.$": "$" },
                            // The results of 10,000 shards together must stay below 256 KiB.
                            ResultSelector: { "n.$": "$.Payload.shard" },
                            TimeoutSeconds: shardLimits.timeoutSeconds + callSeconds,
                            Retry: retries,
                            End: true,
                        },
                    },
                },
                ResultPath: null,
                Catch: onError,
                Next: "Conclude",
            },
            Conclude: {
                Type: "Task",
                Resource: invoke,
                Parameters: { FunctionName: submitFunctionArn, Payload: scan },
                ResultSelector: { "tiers.$": "$.Payload.tiers" },
                TimeoutSeconds: submitLimits.timeoutSeconds + callSeconds,
                Retry: retries,
                Catch: onError,
                End: true,
            },
            TellFailure: {
                Type: "Task",
                Resource: invoke,
                Parameters: {
                    FunctionName: submitFunctionArn,
                    Payload: { ...scan, "failed.$": "$.error" },
                },
                ResultPath: null,
                TimeoutSeconds: submitLimits.timeoutSeconds + callSeconds,
                Retry: retries,
                Next: "Failed",
            },
            Failed: {
                Type: "Fail",
                Error: "ScanFailed",
                Cause: "A shard or the conclusion failed; the Map Run of this execution names the shard, and its log says why",
            },
        },
    };
}
