/** The functions' environment variables, read once and checked. */
import type { Partition } from "../../model/naming/arn";
import { environmentVariables, type EnvironmentVariable } from "../../model/naming/environment";

/** What every function is told by the deployment. */
export interface FunctionEnvironment {
    readonly account: string;
    readonly partition: Partition;
    readonly stack: string;
    readonly controlBucket: string;
    readonly auditBucket: string;
    readonly topicArn: string;
}

/** One variable. Throws an Error naming it when it is not set. */
export function environmentVariable(
    name: EnvironmentVariable,
    environment: NodeJS.ProcessEnv = process.env,
): string {
    const value = environment[environmentVariables[name]];
    if (value === undefined || value === "")
        throw new Error(
            `environment variable ${environmentVariables[name]} must be set on the function, got nothing; ` +
                'deploy it with "pulumi up"',
        );
    return value;
}

/** The variables that all functions share. Throws an Error naming the first that is missing or wrong. */
export function functionEnvironment(
    environment: NodeJS.ProcessEnv = process.env,
): FunctionEnvironment {
    const partition = environmentVariable("partition", environment);
    if (partition !== "aws" && partition !== "aws-cn" && partition !== "aws-us-gov")
        throw new Error(
            `environment variable ${environmentVariables.partition} must be "aws", "aws-cn" or ` +
                `"aws-us-gov", got "${partition}"`,
        );
    return {
        account: environmentVariable("account", environment),
        partition,
        stack: environmentVariable("stack", environment),
        controlBucket: environmentVariable("controlBucket", environment),
        auditBucket: environmentVariable("auditBucket", environment),
        topicArn: environmentVariable("topicArn", environment),
    };
}
