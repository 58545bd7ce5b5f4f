import assert from "node:assert/strict";
import { PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import { endpointClientConfig } from "../../../local/core/endpointClientConfig";
import { startServer, type LocalServer } from "../../../local/core/httpServer";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { SnsService } from "../../../local/sns/snsService";
import { SqsService } from "../../../local/sqs/sqsService";

const account = "111122223333";

describe("SnsService", () => {
    let world: WorldBase;
    let sns: SnsService;
    let topicArn: string;

    beforeEach(() => {
        world = createTestWorld({
            sns: (made) => new SnsService(made),
            sqs: (made) => new SqsService(made),
            cloudwatch: (made) => new CloudWatchService(made),
        });
        assert.ok(world.sns instanceof SnsService);
        sns = world.sns;
        topicArn = sns.createTopic(account, { name: "notices" }).arn;
    });

    const servicePolicy = (
        service: string,
        resource: string,
        action: string,
        sourceArn: string,
    ) => ({
        Version: "2012-10-17",
        Statement: [
            {
                ...{ Effect: "Allow", Principal: { Service: service }, Action: action },
                Resource: resource,
                Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
            },
        ],
    });

    it("records what was published, when", async () => {
        await world.clock.advance(1000);
        sns.publish(world.administrator(account), topicArn, { subject: "s", body: "b" });
        const [message] = sns.published(topicArn);
        assert.deepEqual(
            [message?.subject, message?.body, message?.at.toISOString()],
            ["s", "b", "2026-01-05T00:00:01.000Z"],
        );
    });

    it("lets CloudWatch publish only through topic policy and key policy", () => {
        const alarmArn = `arn:aws:cloudwatch:eu-west-1:${account}:alarm:a`;
        const cloudwatch = world.serviceContext("cloudwatch.amazonaws.com", {
            arn: alarmArn,
            account,
        });
        const keyPolicy = (...actions: string[]) => ({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${account}:root` },
                    Action: "kms:*",
                    Resource: "*",
                },
                ...actions.map((Action) => ({
                    ...{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" } },
                    ...{ Action, Resource: "*" },
                })),
            ],
        });
        const { arn: key } = world.kms.createKey(account, { policy: keyPolicy() });
        const secret = sns.createTopic(account, { name: "secret", kmsKeyId: key }).arn;
        const publish = () => sns.publish(cloudwatch, secret, { body: "b" });
        assert.throws(publish, { code: "AccessDenied" });
        sns.setPolicy(
            secret,
            servicePolicy("cloudwatch.amazonaws.com", secret, "sns:Publish", alarmArn),
        );
        assert.throws(publish, { code: "AccessDenied" });
        world.kms.putKeyPolicy(key, keyPolicy("kms:GenerateDataKey*"));
        assert.throws(publish, { code: "AccessDenied" });
        world.kms.putKeyPolicy(key, keyPolicy("kms:GenerateDataKey*", "kms:Decrypt"));
        publish();
        assert.equal(sns.published(secret).length, 1);
        assert.deepEqual(
            world.decisions.filter(({ allowed }) => !allowed).map(({ action }) => action),
            ["sns:Publish", "kms:GenerateDataKey", "kms:Decrypt"],
        );
    });

    it("hands messages to subscribed queues as the topic, and records e-mails", () => {
        const queueArn = world.sqs.createQueue(account, { name: "inbox" }).arn;
        sns.subscribe(topicArn, "email", "a@example.com");
        sns.subscribe(topicArn, "sqs", queueArn);
        assert.deepEqual(
            sns.subscribe(topicArn, "sqs", queueArn),
            sns.subscribe(topicArn, "sqs", queueArn),
        );
        const administrator = world.administrator(account);
        sns.publish(administrator, topicArn, { body: "first" });
        world.sqs.setPolicy(
            queueArn,
            servicePolicy("sns.amazonaws.com", queueArn, "sqs:SendMessage", topicArn),
        );
        sns.publish(administrator, topicArn, { subject: "s", body: "second" });
        const [message, ...more] = world.sqs.messages(queueArn);
        assert.deepEqual(more, []);
        const body = JSON.parse(message?.body ?? "") as Record<string, string>;
        delete body["MessageId"];
        assert.deepEqual(body, {
            ...{ Type: "Notification", TopicArn: topicArn, Subject: "s", Message: "second" },
            Timestamp: "2026-01-05T00:00:00.000Z",
        });
        assert.deepEqual(
            sns
                .deliveries(topicArn)
                .map(({ protocol, failure }) => [protocol, failure?.split(":")[0]]),
            [
                ["email", undefined],
                ["sqs", "AccessDenied"],
                ["email", undefined],
                ["sqs", undefined],
            ],
        );
    });

    it("refuses subjects and messages that SNS refuses", () => {
        const publish = (subject: string, body: string) => () =>
            sns.publish(world.administrator(account), topicArn, { subject, body });
        for (const subject of ["", " leading", "two\nlines", "ümlaut", "x".repeat(101)]) {
            assert.throws(publish(subject, "b"), { code: "InvalidParameter" }, subject);
        }
        publish("x".repeat(100), "x".repeat(262_144))();
        assert.throws(publish("s", "x".repeat(262_145)), /1 to 262144 bytes, got 262145/);
        assert.throws(publish("s", ""), /got 0/);
        assert.throws(() => sns.subscribe(topicArn, "lambda", "arn"), { code: "NotImplemented" });
    });

    describe("over HTTP", () => {
        let server: LocalServer;
        let client: SNSClient;

        beforeEach(async () => {
            server = await startServer(world);
            const session = world.iam.issue(world.administrator(account).principal);
            client = new SNSClient({
                ...endpointClientConfig(server.endpoint, world.region, session),
                maxAttempts: 1,
            });
        });
        afterEach(async () => {
            client.destroy();
            await server.close();
        });

        it("takes what the SDK publishes", async () => {
            const { MessageId } = await client.send(
                new PublishCommand({
                    ...{ TopicArn: topicArn, Subject: "s & <t>", Message: 'a=b&c\n"ü"' },
                    MessageAttributes: { tier: { DataType: "String", StringValue: "cold" } },
                }),
            );
            const [message] = sns.published(topicArn);
            assert.deepEqual(message, {
                messageId: MessageId,
                subject: "s & <t>",
                body: 'a=b&c\n"ü"',
                attributes: { tier: "cold" },
                at: new Date("2026-01-05T00:00:00Z"),
            });
        });

        it("names errors as the SDK models them", async () => {
            await assert.rejects(
                client.send(new PublishCommand({ TopicArn: `${topicArn}2`, Message: "a" })),
                { name: "NotFoundException" },
            );
            const anybody = new SNSClient({
                ...endpointClientConfig(
                    server.endpoint,
                    world.region,
                    world.iam.issue({
                        ...{ kind: "role", account, roleName: "r", sessionName: "s" },
                        roleArn: `arn:aws:iam::${account}:role/r`,
                        arn: `arn:aws:sts::${account}:assumed-role/r/s`,
                    }),
                ),
                maxAttempts: 1,
            });
            await assert.rejects(
                anybody.send(new PublishCommand({ TopicArn: topicArn, Message: "<a>" })),
                { name: "AuthorizationErrorException" },
            );
            anybody.destroy();
        });

        it("refuses other operations and members by name", async () => {
            await assert.rejects(
                client.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "email" })),
                { name: "NotImplemented" },
            );
            await assert.rejects(
                client.send(
                    new PublishCommand({
                        TopicArn: topicArn,
                        Message: "a",
                        MessageStructure: "json",
                    }),
                ),
                { name: "NotImplemented" },
            );
            assert.deepEqual(world.refusals, [
                "SNS Subscribe",
                "SNS Publish: MessageStructure=json",
            ]);
            assert.deepEqual(sns.published(topicArn), []);
        });
    });
});
