import assert from "node:assert/strict";
import fc from "fast-check";
import { alarmState, type AlarmState } from "../../../local/cloudwatch/alarmState";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import type { AlarmDefinition } from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { SnsService } from "../../../local/sns/snsService";

const account = "111122223333";
const minute = 60_000;
const alarmArn = `arn:aws:cloudwatch:eu-west-1:${account}:alarm:jobs-failed`;

describe("CloudWatchService", () => {
    let world: WorldBase;
    let topicArn: string;
    let begin: number;

    beforeEach(() => {
        world = createTestWorld({
            cloudwatch: (made) => new CloudWatchService(made),
            sns: (made) => new SnsService(made),
        });
        begin = world.clock.now();
        topicArn = world.sns.createTopic(account, { name: "notices" }).arn;
        world.sns.setPolicy(topicArn, {
            Version: "2012-10-17",
            Statement: [
                {
                    ...{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" } },
                    ...{ Action: "sns:Publish", Resource: topicArn },
                    Condition: { ArnEquals: { "aws:SourceArn": alarmArn } },
                },
            ],
        });
    });

    const alarm = (overrides: Partial<AlarmDefinition> = {}): AlarmDefinition => ({
        name: "jobs-failed",
        description: "a job failed: read its report",
        namespace: "Archival",
        metricName: "JobsFailed",
        dimensions: { stack: "dev" },
        statistic: "Sum",
        periodSeconds: 300,
        evaluationPeriods: 1,
        threshold: 0,
        comparison: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
        actions: [topicArn],
        ...overrides,
    });
    const put = (value: number, at = world.clock.now(), stack = "dev"): void => {
        world.cloudwatch.putMetric(account, {
            ...{ namespace: "Archival", name: "JobsFailed", dimensions: { stack }, value, at },
        });
    };
    const states = () =>
        (world.cloudwatch.alarms(account)[0]?.history ?? []).map(({ at, state }) => [
            (+at - begin) / minute,
            state,
        ]);

    it("rings after a breaching point, tells the topic once, and calms down when it has passed", async () => {
        world.cloudwatch.putAlarm(account, alarm());
        await world.clock.advance(10 * minute);
        put(1);
        await world.clock.advance(60 * minute);
        // 1 period and 2 more that CloudWatch looks back for a real point: 15 minutes.
        assert.deepEqual(states(), [
            [1, "OK"],
            [11, "ALARM"],
            [26, "OK"],
        ]);
        const [message, ...more] = world.sns.published(topicArn);
        assert.deepEqual(more, []);
        assert.equal(message?.subject, 'ALARM: "jobs-failed" in eu-west-1');
        const body = JSON.parse(message.body) as Record<string, unknown>;
        delete body["NewStateReason"];
        assert.deepEqual(body, {
            AlarmName: "jobs-failed",
            AlarmDescription: "a job failed: read its report",
            AWSAccountId: account,
            NewStateValue: "ALARM",
            StateChangeTime: "2026-01-05T00:11:00.000Z",
            Region: "eu-west-1",
            AlarmArn: alarmArn,
            OldStateValue: "OK",
            Trigger: {
                MetricName: "JobsFailed",
                Namespace: "Archival",
                StatisticType: "Statistic",
                Statistic: "SUM",
                Dimensions: [{ name: "stack", value: "dev" }],
                Period: 300,
                EvaluationPeriods: 1,
                ComparisonOperator: "GreaterThanThreshold",
                Threshold: 0,
                TreatMissingData: "notBreaching",
            },
        });
    });

    it("rings once for a breach that is followed by a point that is fine", async () => {
        world.cloudwatch.putAlarm(account, alarm());
        put(1, begin + 10_000);
        put(0, begin + 70_000);
        await world.clock.advance(60 * minute);
        assert.deepEqual(states(), [
            [1, "ALARM"],
            [6, "OK"],
        ]);
        assert.equal(world.sns.published(topicArn).length, 1);
    });

    it("looks at its own series only", async () => {
        world.cloudwatch.putAlarm(account, alarm());
        put(1, begin, "prod");
        world.cloudwatch.putMetric("444455556666", {
            ...{ namespace: "Archival", name: "JobsFailed", dimensions: { stack: "dev" } },
            ...{ value: 1, at: begin },
        });
        await world.clock.advance(60 * minute);
        assert.deepEqual(states(), [[1, "OK"]]);
    });

    it("says in its history when the topic refuses the action", async () => {
        world.cloudwatch.putAlarm(account, alarm({ name: "other" }));
        put(1);
        await world.clock.advance(minute);
        const [{ history } = { history: [] }] = world.cloudwatch.alarms(account);
        assert.match(history[0]?.reason ?? "", /action arn:aws:sns:.* failed: AccessDenied/);
        assert.deepEqual(world.sns.published(topicArn), []);
    });

    it("leaves nothing to do when no data is in sight, so that months cost nothing", async () => {
        world.cloudwatch.putAlarm(account, alarm());
        put(1);
        await world.clock.advance(24 * 60 * minute);
        assert.deepEqual(world.clock.pending(), []);
    });

    it("rings for data that was there before the alarm", async () => {
        put(1);
        await world.clock.advance(minute);
        world.cloudwatch.putAlarm(account, alarm());
        await world.clock.advance(minute);
        assert.deepEqual(states(), [[2, "ALARM"]]);
    });

    it("names everything that is wrong with an alarm", () => {
        assert.throws(
            () =>
                world.cloudwatch.putAlarm(
                    account,
                    alarm({
                        ...{ periodSeconds: 30, datapointsToAlarm: 2, comparison: "Above" },
                        actions: ["arn:aws:lambda:eu-west-1:1:function:x"],
                    }),
                ),
            {
                code: "ValidationError",
                message:
                    'alarm "jobs-failed":\n' +
                    "  - periodSeconds: must be a multiple of 60 (high resolution is not supported), got 30\n" +
                    "  - datapointsToAlarm: must be from 1 to evaluationPeriods (1), got 2\n" +
                    "  - comparison: must be one of GreaterThanOrEqualToThreshold, GreaterThanThreshold, " +
                    'LessThanThreshold, LessThanOrEqualToThreshold, got "Above"\n' +
                    '  - actions: only SNS topics are supported here, got "arn:aws:lambda:eu-west-1:1:function:x"',
            },
        );
    });

    it("changes state at the same minutes as an evaluation of every minute would", async () => {
        const points = fc.array(
            fc.record({
                at: fc.integer({ min: 0, max: 40 * minute }),
                value: fc.constantFrom(0, 1),
            }),
            { maxLength: 8 },
        );
        await fc.assert(
            fc.asyncProperty(
                points,
                fc.constantFrom(60, 120, 300),
                fc.integer({ min: 1, max: 3 }),
                fc.constantFrom("missing", "ignore", "breaching", "notBreaching"),
                async (data, periodSeconds, evaluationPeriods, treatMissingData) => {
                    const made = createTestWorld({
                        cloudwatch: (one) => new CloudWatchService(one),
                    });
                    const start = made.clock.now();
                    const definition = alarm({
                        ...{ periodSeconds, evaluationPeriods, treatMissingData, actions: [] },
                    });
                    made.cloudwatch.putAlarm(account, definition);
                    for (const { at, value } of data) {
                        made.clock.at(start + at, "datapoint", () => {
                            made.cloudwatch.putMetric(account, {
                                ...{ namespace: "Archival", name: "JobsFailed", value },
                                ...{ dimensions: { stack: "dev" }, at: start + at },
                            });
                        });
                    }
                    await made.clock.advance(120 * minute);
                    const expected: [number, AlarmState][] = [];
                    let state: AlarmState = "INSUFFICIENT_DATA";
                    for (let now = minute; now <= 120 * minute; now += minute) {
                        const seen = data.filter(({ at }) => at < now);
                        const next: AlarmState = alarmState(definition, seen, now, state).state;
                        if (next !== state) expected.push([now / minute, next]);
                        state = next;
                    }
                    const [found] = made.cloudwatch.alarms(account);
                    assert.deepEqual(
                        found?.history.map((one) => [(+one.at - start) / minute, one.state]),
                        expected,
                    );
                },
            ),
            { numRuns: 100 },
        );
    });
});
