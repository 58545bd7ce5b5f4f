import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { schedulerRole, schedulerTrust } from "../../model/iam/documents/schedulerRole";
import { namesOf, type FunctionName } from "../../model/naming/names";
import { roleWithPolicy } from "../aws/roleWithPolicy";

export interface SchedulesArgs {
    config: StackConfig;
    aliases: Readonly<Record<FunctionName, aws.lambda.Alias>>;
    deadLetterQueueArn: pulumi.Input<string>;
    kmsKeyArn: pulumi.Input<string>;
}

export interface ScheduleArgs {
    /** Physical name. */
    scheduleName: string;
    description: string;
    /** cron(…) or rate(…). */
    expression: string;
    /** IANA name. @default "UTC" */
    timezone?: string | undefined;
    /** Event the function gets. */
    payload: Readonly<Record<string, string>>;
    /** What must exist before it fires. @default nothing */
    after?: readonly pulumi.Resource[] | undefined;
}

/** The stack's schedule group, the role its schedules share, and the watchdog's own schedule. */
export class Schedules extends pulumi.ComponentResource {
    readonly #args: SchedulesArgs;
    readonly #group: aws.scheduler.ScheduleGroup;
    readonly #role: aws.iam.Role;
    readonly #rights: aws.iam.RolePolicy;

    constructor(name: string, args: SchedulesArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:foundation:Schedules", name, {}, opts);
        const names = namesOf(args.config.namePrefix, args.config);
        const child = { parent: this };
        this.#args = args;
        this.#group = new aws.scheduler.ScheduleGroup(name, { name: names.scheduleGroup }, child);
        const { role, policy } = roleWithPolicy(
            `${name}-role`,
            {
                roleName: names.schedulerRole,
                description: "Invokes the scheduled functions of the archival stack",
                trust: schedulerTrust(args.config),
                policy: schedulerRole(args.config),
            },
            child,
        );
        this.#role = role;
        this.#rights = policy;
        this.schedule(
            "watchdog",
            "watchdog",
            {
                scheduleName: names.watchdogSchedule,
                description: "Looks hourly for what is missing, late or stuck",
                expression: "rate(1 hour)",
                payload: { trigger: "watchdog" },
            },
            child,
        );
        this.registerOutputs({ group: this.#group.name });
    }

    /** A schedule of the group that invokes the alias of a function; at-least-once, as Scheduler is. */
    schedule(
        name: string,
        fn: FunctionName,
        args: ScheduleArgs,
        opts: pulumi.CustomResourceOptions,
    ): aws.scheduler.Schedule {
        return new aws.scheduler.Schedule(
            name,
            {
                name: args.scheduleName,
                groupName: this.#group.name,
                description: args.description,
                scheduleExpression: args.expression,
                scheduleExpressionTimezone: args.timezone ?? "UTC",
                flexibleTimeWindow: { mode: "OFF" },
                kmsKeyArn: this.#args.kmsKeyArn,
                target: {
                    arn: this.#args.aliases[fn].arn,
                    roleArn: this.#role.arn,
                    input: JSON.stringify(args.payload),
                    retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 20 },
                    deadLetterConfig: { arn: this.#args.deadLetterQueueArn },
                },
            },
            // Scheduler checks the role when the schedule is created and uses its rights at the first firing.
            { ...opts, dependsOn: [this.#rights, ...(args.after ?? [])] },
        );
    }
}
