import assert from "node:assert/strict";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import { AwsError, type BusEvent, type CallContext } from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { EventsService, type EventEnvelope } from "../../../local/events/eventsService";
import { SnsService } from "../../../local/sns/snsService";
import { SqsService } from "../../../local/sqs/sqsService";

const account = "111122223333";
const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:submit:live`;
const ruleArn = `arn:aws:events:eu-west-1:${account}:rule/committed`;

const created = (key: string, owner = account): BusEvent => ({
    source: "aws.s3",
    "detail-type": "Object Created",
    account: owner,
    region: "eu-west-1",
    resources: ["arn:aws:s3:::control"],
    detail: { bucket: { name: "control" }, object: { key } },
});

describe("EventsService", () => {
    let world: WorldBase;
    let events: EventsService;
    let sqs: SqsService;
    let queueArn: string;
    let invocations: { ctx: CallContext; arn: string; payload: unknown; at: number }[];
    let failures: AwsError[];

    beforeEach(() => {
        invocations = [];
        failures = [];
        world = createTestWorld({
            events: (made) => new EventsService(made),
            sqs: (made) => new SqsService(made),
            sns: (made) => new SnsService(made),
            cloudwatch: (made) => new CloudWatchService(made),
            lambda: {
                // The recorder of what the bus hands over; Lambda itself is tested on its own.
                invokeAsync: (ctx: CallContext, arn: string, payload: unknown) => {
                    invocations.push({ ctx, arn, payload, at: world.clock.now() - start });
                    const failure = failures.shift();
                    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
                },
            },
        });
        assert.ok(world.events instanceof EventsService);
        events = world.events;
        assert.ok(world.sqs instanceof SqsService);
        sqs = world.sqs;
        const start = world.clock.now();
        queueArn = sqs.createQueue(account, { name: "dead" }).arn;
        sqs.setPolicy(queueArn, queuePolicy(ruleArn));
        events.putRule(account, {
            name: "committed",
            pattern: {
                source: ["aws.s3"],
                detail: { object: { key: [{ suffix: "manifest.checksum" }] } },
            },
            enabled: true,
        });
    });

    const queuePolicy = (sourceArn: string) => ({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "events.amazonaws.com" },
                Action: "sqs:SendMessage",
                Resource: queueArn,
                Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
            },
        ],
    });
    const toFunction = (target: object = {}): void => {
        events.putTarget(account, "committed", { id: "submit", arn: functionArn, ...target });
    };

    it("hands matching events of its account to the target as a full envelope, as events.amazonaws.com", async () => {
        toFunction();
        events.publish(created("inventory/manifest.checksum"));
        events.publish(created("inventory/manifest.json"));
        events.publish(created("inventory/manifest.checksum", "444455556666"));
        assert.equal(invocations.length, 0, "nothing before time moves");
        await world.clock.advance(0);
        assert.equal(invocations.length, 1);
        const [invocation] = invocations;
        assert.ok(invocation !== undefined);
        const { ctx, arn, payload } = invocation;
        const { id, ...rest } = payload as EventEnvelope;
        assert.match(id, /^[0-9a-f-]{36}$/);
        assert.deepEqual(rest, {
            version: "0",
            ...created("inventory/manifest.checksum"),
            time: "2026-01-05T00:00:00Z",
        });
        assert.equal(arn, functionArn);
        assert.deepEqual(ctx.principal, {
            kind: "service",
            service: "events.amazonaws.com",
            sourceArn: ruleArn,
            sourceAccount: account,
        });
    });

    it("delivers nothing for a disabled or deleted rule", async () => {
        toFunction();
        events.putRule(account, {
            name: "committed",
            pattern: { source: ["aws.s3"] },
            enabled: false,
        });
        events.publish(created("manifest.checksum"));
        events.putRule(account, {
            name: "committed",
            pattern: { source: ["aws.s3"] },
            enabled: true,
        });
        events.deleteRule(account, "committed");
        events.publish(created("manifest.checksum"));
        await world.clock.advance(1000);
        assert.deepEqual(invocations, []);
    });

    it("sends a constant input or a part of the event when asked", async () => {
        toFunction({ inputPath: "$.detail.object" });
        events.putTarget(account, "committed", {
            ...{ id: "constant", arn: functionArn, input: '{"trigger":"x"}' },
        });
        events.publish(created("manifest.checksum"));
        await world.clock.advance(0);
        assert.deepEqual(
            invocations.map(({ payload }) => payload),
            [{ key: "manifest.checksum" }, { trigger: "x" }],
        );
    });

    it("does not retry a refused target, and sends the event to the dead-letter queue with the reason", async () => {
        toFunction({ deadLetterArn: queueArn });
        failures.push(new AwsError("AccessDenied", 403, "not allowed"));
        events.publish(created("manifest.checksum"));
        await world.clock.advance(3_600_000);
        assert.equal(invocations.length, 1);
        const [message, ...more] = sqs.messages(queueArn);
        assert.deepEqual(more, []);
        assert.deepEqual(message?.attributes, {
            RULE_ARN: ruleArn,
            TARGET_ARN: functionArn,
            ERROR_CODE: "NO_PERMISSIONS",
            ERROR_MESSAGE: "not allowed",
            RETRY_ATTEMPTS: "0",
        });
        assert.deepEqual(JSON.parse(message.body), invocations[0]?.payload);
    });

    it("retries a throttled target with growing pauses until attempts or age are spent", async () => {
        toFunction({ deadLetterArn: queueArn, maximumRetryAttempts: 3 });
        const throttled = new AwsError("TooManyRequestsException", 429, "slow down");
        failures.push(throttled, throttled, throttled, throttled, throttled);
        events.publish(created("manifest.checksum"));
        await world.clock.advance(3_600_000);
        assert.deepEqual(
            invocations.map(({ at }) => at / 1000),
            [0, 1, 3, 7],
        );
        const condition = sqs.messages(queueArn)[0]?.attributes["EXHAUSTED_RETRY_CONDITION"];
        assert.equal(condition, "MaximumRetryAttempts");

        toFunction({ deadLetterArn: queueArn, maximumEventAgeSeconds: 60 });
        failures = Array.from({ length: 20 }, () => throttled);
        events.publish(created("manifest.checksum"));
        await world.clock.advance(3_600_000);
        const last = sqs.messages(queueArn)[1]?.attributes["EXHAUSTED_RETRY_CONDITION"];
        assert.equal(last, "MaximumEventAgeInSeconds");
    });

    it("loses an event whose dead-letter queue refuses it, and counts that", async () => {
        toFunction({ deadLetterArn: queueArn });
        sqs.setPolicy(queueArn, queuePolicy(`${ruleArn}-other`));
        failures.push(new AwsError("ResourceNotFoundException", 404, "gone"));
        events.publish(created("manifest.checksum"));
        await world.clock.advance(0);
        assert.deepEqual(sqs.messages(queueArn), []);
        assert.deepEqual(
            world.cloudwatch.metrics(account).map(({ name }) => name),
            ["Invocations", "FailedInvocations", "InvocationsFailedToBeSentToDlq"],
        );
    });

    it("delivers to queues and topics whose policy lets the rule in", async () => {
        const topicArn = world.sns.createTopic(account, { name: "notices" }).arn;
        events.putTarget(account, "committed", { id: "queue", arn: queueArn });
        events.putTarget(account, "committed", { id: "topic", arn: topicArn });
        events.publish(created("manifest.checksum"));
        await world.clock.advance(0);
        assert.equal(sqs.messages(queueArn).length, 1);
        assert.deepEqual(world.sns.published(topicArn), []);
        const denied = world.decisions.filter(({ allowed }) => !allowed);
        assert.deepEqual(
            denied.map(({ action, resource }) => [action, resource]),
            [["sns:Publish", topicArn]],
        );
    });

    it("can duplicate, drop, delay and reorder deliveries", async () => {
        toFunction();
        events.setDelivery({ duplicate: true });
        events.publish(created("a/manifest.checksum"));
        await world.clock.advance(0);
        assert.equal(invocations.length, 2);
        assert.deepEqual(invocations[0]?.payload, invocations[1]?.payload);

        invocations.length = 0;
        const keyOf = (event: EventEnvelope) =>
            (event.detail as { object: { key: string } }).object.key;
        events.setDelivery({
            drop: (event) => keyOf(event).startsWith("lost"),
            delaySeconds: (event) => (keyOf(event).startsWith("late") ? 120 : 60),
        });
        for (const name of ["late", "lost", "soon"]) {
            events.publish(created(`${name}/manifest.checksum`));
        }
        await world.clock.advance(3_600_000);
        assert.deepEqual(
            invocations.map(({ payload, at }) => [keyOf(payload as EventEnvelope), at / 1000]),
            [
                ["soon/manifest.checksum", 60],
                ["late/manifest.checksum", 120],
            ],
        );
    });

    it("refuses what it does not know or AWS does not take", () => {
        const target = { id: "a", arn: functionArn };
        const put = (extra: object) => () => {
            events.putTarget(account, "committed", { ...target, ...extra });
        };
        assert.throws(put({ roleArn: "arn:aws:iam::1:role/x" }), { code: "NotImplemented" });
        assert.throws(put({ arn: "arn:aws:states:eu-west-1:1:stateMachine:x" }), {
            code: "NotImplemented",
        });
        assert.equal(world.refusals.length, 2);
        assert.throws(
            put({ maximumRetryAttempts: 186 }),
            /must be a whole number from 0 to 185, got 186/,
        );
        assert.throws(put({ deadLetterArn: functionArn }), /must be an SQS queue/);
        assert.throws(put({ input: "{" }), /Input: must be JSON text/);
        assert.throws(put({ inputPath: "$.a[0]" }), /InputPath: must be \$ or a dotted path/);
        for (const id of ["1", "2", "3", "4", "5"])
            events.putTarget(account, "committed", { ...target, id });
        assert.throws(put({ id: "6" }), { code: "LimitExceededException" });
        assert.throws(
            () => {
                events.putTarget(account, "nobody", target);
            },
            { code: "ResourceNotFoundException" },
        );
    });
});
