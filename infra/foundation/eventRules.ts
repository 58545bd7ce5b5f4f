import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { ruleArn } from "../../model/naming/arn";
import { namesOf, type FunctionName } from "../../model/naming/names";
import { committedInventoryPattern, jobStatusPattern } from "./eventPatterns";

/** The events the control plane lives on: a committed inventory wakes submit, a job that ended wakes reconcile. */
export function eventRules(
    config: StackConfig,
    aliases: Readonly<Record<FunctionName, aws.lambda.Alias>>,
    deadLetterQueue: { readonly arn: pulumi.Input<string>; readonly policy: pulumi.Resource },
    opts: pulumi.CustomResourceOptions,
): void {
    const names = namesOf(config.namePrefix, config);
    const rule = (
        name: string,
        physicalName: string,
        description: string,
        pattern: object,
        alias: aws.lambda.Alias,
    ): void => {
        const eventRule = new aws.cloudwatch.EventRule(
            name,
            { name: physicalName, description, eventPattern: JSON.stringify(pattern) },
            opts,
        );
        const permission = new aws.lambda.Permission(
            name,
            {
                statementId: physicalName,
                action: "lambda:InvokeFunction",
                function: alias.functionName,
                qualifier: alias.name,
                principal: "events.amazonaws.com",
                // By name, so that policy packs can read it in the first preview.
                sourceArn: ruleArn(config, physicalName),
                sourceAccount: config.account,
            },
            opts,
        );
        new aws.cloudwatch.EventTarget(
            name,
            {
                rule: eventRule.name,
                targetId: "function",
                arn: alias.arn,
                deadLetterConfig: { arn: deadLetterQueue.arn },
                retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 20 },
            },
            // An event before the permission would go to the queue, and one before the queue's policy be lost.
            { ...opts, dependsOn: [permission, deadLetterQueue.policy] },
        );
    };
    rule(
        "inventory-committed",
        names.inventoryRule,
        "An inventory is complete: select and submit",
        committedInventoryPattern(names.controlBucket),
        aliases.submit,
    );
    rule(
        "job-status-changed",
        names.jobStatusRule,
        "A Batch Operations job ended or waits: reconcile it",
        jobStatusPattern,
        aliases.reconcile,
    );
}
