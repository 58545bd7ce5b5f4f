import {
    bucketArn,
    functionArn,
    jobArnPattern,
    logGroupArn,
    objectArn,
    queueArn,
    roleArn,
    topicArn,
} from "../../naming/arn";
import {
    configPrefix,
    inventoriesPrefix,
    jobIndexPrefix,
    ledgersPrefix,
    manifestsPrefix,
    reportsPrefix,
    runsPrefix,
    scansPrefix,
} from "../../naming/keys";
import { liveAlias, namesOf, type FunctionName, type TierRoleKind } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { keyUse, type KeyAction } from "./keyUse";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";

/** Statements that several functions' roles are made of; which function has which stands in its own file. */

export function functionTrust(): PolicyDocument {
    return policyDocument({
        Sid: "Lambda",
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
    });
}

const namesFor = (config: StackConfig) => namesOf(config.namePrefix, config);

/** Where things of the control bucket live, as key patterns. */
export const controlKeys = {
    inventory: `${inventoriesPrefix}*`,
    config: `${configPrefix}*`,
    runs: `${runsPrefix}*`,
    jobs: `${jobIndexPrefix}*`,
    manifests: `${manifestsPrefix}*`,
    scans: `${scansPrefix}*`,
} as const;

export const auditKeys = { reports: `${reportsPrefix}*`, ledger: `${ledgersPrefix}*` } as const;

export function controlObjects(config: StackConfig, patterns: readonly string[]): string[] {
    const bucket = namesFor(config).controlBucket;
    return patterns.map((pattern) => objectArn(config.partition, bucket, pattern));
}

export function auditObjects(config: StackConfig, patterns: readonly string[]): string[] {
    const bucket = namesFor(config).auditBucket;
    return patterns.map((pattern) => objectArn(config.partition, bucket, pattern));
}

/** Lists under these key patterns, and is told 404 instead of 403 for a record that does not exist yet. */
export function listControl(config: StackConfig, patterns: readonly string[]): Statement {
    return {
        Sid: "ListControl",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucketArn(config.partition, namesFor(config).controlBucket),
        Condition: { StringLikeIfExists: { "s3:prefix": patterns } },
    };
}

export function listAudit(config: StackConfig, patterns: readonly string[]): Statement {
    return {
        Sid: "ListAudit",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: bucketArn(config.partition, namesFor(config).auditBucket),
        Condition: { StringLikeIfExists: { "s3:prefix": patterns } },
    };
}

export function readObjects(sid: string, resources: readonly string[]): Statement {
    return { Sid: sid, Effect: "Allow", Action: "s3:GetObject", Resource: resources };
}

export function readAndWriteObjects(sid: string, resources: readonly string[]): Statement {
    return {
        Sid: sid,
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: resources,
    };
}

/** Manifests are uploaded in parts, read again for retries and proofs, and pinned by version. */
export function writeManifests(config: StackConfig): Statement {
    return {
        Sid: "Manifests",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:AbortMultipartUpload"],
        Resource: controlObjects(config, [controlKeys.manifests]),
    };
}

/**
 * CreateJob has no resource to scope it by (Service Authorization Reference); the operations, the stack's own tag
 * and the roles that may be passed are the boundary.
 */
export function createJobs(config: StackConfig): readonly Statement[] {
    const names: readonly TierRoleKind[] = ["copy", "invoke"];
    return [
        {
            Sid: "CreateJobs",
            Effect: "Allow",
            Action: "s3:CreateJob",
            Resource: "*",
            Condition: {
                StringEquals: {
                    "s3:RequestJobOperation": ["S3PutObjectCopy", "LambdaInvoke"],
                    "aws:RequestTag/archival-stack": config.stack,
                },
            },
        },
        {
            Sid: "TagJobs",
            Effect: "Allow",
            Action: "s3:PutJobTagging",
            Resource: jobArnPattern(config),
        },
        {
            Sid: "PassJobRoles",
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: names.map((kind) =>
                roleArn(config.partition, config.account, `${config.namePrefix}-${kind}-*`),
            ),
            // Sources disagree on which of the two S3 asks with.
            Condition: {
                StringEquals: {
                    "iam:PassedToService": ["batchoperations.s3.amazonaws.com", "s3.amazonaws.com"],
                },
            },
        },
    ];
}

export function describeJobs(config: StackConfig): Statement {
    return {
        Sid: "DescribeJobs",
        Effect: "Allow",
        Action: "s3:DescribeJob",
        Resource: jobArnPattern(config),
    };
}

/** ListJobs has no resource type. */
export function listJobs(): Statement {
    return { Sid: "ListJobs", Effect: "Allow", Action: "s3:ListJobs", Resource: "*" };
}

export function notify(config: StackConfig): Statement {
    return {
        Sid: "Notify",
        Effect: "Allow",
        Action: "sns:Publish",
        Resource: topicArn(config, namesFor(config).topic),
    };
}

/** The foundation's key, through the services that encrypt with it on the function's behalf. */
export function foundationKeyUse(
    config: StackConfig,
    services: readonly string[],
    actions: readonly KeyAction[] = ["kms:Decrypt", "kms:GenerateDataKey"],
): Statement {
    return keyUse(
        "FoundationKey",
        { ...config, alias: namesFor(config).keyAlias },
        services,
        actions,
    );
}

/** Where Lambda puts events that failed for good, as the function's role. */
export function deadLetters(config: StackConfig): Statement {
    return {
        Sid: "DeadLetters",
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: queueArn(config, namesFor(config).deadLetterQueue),
    };
}

export function ownLogs(config: StackConfig, fn: FunctionName): Statement {
    return {
        Sid: "OwnLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn(config, namesFor(config).logGroup(fn))}:*`,
    };
}

/** ARN of a function's alias "live", known from names alone. */
export function liveFunctionArn(config: StackConfig, fn: FunctionName): string {
    return `${functionArn(config, namesFor(config).functionName(fn))}:${liveAlias}`;
}
