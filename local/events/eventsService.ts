import { ruleArn } from "../../model/naming/arn";
import { AwsError, type BusEvent, type EventsApi, type World } from "../core/contracts";
import { refusal, refuseUnknownFields } from "../logs/refusal";
import { eventPattern, type EventMatcher } from "./eventPattern";
import { nextStep, retryPolicy, type RetryPolicy } from "./retrySchedule";
import { checkInputSelection, targetInput } from "./targetInput";

type TargetInput = Parameters<EventsApi["putTarget"]>[2];

interface Target {
    readonly definition: TargetInput;
    readonly retry: RetryPolicy;
}

interface Rule {
    readonly account: string;
    readonly name: string;
    readonly arn: string;
    enabled: boolean;
    matches: EventMatcher;
    readonly targets: Map<string, Target>;
}

/** An event as a target sees it. */
export type EventEnvelope = BusEvent & {
    readonly version: "0";
    readonly id: string;
    readonly time: string;
};

/** Levers of tests: what at-least-once, unordered delivery may do to events. */
export interface EventDelivery {
    /** Every delivery happens twice. */
    readonly duplicate?: boolean | undefined;
    /** Events for which this is true are lost before any rule sees them. */
    readonly drop?: ((event: EventEnvelope) => boolean) | undefined;
    /** Virtual seconds between event and delivery; a function can reorder events. */
    readonly delaySeconds?: number | ((event: EventEnvelope) => number) | undefined;
}

/** One try of handing an event to a target. */
interface Attempt {
    readonly rule: Rule;
    readonly target: Target;
    readonly payload: unknown;
    readonly since: number;
    readonly number: number;
}

/** Targets of one rule (EventBridge quotas). */
const maxTargets = 5;

/** The default event bus of each account: rules, patterns, targets, retries and dead letters. */
export class EventsService implements EventsApi {
    readonly #world: World;
    /** By ARN. */
    readonly #rules = new Map<string, Rule>();
    readonly #published: EventEnvelope[] = [];
    #delivery: EventDelivery = {};

    constructor(world: World) {
        this.#world = world;
    }

    /** Replaces the levers; `{}` is normal delivery. */
    setDelivery(delivery: EventDelivery): void {
        this.#delivery = delivery;
    }

    /** Every event that was published, dropped ones too. */
    published(): readonly EventEnvelope[] {
        return [...this.#published];
    }

    publish(event: BusEvent): void {
        const { clock, ids } = this.#world;
        const envelope: EventEnvelope = {
            version: "0",
            id: ids.uuid(),
            "detail-type": event["detail-type"],
            source: event.source,
            account: event.account,
            // EventBridge's times have no fraction of a second.
            time: clock
                .date()
                .toISOString()
                .replace(/\.\d+Z$/, "Z"),
            region: event.region,
            resources: event.resources,
            detail: event.detail,
        };
        this.#published.push(envelope);
        const { drop, duplicate, delaySeconds: delay = 0 } = this.#delivery;
        if (drop?.(envelope) === true) return;
        const at = clock.now() + 1000 * (typeof delay === "function" ? delay(envelope) : delay);
        for (const rule of this.#rules.values()) {
            if (rule.account !== event.account || !rule.enabled || !rule.matches(envelope))
                continue;
            for (const target of rule.targets.values()) {
                const payload = targetInput(target.definition, envelope);
                const attempt = { rule, target, payload, since: clock.now(), number: 0 };
                for (let i = 0; i < (duplicate === true ? 2 : 1); i += 1) {
                    this.#tryAt(at, attempt);
                }
            }
        }
    }

    /** Creates or replaces a rule; its targets stay. Throws InvalidEventPatternException. */
    putRule(
        account: string,
        rule: { name: string; pattern: unknown; enabled: boolean },
    ): { arn: string } {
        refuseUnknownFields(this.#world, `rule ${rule.name}`, rule, ["name", "pattern", "enabled"]);
        if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(rule.name)) {
            throw invalid(`rule name: must be 1-64 characters of a-zA-Z0-9.-_, got "${rule.name}"`);
        }
        const pattern: unknown =
            typeof rule.pattern === "string" ? jsonOf(rule.name, rule.pattern) : rule.pattern;
        const matches = eventPattern(pattern);
        const arn = this.#arn(account, rule.name);
        const existing = this.#rules.get(arn);
        if (existing === undefined) {
            const { name, enabled } = rule;
            this.#rules.set(arn, { account, name, arn, enabled, matches, targets: new Map() });
        } else {
            existing.enabled = rule.enabled;
            existing.matches = matches;
        }
        return { arn };
    }

    deleteRule(account: string, name: string): void {
        this.#rules.delete(this.#arn(account, name));
    }

    putTarget(account: string, ruleName: string, target: TargetInput): void {
        const rule = this.#rules.get(this.#arn(account, ruleName));
        if (rule === undefined) {
            throw new AwsError(
                "ResourceNotFoundException",
                400,
                `Rule ${ruleName} does not exist.`,
            );
        }
        const where = `target ${target.id} of rule ${ruleName}`;
        refuseUnknownFields(this.#world, where, target, [
            ...["id", "arn", "deadLetterArn", "maximumRetryAttempts", "maximumEventAgeSeconds"],
            ...["input", "inputPath"],
        ]);
        if (!["lambda", "sqs", "sns"].includes(serviceOf(target.arn))) {
            throw refusal(this.#world, `${where}: a target such as ${target.arn}`);
        }
        const { deadLetterArn } = target;
        if (deadLetterArn !== undefined && serviceOf(deadLetterArn) !== "sqs") {
            throw invalid(
                `${where}: the dead-letter queue must be an SQS queue, got "${deadLetterArn}"`,
            );
        }
        checkInputSelection(target);
        if (!rule.targets.has(target.id) && rule.targets.size >= maxTargets) {
            throw new AwsError(
                "LimitExceededException",
                400,
                `${where}: a rule has at most ${maxTargets} targets`,
            );
        }
        rule.targets.set(target.id, { definition: target, retry: retryPolicy(where, target) });
    }

    removeTarget(account: string, ruleName: string, targetId: string): void {
        this.#rules.get(this.#arn(account, ruleName))?.targets.delete(targetId);
    }

    #tryAt(at: number, attempt: Attempt): void {
        const { rule, target } = attempt;
        this.#world.clock.at(at, `event for ${target.definition.id} of rule ${rule.name}`, () =>
            this.#try(attempt),
        );
    }

    async #try(attempt: Attempt): Promise<void> {
        const { rule, target, number } = attempt;
        const { clock } = this.#world;
        try {
            this.#count(rule, "Invocations");
            await this.#deliver(attempt);
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            const next = nextStep(target.retry, error, number, attempt.since, clock.now());
            if ("retryAt" in next) {
                this.#count(rule, "RetryInvocationAttempts");
                this.#tryAt(next.retryAt, { ...attempt, number: number + 1 });
                return;
            }
            this.#count(rule, "FailedInvocations");
            this.#deadLetter(attempt, error, next.exhausted);
        }
    }

    async #deliver({ rule, target, payload }: Attempt): Promise<void> {
        const { arn } = target.definition;
        const ctx = this.#contextOf(rule);
        switch (serviceOf(arn)) {
            case "lambda":
                await this.#world.lambda.invokeAsync(ctx, arn, payload);
                return;
            case "sqs":
                this.#world.sqs.sendMessage(ctx, arn, JSON.stringify(payload));
                return;
            default:
                this.#world.sns.publish(ctx, arn, { body: JSON.stringify(payload) });
        }
    }

    #deadLetter(attempt: Attempt, error: AwsError, exhausted: string | undefined): void {
        const { rule, target, payload, number } = attempt;
        const queue = target.definition.deadLetterArn;
        if (queue === undefined) return;
        try {
            this.#world.sqs.sendMessage(this.#contextOf(rule), queue, JSON.stringify(payload), {
                RULE_ARN: rule.arn,
                TARGET_ARN: target.definition.arn,
                ERROR_CODE: error.status === 403 ? "NO_PERMISSIONS" : error.code,
                ERROR_MESSAGE: error.message,
                ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
                RETRY_ATTEMPTS: String(number),
            });
            this.#count(rule, "InvocationsSentToDlq");
        } catch (refused) {
            if (!(refused instanceof AwsError)) throw refused;
            // Nothing more can be done with it, as on AWS; the metric and the decision log tell.
            this.#count(rule, "InvocationsFailedToBeSentToDlq");
        }
    }

    #contextOf(rule: Rule): ReturnType<World["serviceContext"]> {
        const source = { arn: rule.arn, account: rule.account };
        return this.#world.serviceContext("events.amazonaws.com", source);
    }

    #count(rule: Rule, name: string): void {
        this.#world.cloudwatch.putMetric(rule.account, {
            namespace: "AWS/Events",
            name,
            dimensions: { RuleName: rule.name },
            value: 1,
            at: this.#world.clock.now(),
            unit: "Count",
        });
    }

    #arn(account: string, name: string): string {
        const { partition, region } = this.#world;
        return ruleArn({ partition, region, account }, name);
    }
}

const serviceOf = (arn: string): string => arn.split(":")[2] ?? "";

const invalid = (message: string): AwsError => new AwsError("ValidationException", 400, message);

function jsonOf(rule: string, text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch (cause) {
        throw new AwsError(
            "InvalidEventPatternException",
            400,
            `rule ${rule}: pattern must be JSON (${String(cause)})`,
        );
    }
}
