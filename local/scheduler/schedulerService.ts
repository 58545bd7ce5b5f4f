import { dnsSuffix, scheduleArn, scheduleGroupArn } from "../../model/naming/arn";
import {
    AwsError,
    type CallContext,
    type ScheduleDefinition,
    type SchedulerApi,
    type World,
} from "../core/contracts";
import { nextStep, retryPolicy, type RetryPolicy } from "../events/retrySchedule";
import { refusal, refuseUnknownFields } from "../logs/refusal";
import { nextFireTime } from "./nextFireTime";
import { isTimezone } from "./zonedTime";

interface Schedule {
    readonly account: string;
    readonly arn: string;
    readonly groupArn: string;
    readonly definition: ScheduleDefinition;
    readonly retry: RetryPolicy;
    readonly createdAt: number;
    cancel?: (() => void) | undefined;
}

/** One occasion on which a schedule was due. */
interface Firing {
    readonly schedule: Schedule;
    /** Virtual time at which it was due, without the flexible window. */
    readonly dueAt: number;
    readonly executionId: string;
    readonly attempt: number;
}

/** One attempt, for assertions. */
export interface FiringRecord {
    readonly scheduleArn: string;
    readonly dueAt: Date;
    readonly at: Date;
    readonly attempt: number;
    /** "<code>: <message>" when the target did not take it. */
    readonly failure?: string | undefined;
}

const nameForm = /^[0-9a-zA-Z\-_.]{1,64}$/;
const minute = 60_000;

/** EventBridge Scheduler: groups and schedules that fire by the virtual clock, with retries and dead letters. */
export class SchedulerService implements SchedulerApi {
    readonly #world: World;
    readonly #groups = new Set<string>();
    /** By ARN. */
    readonly #schedules = new Map<string, Schedule>();
    readonly #firings: FiringRecord[] = [];
    #duplicate = false;

    constructor(world: World) {
        this.#world = world;
    }

    /** Test lever: `duplicate` lets every due time fire twice, as at-least-once delivery may. */
    setDelivery(delivery: { readonly duplicate?: boolean | undefined }): void {
        this.#duplicate = delivery.duplicate === true;
    }

    /** Every attempt so far, oldest first. */
    firings(): readonly FiringRecord[] {
        return [...this.#firings];
    }

    createGroup(account: string, name: string): { arn: string } {
        if (!nameForm.test(name))
            throw invalid(`group name: must match ${nameForm}, got "${name}"`);
        const arn = this.#groupArn(account, name);
        if (this.#groups.has(arn)) {
            throw new AwsError("ConflictException", 409, `Schedule group ${name} already exists.`);
        }
        this.#groups.add(arn);
        return { arn };
    }

    /** Creates or replaces a schedule. The target's role must be one that Scheduler can assume, as on AWS. */
    putSchedule(account: string, definition: ScheduleDefinition): { arn: string } {
        const { partition, region, clock } = this.#world;
        const { group, name, target } = definition;
        const arn = scheduleArn({ partition, region, account }, group, name);
        const groupArn = this.#groupArn(account, group);
        if (group !== "default" && !this.#groups.has(groupArn)) {
            throw new AwsError(
                "ResourceNotFoundException",
                404,
                `Schedule group ${group} does not exist.`,
            );
        }
        this.#check(definition);
        const retry = retryPolicy(`schedule ${name}: target`, target);
        const schedule: Schedule = {
            ...{ account, arn, groupArn, definition, retry, createdAt: clock.now() },
        };
        try {
            this.#assume(schedule);
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            throw invalid(
                `The execution role you provide must allow AWS EventBridge Scheduler to assume the role. ` +
                    `(${target.roleArn}: ${error.message})`,
            );
        }
        this.#schedules.get(arn)?.cancel?.();
        this.#schedules.set(arn, schedule);
        // A rate without a start date fires at once and counts from there.
        if (definition.enabled) this.#planAfter(schedule, clock.now() - 1);
        return { arn };
    }

    deleteSchedule(account: string, group: string, name: string): void {
        const { partition, region } = this.#world;
        const arn = scheduleArn({ partition, region, account }, group, name);
        this.#schedules.get(arn)?.cancel?.();
        this.#schedules.delete(arn);
    }

    #check(definition: ScheduleDefinition): void {
        const { name, expression, timezone, target, flexibleWindowMinutes: flexible } = definition;
        const where = `schedule ${name}`;
        refuseUnknownFields(this.#world, where, definition, [
            ...["group", "name", "expression", "timezone", "enabled", "flexibleWindowMinutes"],
            ...["target", "kmsKeyArn"],
        ]);
        refuseUnknownFields(this.#world, `${where}: target`, target, [
            ...["arn", "roleArn", "input", "deadLetterArn", "maximumRetryAttempts"],
            "maximumEventAgeSeconds",
        ]);
        const service = serviceOf(target.arn);
        if (service !== "lambda" && service !== "sqs") {
            throw refusal(this.#world, `${where}: a target such as ${target.arn}`);
        }
        if (!nameForm.test(name)) throw invalid(`${where}: name must match ${nameForm}`);
        if (!isTimezone(timezone)) {
            throw invalid(
                `${where}: timezone must be an IANA name such as Europe/Berlin, got "${timezone}"`,
            );
        }
        if (flexible !== undefined) {
            if (!Number.isInteger(flexible) || flexible < 1 || flexible > 1440) {
                throw invalid(
                    `${where}: flexible window must be 1 to 1440 minutes, got ${flexible}`,
                );
            }
        }
        if (target.deadLetterArn !== undefined && serviceOf(target.deadLetterArn) !== "sqs") {
            throw invalid(
                `${where}: dead-letter queue must be an SQS queue, got ${target.deadLetterArn}`,
            );
        }
        if (target.input !== undefined) {
            try {
                JSON.parse(target.input);
            } catch {
                throw invalid(`${where}: input for a function must be JSON, got "${target.input}"`);
            }
        }
        try {
            nextFireTime(expression, timezone, this.#world.clock.now());
        } catch (error) {
            throw invalid(`${where}: ${error instanceof Error ? error.message : String(error)}`);
        }
    }

    #planAfter(schedule: Schedule, afterMs: number): void {
        const { expression, timezone, flexibleWindowMinutes } = schedule.definition;
        const { clock, ids } = this.#world;
        const dueAt = nextFireTime(expression, timezone, afterMs, schedule.createdAt);
        schedule.cancel = undefined;
        if (dueAt === undefined) return;
        const flexible =
            flexibleWindowMinutes === undefined
                ? 0
                : Math.floor(ids.random() * flexibleWindowMinutes) * minute;
        const name = `schedule ${schedule.definition.name}`;
        schedule.cancel = clock.at(dueAt + flexible, name, async () => {
            this.#planAfter(schedule, dueAt);
            for (let i = 0; i < (this.#duplicate ? 2 : 1); i += 1) {
                await this.#fire({ schedule, dueAt, executionId: ids.uuid(), attempt: 0 });
            }
        });
    }

    async #fire(firing: Firing): Promise<void> {
        const { schedule, dueAt, attempt } = firing;
        const { clock } = this.#world;
        const record = (failure?: string): void => {
            this.#firings.push({
                scheduleArn: schedule.arn,
                ...{ dueAt: new Date(dueAt), at: clock.date(), attempt, failure },
            });
        };
        try {
            await this.#deliver(firing);
            record();
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            record(`${error.code}: ${error.message}`);
            const next = nextStep(schedule.retry, error, attempt, dueAt, clock.now());
            if ("retryAt" in next) {
                clock.at(next.retryAt, `retry of schedule ${schedule.definition.name}`, () =>
                    this.#fire({ ...firing, attempt: attempt + 1 }),
                );
                return;
            }
            this.#deadLetter(firing, error, next.exhausted);
        }
    }

    async #deliver(firing: Firing): Promise<void> {
        const { schedule } = firing;
        const ctx = this.#assume(schedule);
        const { kmsKeyArn, target } = schedule.definition;
        if (kmsKeyArn !== undefined) {
            // The execution role reads the encrypted schedule (Scheduler User Guide, "Encryption at rest").
            const viaService = `scheduler.${this.#world.region}.${dnsSuffix(this.#world.partition)}`;
            this.#world.kms.use({ ...ctx, viaService }, kmsKeyArn, "kms:Decrypt", {
                "aws:scheduler:schedule:arn": schedule.arn,
            });
        }
        const input = inputText(firing);
        if (serviceOf(target.arn) === "sqs") {
            this.#world.sqs.sendMessage(ctx, target.arn, input);
            return;
        }
        await this.#world.lambda.invokeAsync(ctx, target.arn, JSON.parse(input) as unknown);
    }

    #deadLetter(firing: Firing, error: AwsError, exhausted: string | undefined): void {
        const { schedule, attempt, executionId, dueAt } = firing;
        const { account, definition } = schedule;
        const queue = definition.target.deadLetterArn;
        const count = (name: string): void => {
            this.#world.cloudwatch.putMetric(account, {
                namespace: "AWS/Scheduler",
                name,
                dimensions: { ScheduleGroup: definition.group },
                value: 1,
                at: this.#world.clock.now(),
                unit: "Count",
            });
        };
        count("InvocationDroppedCount");
        if (queue === undefined) return;
        try {
            // Attribute names as in Scheduler's documentation of dead letters; not checked against AWS.
            this.#world.sqs.sendMessage(this.#assume(schedule), queue, inputText(firing), {
                ERROR_CODE: error.code,
                ERROR_MESSAGE: error.message,
                EXECUTION_ID: executionId,
                EXECUTION_TIME: new Date(dueAt).toISOString(),
                ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
                IS_PAYLOAD_TRUNCATED: "false",
                RETRY_ATTEMPTS: String(attempt),
                SCHEDULE_ARN: schedule.arn,
                TARGET_ARN: definition.target.arn,
            });
            count("InvocationsSentToDeadLetterCount");
        } catch (refused) {
            if (!(refused instanceof AwsError)) throw refused;
            count("InvocationsFailedToBeSentToDeadLetterCount");
        }
    }

    /** The execution role's session; Scheduler names the schedule's group, not the schedule, in aws:SourceArn. */
    #assume({ account, groupArn, definition }: Schedule): CallContext {
        const scheduler = this.#world.serviceContext("scheduler.amazonaws.com", {
            arn: groupArn,
            account,
        });
        const { principal } = this.#world.iam.assumeRole(
            scheduler,
            definition.target.roleArn,
            definition.name,
        );
        const { region, ids } = this.#world;
        return { principal, region, requestId: ids.requestId(), secure: true };
    }

    #groupArn(account: string, name: string): string {
        const { partition, region } = this.#world;
        return scheduleGroupArn({ partition, region, account }, name);
    }
}

/** The target's input with Scheduler's context attributes put in ("Adding context attributes", User Guide). */
function inputText({ schedule, dueAt, executionId, attempt }: Firing): string {
    const attributes: Readonly<Record<string, string>> = {
        "schedule-arn": schedule.arn,
        "scheduled-time": new Date(dueAt).toISOString().replace(/\.\d+Z$/, "Z"),
        "execution-id": executionId,
        "attempt-number": String(attempt + 1),
    };
    return (schedule.definition.target.input ?? "{}").replace(
        /<aws\.scheduler\.([a-z-]+)>/g,
        (placeholder, name: string) => attributes[name] ?? placeholder,
    );
}

const serviceOf = (arn: string): string => arn.split(":")[2] ?? "";

const invalid = (message: string): AwsError => new AwsError("ValidationException", 400, message);
