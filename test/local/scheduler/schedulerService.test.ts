import assert from "node:assert/strict";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import { AwsError, type CallContext, type ScheduleDefinition } from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { SchedulerService } from "../../../local/scheduler/schedulerService";
import { SqsService } from "../../../local/sqs/sqsService";

const account = "111122223333";
const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:submit:live`;
const groupArn = `arn:aws:scheduler:eu-west-1:${account}:schedule-group/archival`;
const roleArn = `arn:aws:iam::${account}:role/scheduler`;
const hour = 3_600_000;

const trust = (sourceArn: string) => ({
    Version: "2012-10-17",
    Statement: [
        {
            Effect: "Allow",
            Principal: { Service: "scheduler.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: {
                StringEquals: { "aws:SourceAccount": account },
                ArnEquals: { "aws:SourceArn": sourceArn },
            },
        },
    ],
});

describe("SchedulerService", () => {
    let world: WorldBase;
    let scheduler: SchedulerService;
    let queueArn: string;
    let invocations: { ctx: CallContext; arn: string; payload: unknown; at: string }[];
    let failures: AwsError[];

    beforeEach(() => {
        invocations = [];
        failures = [];
        world = createTestWorld({
            scheduler: (made) => new SchedulerService(made),
            sqs: (made) => new SqsService(made),
            cloudwatch: (made) => new CloudWatchService(made),
            lambda: {
                // The recorder of what Scheduler hands over; Lambda itself is tested on its own.
                invokeAsync: (ctx: CallContext, arn: string, payload: unknown) => {
                    invocations.push({ ctx, arn, payload, at: world.clock.date().toISOString() });
                    const failure = failures.shift();
                    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
                },
            },
        });
        assert.ok(world.scheduler instanceof SchedulerService);
        scheduler = world.scheduler;
        scheduler.createGroup(account, "archival");
        world.iam.createRole(account, { name: "scheduler", trustPolicy: trust(groupArn) });
        queueArn = world.sqs.createQueue(account, { name: "dead" }).arn;
    });

    const definition = (overrides: Partial<ScheduleDefinition> = {}): ScheduleDefinition => ({
        group: "archival",
        name: "acme-events",
        expression: "cron(0 6 * * ? *)",
        timezone: "Europe/Berlin",
        enabled: true,
        target: { arn: functionArn, roleArn, input: '{"trigger":"schedule"}' },
        ...overrides,
    });
    const put = (overrides: Partial<ScheduleDefinition> = {}) =>
        scheduler.putSchedule(account, definition(overrides));
    const times = () => invocations.map(({ at }) => at);

    it("fires exactly once at each due time, with the input, as the role's session", async () => {
        put();
        await world.clock.advance(48 * hour);
        assert.deepEqual(times(), ["2026-01-05T05:00:00.000Z", "2026-01-06T05:00:00.000Z"]);
        const [first] = invocations;
        assert.equal(first?.arn, functionArn);
        assert.deepEqual(first.payload, { trigger: "schedule" });
        assert.deepEqual(first.ctx.principal, {
            ...{ kind: "role", account, roleName: "scheduler", roleArn },
            arn: `arn:aws:sts::${account}:assumed-role/scheduler/acme-events`,
            sessionName: "acme-events",
        });
    });

    it("starts a rate at once and keeps its pace", async () => {
        await world.clock.advance(600_000);
        put({ expression: "rate(1 hour)" });
        await world.clock.advance(2 * hour);
        assert.deepEqual(times(), [
            "2026-01-05T00:10:00.000Z",
            "2026-01-05T01:10:00.000Z",
            "2026-01-05T02:10:00.000Z",
        ]);
    });

    it("fires an at() once, and nothing when disabled, deleted or replaced", async () => {
        put({ expression: "at(2026-01-05T03:00:00)", timezone: "UTC" });
        put({ name: "disabled", enabled: false, expression: "rate(1 hour)" });
        put({ name: "deleted", expression: "cron(0 * * * ? *)" });
        scheduler.deleteSchedule(account, "archival", "deleted");
        put({ name: "replaced", expression: "cron(0 * * * ? *)" });
        put({ name: "replaced", expression: "cron(30 23 5 1 ? 2026)", timezone: "UTC" });
        await world.clock.advance(72 * hour);
        assert.deepEqual(times(), ["2026-01-05T03:00:00.000Z", "2026-01-05T23:30:00.000Z"]);
    });

    it("fires somewhere inside a flexible window", async () => {
        put({ flexibleWindowMinutes: 60 });
        await world.clock.advance(240 * hour);
        const minutes = scheduler.firings().map(({ dueAt, at }) => (+at - +dueAt) / 60_000);
        assert.equal(minutes.length, 10);
        assert.ok(minutes.every((one) => Number.isInteger(one) && one >= 0 && one < 60));
        assert.ok(new Set(minutes).size > 1);
    });

    it("can fire twice, as at-least-once delivery may", async () => {
        scheduler.setDelivery({ duplicate: true });
        put();
        await world.clock.advance(24 * hour);
        assert.deepEqual(times(), ["2026-01-05T05:00:00.000Z", "2026-01-05T05:00:00.000Z"]);
    });

    it("puts its context attributes into the input", async () => {
        put({
            target: {
                ...{ arn: functionArn, roleArn },
                input: '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>"}',
            },
        });
        await world.clock.advance(6 * hour);
        assert.deepEqual(invocations[0]?.payload, { at: "2026-01-05T05:00:00Z", try: "1" });
    });

    it("refuses a role whose trust names the schedule instead of its group", () => {
        const scheduleArn = `arn:aws:scheduler:eu-west-1:${account}:schedule/archival/acme-events`;
        world.iam.createRole(account, { name: "wrong", trustPolicy: trust(scheduleArn) });
        assert.throws(
            () =>
                put({
                    target: { arn: functionArn, roleArn: `arn:aws:iam::${account}:role/wrong` },
                }),
            /must allow AWS EventBridge Scheduler to assume the role/,
        );
    });

    it("sends a refused call to the dead-letter queue as the role, without a retry", async () => {
        const target = { arn: functionArn, roleArn, input: '{"a":1}', deadLetterArn: queueArn };
        world.iam.putRolePolicy(account, "scheduler", "dead", {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn }],
        });
        put({ target });
        failures.push(new AwsError("AccessDenied", 403, "no"));
        await world.clock.advance(12 * hour);
        assert.equal(invocations.length, 1);
        const [message] = world.sqs.messages(queueArn);
        assert.equal(message?.body, '{"a":1}');
        const { EXECUTION_ID, ...attributes } = message.attributes;
        assert.match(EXECUTION_ID ?? "", /^[0-9a-f-]{36}$/);
        assert.deepEqual(attributes, {
            ERROR_CODE: "AccessDenied",
            ERROR_MESSAGE: "no",
            EXECUTION_TIME: "2026-01-05T05:00:00.000Z",
            IS_PAYLOAD_TRUNCATED: "false",
            RETRY_ATTEMPTS: "0",
            SCHEDULE_ARN: `arn:aws:scheduler:eu-west-1:${account}:schedule/archival/acme-events`,
            TARGET_ARN: functionArn,
        });
    });

    it("retries a throttled target, and drops what even the dead-letter queue refuses", async () => {
        const target = {
            arn: functionArn,
            roleArn,
            deadLetterArn: queueArn,
            maximumRetryAttempts: 1,
        };
        put({ target });
        const throttled = new AwsError("TooManyRequestsException", 429, "slow down");
        failures.push(throttled, throttled);
        await world.clock.advance(12 * hour);
        assert.deepEqual(times(), ["2026-01-05T05:00:00.000Z", "2026-01-05T05:00:01.000Z"]);
        assert.deepEqual(world.sqs.messages(queueArn), []);
        assert.deepEqual(
            world.cloudwatch.metrics(account).map(({ name }) => name),
            ["InvocationDroppedCount", "InvocationsFailedToBeSentToDeadLetterCount"],
        );
        const denied = world.decisions.filter(({ allowed }) => !allowed);
        assert.deepEqual(
            denied.map(({ action, resource }) => [action, resource]),
            [["sqs:SendMessage", queueArn]],
        );
    });

    it("needs the role's right to the key of an encrypted schedule", async () => {
        const { arn: kmsKeyArn } = world.kms.createKey(account, {
            policy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: `arn:aws:iam::${account}:root` },
                        Action: "kms:*",
                        Resource: "*",
                    },
                ],
            },
        });
        put({ kmsKeyArn });
        await world.clock.advance(6 * hour);
        assert.deepEqual(times(), []);
        world.iam.putRolePolicy(account, "scheduler", "key", {
            Version: "2012-10-17",
            Statement: [
                {
                    ...{ Effect: "Allow", Action: "kms:Decrypt", Resource: kmsKeyArn },
                    Condition: {
                        StringEquals: { "kms:ViaService": "scheduler.eu-west-1.amazonaws.com" },
                    },
                },
            ],
        });
        await world.clock.advance(24 * hour);
        assert.deepEqual(times(), ["2026-01-06T05:00:00.000Z"]);
    });

    it("names what is wrong with a schedule", () => {
        const { target } = definition();
        assert.throws(() => put({ name: "a b" }), /schedule a b: name must match/);
        assert.throws(
            () => put({ timezone: "Berlin" }),
            /must be an IANA name such as Europe\/Berlin, got "Berlin"/,
        );
        assert.throws(() => put({ expression: "cron(0 6 * * *)" }), /must have 6 fields/);
        assert.throws(() => put({ flexibleWindowMinutes: 1441 }), /1 to 1440 minutes, got 1441/);
        assert.throws(() => put({ group: "nobody" }), { code: "ResourceNotFoundException" });
        assert.throws(() => put({ target: { ...target, input: "{" } }), /must be JSON/);
        assert.throws(
            () => put({ target: { ...target, arn: "arn:aws:ecs:eu-west-1:1:cluster/x" } }),
            {
                code: "NotImplemented",
            },
        );
        assert.throws(() => scheduler.createGroup(account, "archival"), {
            code: "ConflictException",
        });
        assert.deepEqual(world.clock.pending(), []);
    });
});
