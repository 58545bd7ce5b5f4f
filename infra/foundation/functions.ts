import * as path from "node:path";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { reconcileRole } from "../../model/iam/documents/reconcileRole";
import type { PolicyDocument } from "../../model/iam/documents/statement";
import { shardRole } from "../../model/iam/documents/shardRole";
import { submitRole } from "../../model/iam/documents/submitRole";
import { taskFunctionRole } from "../../model/iam/documents/taskFunctionRole";
import { watchdogRole } from "../../model/iam/documents/watchdogRole";
import { functionNames, namesOf, type FunctionName } from "../../model/naming/names";
import { reservedConcurrency, shardLimits, submitLimits } from "../../model/scale/functionLimits";
import { BundledFunction } from "../aws/bundledFunction";
import { functionEnvironment } from "./functionEnvironment";

export interface FunctionsArgs {
    config: StackConfig;
    bundleDirectory: string;
    kmsKeyArn: pulumi.Input<string>;
    topicArn: pulumi.Input<string>;
    deadLetterQueueArn: pulumi.Input<string>;
}

interface Sizing {
    readonly description: string;
    readonly timeoutSeconds: number;
    readonly memoryMb: number;
    /** Size of /tmp; Lambda's default is 512. */
    readonly ephemeralStorageMb?: number;
    readonly reservedConcurrency: (config: StackConfig) => number;
    readonly policy: (config: StackConfig) => PolicyDocument;
}

const minutes = 60;

const sizings: Readonly<Record<FunctionName, Sizing>> = {
    submit: {
        description: "Reads a committed inventory, selects, and creates the jobs",
        ...submitLimits,
        reservedConcurrency: () => reservedConcurrency.submit,
        policy: submitRole,
    },
    shard: {
        description: "Reads one data file of a large inventory for the scan's state machine",
        ...shardLimits,
        // The scans of several buckets share it: what is throttled is tried again by the state machine.
        reservedConcurrency: ({ scaleOut }) => scaleOut.maxConcurrency,
        policy: shardRole,
    },
    reconcile: {
        description: "Verifies a job's completion report and retries what failed",
        timeoutSeconds: 15 * minutes,
        // A whole vCPU, and 1.2 GB for the join of `verifiableRowsPerJob` (model/scale/scaleOut.ts).
        memoryMb: 2048,
        reservedConcurrency: () => reservedConcurrency.reconcile,
        policy: reconcileRole,
    },
    task: {
        description: "Archives one object of a job: large, tagged or marked ones",
        timeoutSeconds: 15 * minutes,
        memoryMb: 512,
        reservedConcurrency: () => reservedConcurrency.task,
        policy: taskFunctionRole,
    },
    watchdog: {
        description: "Finds inventories, runs and jobs that are missing, late or stuck",
        timeoutSeconds: 5 * minutes,
        memoryMb: 512,
        reservedConcurrency: () => reservedConcurrency.watchdog,
        policy: watchdogRole,
    },
};

/** Whoever invokes these waits for the answer: Batch Operations keeps failures in its report, Step Functions retries. */
const synchronous: ReadonlySet<FunctionName> = new Set(["task", "shard"]);

/** The functions of the control plane. */
export class Functions extends pulumi.ComponentResource {
    readonly aliases: Readonly<Record<FunctionName, aws.lambda.Alias>>;
    readonly aliasArns: Readonly<Record<FunctionName, pulumi.Output<string>>>;

    constructor(name: string, args: FunctionsArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:foundation:Functions", name, {}, opts);
        const { config, topicArn } = args;
        const names = namesOf(config.namePrefix, config);
        const create = (fn: FunctionName, taskFunctionArn?: pulumi.Input<string>) => {
            const { policy, reservedConcurrency: reservedOf, ...sizing } = sizings[fn];
            return new BundledFunction(
                fn,
                {
                    ...sizing,
                    reservedConcurrency: reservedOf(config),
                    functionName: names.functionName(fn),
                    bundle: path.join(args.bundleDirectory, fn),
                    roleName: names.functionRole(fn),
                    policy: policy(config),
                    logGroupName: names.logGroup(fn),
                    kmsKeyArn: args.kmsKeyArn,
                    environment: functionEnvironment(config, fn, { topicArn, taskFunctionArn }),
                    deadLetterQueueArn: synchronous.has(fn) ? undefined : args.deadLetterQueueArn,
                },
                { parent: this },
            );
        };
        const task = create("task");
        const functions: Readonly<Record<FunctionName, BundledFunction>> = {
            task,
            submit: create("submit", task.versionArn),
            shard: create("shard"),
            reconcile: create("reconcile", task.versionArn),
            watchdog: create("watchdog"),
        };
        const byName = <T>(of: (fn: BundledFunction) => T) =>
            Object.fromEntries(functionNames.map((fn) => [fn, of(functions[fn])])) as Record<
                FunctionName,
                T
            >;
        this.aliases = byName(({ alias }) => alias);
        this.aliasArns = byName(({ alias }) => alias.arn);
        this.registerOutputs({ aliasArns: this.aliasArns });
    }
}
