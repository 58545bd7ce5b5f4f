/** Partition, ARN and service-host forms, so that nothing else in the product spells "arn:aws". */

export type Partition = "aws" | "aws-cn" | "aws-us-gov";

/** The partition a Region belongs to (AWS General Reference: cn-* and us-gov-* have their own). */
export function partitionOf(region: string): Partition {
    if (region.startsWith("cn-")) return "aws-cn";
    if (region.startsWith("us-gov-")) return "aws-us-gov";
    return "aws";
}

/** Domain of public endpoints in a partition. */
export function dnsSuffix(partition: Partition): string {
    return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}

/** Where a stack runs: enough to build every ARN of it from known names. */
export interface Place {
    readonly partition: Partition;
    readonly account: string;
    readonly region: string;
}

export const bucketArn = (partition: Partition, bucket: string): string =>
    `arn:${partition}:s3:::${bucket}`;
export const objectArn = (partition: Partition, bucket: string, key: string): string =>
    `arn:${partition}:s3:::${bucket}/${key}`;
export const roleArn = (partition: Partition, account: string, name: string): string =>
    `arn:${partition}:iam::${account}:role/${name}`;
export const functionArn = (place: Place, name: string): string =>
    `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${name}`;
export const queueArn = (place: Place, name: string): string =>
    `arn:${place.partition}:sqs:${place.region}:${place.account}:${name}`;
export const topicArn = (place: Place, name: string): string =>
    `arn:${place.partition}:sns:${place.region}:${place.account}:${name}`;
export const logGroupArn = (place: Place, name: string): string =>
    `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${name}`;
export const ruleArn = (place: Place, name: string): string =>
    `arn:${place.partition}:events:${place.region}:${place.account}:rule/${name}`;
export const scheduleArn = (place: Place, group: string, name: string): string =>
    `arn:${place.partition}:scheduler:${place.region}:${place.account}:schedule/${group}/${name}`;
export const scheduleGroupArn = (place: Place, group: string): string =>
    `arn:${place.partition}:scheduler:${place.region}:${place.account}:schedule-group/${group}`;
export const stateMachineArn = (place: Place, name: string): string =>
    `arn:${place.partition}:states:${place.region}:${place.account}:stateMachine:${name}`;
/** Of an execution that was started by name, not of a distributed map's children. */
export const executionArn = (place: Place, stateMachine: string, name: string): string =>
    `arn:${place.partition}:states:${place.region}:${place.account}:execution:${stateMachine}:${name}`;
/** Executions that a distributed map starts: "<machine>/<label>:<id>" (Step Functions guide, map runs). */
export const childExecutionArnPattern = (place: Place, stateMachine: string): string =>
    `arn:${place.partition}:states:${place.region}:${place.account}:execution:${stateMachine}/*`;
export const jobArnPattern = (place: Place): string =>
    `arn:${place.partition}:s3:${place.region}:${place.account}:job/*`;
export const keyArnPattern = (partition: Partition, region: string, account: string): string =>
    `arn:${partition}:kms:${region}:${account}:key/*`;
