import { existsSync } from "node:fs";
import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../model/iam/documents/statement";
import { functionTrust } from "../../model/iam/documents/functionRole";
import { liveAlias } from "../../model/naming/names";
import { roleWithPolicy } from "./roleWithPolicy";

export interface BundledFunctionArgs {
    /** Physical name of the function. */
    functionName: string;
    description: string;
    /** Folder of the built bundle; plain, because a missing one is an error before anything exists. */
    bundle: string;
    roleName: string;
    policy: PolicyDocument;
    logGroupName: string;
    /** Encrypts logs and environment. */
    kmsKeyArn: pulumi.Input<string>;
    timeoutSeconds: number;
    memoryMb: number;
    /** Size of /tmp in MB. @default 512 */
    ephemeralStorageMb?: number | undefined;
    reservedConcurrency: number;
    environment: Readonly<Record<string, pulumi.Input<string>>>;
    /** Where events go that failed for good; absent for a function that is only invoked synchronously. */
    deadLetterQueueArn?: pulumi.Input<string> | undefined;
}

/** How long the functions' logs are kept: a year and a month, so that a yearly audit finds the whole year. */
const logRetentionDays = 400;

/** A Lambda function from its bundle, with a role of its own, a log group, and the alias its callers use. */
export class BundledFunction extends pulumi.ComponentResource {
    readonly alias: aws.lambda.Alias;
    /** ARN of the published version: what a Batch job names, so that its code cannot change under it. */
    readonly versionArn: pulumi.Output<string>;

    constructor(name: string, args: BundledFunctionArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:aws:BundledFunction", name, {}, opts);
        const child = { parent: this };
        const { role, policy } = roleWithPolicy(
            `${name}-role`,
            {
                roleName: args.roleName,
                description: `Role of the function ${args.functionName} alone`,
                trust: functionTrust(),
                policy: args.policy,
            },
            child,
        );
        const logGroup = new aws.cloudwatch.LogGroup(
            `${name}-logs`,
            {
                name: args.logGroupName,
                retentionInDays: logRetentionDays,
                kmsKeyId: args.kmsKeyArn,
            },
            child,
        );
        const fn = new aws.lambda.Function(
            name,
            functionArgs(args, role, logGroup),
            // The first invocation needs the role's rights; the event config is refused without them.
            { ...child, dependsOn: [policy] },
        );
        this.alias = new aws.lambda.Alias(
            `${name}-live`,
            {
                name: liveAlias,
                description: "The version in service",
                functionName: fn.name,
                functionVersion: fn.version,
            },
            child,
        );
        if (args.deadLetterQueueArn !== undefined) {
            new aws.lambda.FunctionEventInvokeConfig(
                `${name}-failures`,
                {
                    functionName: fn.name,
                    qualifier: this.alias.name,
                    maximumRetryAttempts: 2,
                    maximumEventAgeInSeconds: 6 * 60 * 60,
                    destinationConfig: { onFailure: { destination: args.deadLetterQueueArn } },
                },
                child,
            );
        }
        this.versionArn = fn.qualifiedArn;
        this.registerOutputs({ aliasArn: this.alias.arn, versionArn: this.versionArn });
    }
}

function functionArgs(
    args: BundledFunctionArgs,
    role: aws.iam.Role,
    logGroup: aws.cloudwatch.LogGroup,
): aws.lambda.FunctionArgs {
    return {
        name: args.functionName,
        description: args.description,
        role: role.arn,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.FileArchive(builtBundle(args.bundle)),
        timeout: args.timeoutSeconds,
        memorySize: args.memoryMb,
        ...(args.ephemeralStorageMb === undefined
            ? {}
            : { ephemeralStorage: { size: args.ephemeralStorageMb } }),
        reservedConcurrentExecutions: args.reservedConcurrency,
        publish: true,
        kmsKeyArn: args.kmsKeyArn,
        environment: {
            variables: {
                ...args.environment,
                POWERTOOLS_SERVICE_NAME: args.functionName,
                POWERTOOLS_LOG_LEVEL: "INFO",
                NODE_OPTIONS: "--enable-source-maps",
            },
        },
        loggingConfig: {
            logFormat: "JSON",
            logGroup: logGroup.name,
            applicationLogLevel: "INFO",
            systemLogLevel: "INFO",
        },
    };
}

/** The bundle's folder. Throws pulumi.RunError when it was not built. */
function builtBundle(folder: string): string {
    const entry = path.join(folder, "index.mjs");
    if (!existsSync(entry)) {
        const shown = path.relative(path.resolve(folder, "../../.."), entry);
        throw new pulumi.RunError(`${shown} not found; run "npm run build" first`);
    }
    return folder;
}
