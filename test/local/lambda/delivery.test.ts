import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import { startServer, type LocalServer } from "../../../local/core/httpServer";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { EventsService } from "../../../local/events/eventsService";
import { LambdaService } from "../../../local/lambda/lambdaService";
import { LogsService } from "../../../local/logs/logsService";
import { SchedulerService } from "../../../local/scheduler/schedulerService";
import { SnsService } from "../../../local/sns/snsService";
import { SqsService } from "../../../local/sqs/sqsService";

const account = "111122223333";
const minute = 60_000;
const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:submit`;
const queueArn = `arn:aws:sqs:eu-west-1:${account}:dead`;

const allow = (action: string | string[], resource: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});
const trust = (service: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});

describe("schedules and rules that invoke a function", () => {
    let world: WorldBase;
    let server: LocalServer;
    let folder: string;

    beforeEach(async () => {
        world = createTestWorld({
            lambda: (made) => new LambdaService(made),
            events: (made) => new EventsService(made),
            scheduler: (made) => new SchedulerService(made),
            sqs: (made) => new SqsService(made),
            sns: (made) => new SnsService(made),
            cloudwatch: (made) => new CloudWatchService(made),
            logs: (made) => new LogsService(made),
        });
        server = await startServer(world);
        assert.ok(world.lambda instanceof LambdaService);
        world.lambda.setEndpoint(server.endpoint);
        folder = mkdtempSync(join(tmpdir(), "delivery-"));
        writeFileSync(
            join(folder, "index.mjs"),
            `export const handler = async (event) => {
                console.log("got " + (event.trigger ?? event.detail.object.key));
            };`,
        );
        const { arn: roleArn } = world.iam.createRole(account, {
            ...{ name: "submit", trustPolicy: trust("lambda.amazonaws.com") },
        });
        const logs = `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/submit`;
        world.iam.putRolePolicy(account, "submit", "logs", allow("logs:*", `${logs}:*`));
        world.iam.putRolePolicy(account, "submit", "dead", allow("sqs:SendMessage", queueArn));
        world.logs.createLogGroup(account, { name: "/aws/lambda/submit" });
        world.sqs.createQueue(account, { name: "dead" });
        world.lambda.createFunction(world.administrator(account), {
            ...{ account, name: "submit", roleArn, codeDirectory: folder, publish: true },
            ...{ handler: "index.handler", timeoutSeconds: 10, memoryMb: 256, environment: {} },
            runtime: `nodejs${process.versions.node.split(".")[0]}.x`,
        });
        world.lambda.putAlias(account, "submit", "live", "1");
        world.lambda.putEventInvokeConfig(account, "submit", "live", {
            ...{ maximumRetryAttempts: 2, maximumEventAgeSeconds: 3600, onFailureArn: queueArn },
        });
    });
    afterEach(async () => {
        await world.lambda.close();
        await server.close();
        rmSync(folder, { recursive: true, force: true });
    });

    const schedule = (input: string) =>
        world.scheduler.putSchedule(account, {
            ...{
                group: "default",
                name: "hourly",
                expression: "cron(0 * * * ? *)",
                timezone: "UTC",
            },
            enabled: true,
            target: {
                ...{
                    arn: `${functionArn}:live`,
                    roleArn: `arn:aws:iam::${account}:role/scheduler`,
                },
                ...{ input, deadLetterArn: queueArn },
            },
        });
    const schedulerRole = (resource: string) => {
        world.iam.createRole(account, {
            ...{ name: "scheduler", trustPolicy: trust("scheduler.amazonaws.com") },
        });
        const invoke = allow("lambda:InvokeFunction", resource);
        world.iam.putRolePolicy(account, "scheduler", "invoke", invoke);
    };
    const got = () =>
        world.logs
            .lines(account, "/aws/lambda/submit")
            .flatMap(({ line }) => /\tgot (.*)$/.exec(line)?.[1] ?? []);
    const denied = () =>
        world.decisions
            .filter(({ allowed }) => !allowed)
            .map(({ action, resource }) => [action, resource]);

    it("run it as the schedule's role, on the alias that role names", async () => {
        schedulerRole(`${functionArn}:live`);
        schedule('{"trigger":"schedule"}');
        await world.clock.advance(2.5 * 60 * minute);
        // 00:00 is the hour of the creation itself: due, since the world begins on it.
        assert.deepEqual(got(), ["schedule", "schedule", "schedule"]);
        assert.deepEqual(denied(), []);
    });

    it("are denied by name when the role names another qualifier, and leave no dead letter without the right", async () => {
        schedulerRole(functionArn);
        schedule('{"trigger":"schedule"}');
        await world.clock.advance(0);
        assert.deepEqual(got(), []);
        assert.deepEqual(denied(), [
            ["lambda:InvokeFunction", `${functionArn}:live`],
            ["sqs:SendMessage", queueArn],
        ]);
    });

    it("run it for a committed inventory, and a function that keeps failing ends in queue, alarm and notice", async () => {
        const rule = world.events.putRule(account, {
            ...{ name: "committed", pattern: { source: ["aws.s3"] }, enabled: true },
        });
        world.events.putTarget(account, "committed", { id: "a", arn: `${functionArn}:live` });
        world.lambda.addPermission(account, "submit", "live", {
            ...{ sid: "rule", principal: "events.amazonaws.com", action: "lambda:InvokeFunction" },
            sourceArn: rule.arn,
        });
        const { arn: topicArn } = world.sns.createTopic(account, {
            name: "notices",
            policy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        ...{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" } },
                        ...{ Action: "sns:Publish", Resource: "*" },
                    },
                ],
            },
        });
        world.cloudwatch.putAlarm(account, {
            ...{ name: "dead-letters", description: "look at the queue", actions: [topicArn] },
            ...{ namespace: "AWS/SQS", metricName: "ApproximateNumberOfMessagesVisible" },
            ...{ dimensions: { QueueName: "dead" }, statistic: "Maximum", periodSeconds: 300 },
            ...{ evaluationPeriods: 1, threshold: 0, comparison: "GreaterThanThreshold" },
            treatMissingData: "notBreaching",
        });
        const publish = (detail: Record<string, unknown>) => {
            world.events.publish({
                ...{ source: "aws.s3", "detail-type": "Object Created", account },
                ...{ region: "eu-west-1", resources: [], detail },
            });
        };
        publish({ object: { key: "inventory/manifest.checksum" } });
        await world.clock.advance(0);
        assert.deepEqual(got(), ["inventory/manifest.checksum"]);
        publish({});
        await world.clock.advance(10 * minute);
        const [message] = world.sqs.messages(queueArn);
        const record = JSON.parse(message?.body ?? "") as {
            requestContext: { condition: string };
            requestPayload: { source: string };
            responsePayload: { errorType: string };
        };
        assert.equal(record.requestContext.condition, "RetriesExhausted");
        assert.equal(record.requestPayload.source, "aws.s3");
        assert.equal(record.responsePayload.errorType, "TypeError");
        assert.deepEqual(
            world.sns.published(topicArn).map(({ subject }) => subject),
            ['ALARM: "dead-letters" in eu-west-1'],
        );
        assert.deepEqual(denied(), []);
    });
});
