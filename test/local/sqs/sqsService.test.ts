import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import type { CallContext, HttpRequest, Principal } from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { SqsService } from "../../../local/sqs/sqsService";

const account = "111122223333";
const other = "444455556666";
const minute = 60_000;

describe("SqsService", () => {
    let world: WorldBase;
    let sqs: SqsService;
    let arn: string;
    let url: string;
    let sender: CallContext;

    beforeEach(() => {
        world = createTestWorld({
            sqs: (made) => new SqsService(made),
            cloudwatch: (made) => new CloudWatchService(made),
        });
        assert.ok(world.sqs instanceof SqsService);
        sqs = world.sqs;
        ({ arn, url } = sqs.createQueue(account, { name: "dead", visibilityTimeoutSeconds: 30 }));
        sender = roleContext(account);
    });

    function roleContext(owner: string): CallContext {
        const roleName = `sender-${owner}`;
        const { arn: roleArn } = world.iam.createRole(owner, {
            name: roleName,
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "lambda.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
        });
        const principal: Principal = {
            kind: "role",
            account: owner,
            roleName,
            roleArn,
            sessionName: "s",
            arn: `arn:aws:sts::${owner}:assumed-role/${roleName}/s`,
        };
        return { principal, region: "eu-west-1", requestId: "r", secure: true };
    }
    const allow = (owner: string, action: string | string[], resource: string): void => {
        world.iam.putRolePolicy(owner, `sender-${owner}`, String(action).replace(/\W/g, "-"), {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
        });
    };
    const policy = (principal: object, condition?: object) => ({
        Version: "2012-10-17",
        Statement: [
            {
                ...{
                    Effect: "Allow",
                    Principal: principal,
                    Action: "sqs:SendMessage",
                    Resource: arn,
                },
                ...(condition === undefined ? {} : { Condition: condition }),
            },
        ],
    });
    const bodies = () => sqs.messages(arn).map(({ body }) => body);

    it("takes a message only from whom identity or queue policy lets in", () => {
        assert.throws(() => sqs.sendMessage(sender, arn, "a"), { code: "AccessDenied" });
        allow(account, "sqs:SendMessage", arn);
        sqs.sendMessage(sender, arn, "b", { NAME: "value" });
        assert.deepEqual(sqs.messages(arn), [
            { body: "b", attributes: { NAME: "value" }, sentAt: new Date("2026-01-05T00:00:00Z") },
        ]);
    });

    it("wants both sides from another account", () => {
        const foreign = roleContext(other);
        allow(other, "sqs:SendMessage", arn);
        assert.throws(() => sqs.sendMessage(foreign, arn, "a"), { code: "AccessDenied" });
        sqs.setPolicy(arn, policy({ AWS: `arn:aws:iam::${other}:root` }));
        sqs.sendMessage(foreign, arn, "a");
        assert.deepEqual(bodies(), ["a"]);
    });

    it("lets a service in only through its policy's source", () => {
        const rule = `arn:aws:events:eu-west-1:${account}:rule/a`;
        sqs.setPolicy(
            arn,
            policy({ Service: "events.amazonaws.com" }, { ArnEquals: { "aws:SourceArn": rule } }),
        );
        const from = (source: string) =>
            world.serviceContext("events.amazonaws.com", { arn: source, account });
        sqs.sendMessage(from(rule), arn, "a");
        assert.throws(() => sqs.sendMessage(from(`${rule}2`), arn, "b"), { code: "AccessDenied" });
        assert.deepEqual(bodies(), ["a"]);
    });

    it("needs the key as well when encrypted", () => {
        const { arn: keyArn } = world.kms.createKey(account, {
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
        world.kms.createAlias(account, "alias/queue", keyArn);
        const secret = sqs.createQueue(account, { name: "secret", kmsKeyId: "alias/queue" }).arn;
        allow(account, "sqs:SendMessage", secret);
        assert.throws(() => sqs.sendMessage(sender, secret, "a"), { code: "AccessDenied" });
        allow(account, "kms:GenerateDataKey", keyArn);
        assert.throws(() => sqs.sendMessage(sender, secret, "a"), { code: "AccessDenied" });
        allow(account, "kms:Decrypt", keyArn);
        sqs.sendMessage(sender, secret, "a");
        assert.equal(sqs.messages(secret).length, 1);
        const denied = world.decisions.filter(({ allowed }) => !allowed);
        assert.deepEqual(
            denied.map(({ action, resource }) => [action, resource]),
            [
                ["kms:GenerateDataKey", keyArn],
                ["kms:Decrypt", keyArn],
            ],
        );
    });

    it("hides a received message for the visibility timeout, and forgets a deleted one", async () => {
        const administrator = world.administrator(account);
        sqs.sendMessage(administrator, arn, "a");
        sqs.sendMessage(administrator, arn, "b");
        const receive = () => sqs.receiveMessages(administrator, arn, 1).map(({ body }) => body);
        assert.deepEqual([receive(), receive(), receive()], [["a"], ["b"], []]);
        await world.clock.advance(30_000);
        const [again] = sqs.receiveMessages(administrator, arn, 1);
        assert.deepEqual([again?.body, again?.receiveCount], ["a", 2]);
        sqs.deleteMessage(administrator, arn, again?.receiptHandle ?? "");
        assert.deepEqual(bodies(), ["b"]);
    });

    it("tells its depth each minute while it holds anything, and forgets after the retention", async () => {
        const kept = sqs.createQueue(account, { name: "short", retentionSeconds: 180 }).arn;
        await world.clock.advance(10 * minute);
        sqs.sendMessage(world.administrator(account), kept, "a");
        await world.clock.advance(60 * minute);
        const begin = Date.parse("2026-01-05T00:00:00Z");
        const points = world.cloudwatch
            .metrics(account)
            .map(({ namespace, name, dimensions, value, at }) => [
                ...[namespace, name, dimensions["QueueName"], value, (+at - begin) / minute],
            ]);
        const name = ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "short"];
        assert.deepEqual(points, [
            [...name, 1, 11],
            [...name, 1, 12],
            [...name, 0, 13],
        ]);
        assert.deepEqual(world.clock.pending(), []);
    });

    it("refuses names, sizes and settings that SQS refuses, and unknown ones by name", () => {
        const administrator = world.administrator(account);
        assert.throws(() => sqs.createQueue(account, { name: "a.fifo" }), /must be 1-80 letters/);
        assert.throws(
            () => sqs.createQueue(account, { name: "a", retentionSeconds: 59 }),
            /retentionSeconds: must be a whole number from 60 to 1209600, got 59/,
        );
        assert.throws(() => sqs.sendMessage(administrator, arn, ""), /must not be empty/);
        sqs.sendMessage(administrator, arn, "x".repeat(1_048_576));
        assert.throws(
            () => sqs.sendMessage(administrator, arn, "x".repeat(1_048_577)),
            /must be at most 1048576 bytes, got 1048577/,
        );
        assert.throws(
            () => sqs.createQueue(account, { name: "a", fifo: true } as { name: string }),
            { code: "NotImplemented" },
        );
        assert.throws(
            () => {
                sqs.setPolicy(arn, { Statement: [{ Effect: "Perhaps" }] });
            },
            {
                code: "InvalidAttributeValue",
            },
        );
        assert.throws(() => sqs.messages(`${arn}2`), { code: "QueueDoesNotExist" });
    });

    describe("over HTTP", () => {
        const call = async (
            operation: string,
            input: unknown,
            ctx = world.administrator(account),
        ) => {
            const request: HttpRequest = {
                ...{
                    method: "POST",
                    host: "localhost",
                    path: "/",
                    query: new Map<string, string>(),
                },
                headers: { "x-amz-target": `AmazonSQS.${operation}` },
                body: Buffer.from(JSON.stringify(input)),
            };
            const { status, headers, body } = await sqs.handle(request, ctx);
            const answer = JSON.parse(typeof body === "string" ? body : "") as Record<
                string,
                unknown
            >;
            return { status, headers, answer };
        };
        const md5 = (text: string) => createHash("md5").update(text).digest("hex");

        it("sends, counts, receives and deletes", async () => {
            const sent = await call("SendMessage", { QueueUrl: url, MessageBody: "häh" });
            assert.deepEqual(sent.answer["MD5OfMessageBody"], md5("häh"));
            const counted = await call("GetQueueAttributes", {
                ...{ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages", "QueueArn"] },
            });
            assert.deepEqual(counted.answer, {
                Attributes: { ApproximateNumberOfMessages: "1", QueueArn: arn },
            });
            const received = await call("ReceiveMessage", { QueueUrl: url });
            const [message] = received.answer["Messages"] as Record<string, string>[];
            assert.deepEqual(
                [message?.["Body"], message?.["MD5OfBody"], message?.["MessageId"]],
                ["häh", md5("häh"), sent.answer["MessageId"]],
            );
            const ReceiptHandle = message?.["ReceiptHandle"];
            assert.equal(
                (await call("DeleteMessage", { QueueUrl: url, ReceiptHandle })).status,
                200,
            );
            assert.deepEqual((await call("ReceiveMessage", { QueueUrl: url })).answer, {});
            assert.deepEqual(sqs.messages(arn), []);
        });

        it("digests message attributes as SQS documents", async () => {
            // Independent reading: length-prefixed name, type, transport byte 1, length-prefixed value.
            const field = (text: string) => {
                const length = Buffer.from([0, 0, 0, text.length]);
                return Buffer.concat([length, Buffer.from(text)]);
            };
            const bytes = [field("A"), field("String"), Buffer.from([1]), field("one")];
            const { answer } = await call("SendMessage", {
                ...{ QueueUrl: url, MessageBody: "b" },
                MessageAttributes: { A: { DataType: "String", StringValue: "one" } },
            });
            const expected = createHash("md5").update(Buffer.concat(bytes)).digest("hex");
            assert.equal(answer["MD5OfMessageAttributes"], expected);
        });

        it("renders errors in the JSON protocol", async () => {
            const gone = await call("SendMessage", { QueueUrl: `${url}2`, MessageBody: "a" });
            assert.equal(gone.status, 400);
            assert.equal(gone.answer["__type"], "com.amazonaws.sqs#QueueDoesNotExist");
            const denied = await call("SendMessage", { QueueUrl: url, MessageBody: "a" }, sender);
            assert.equal(denied.status, 403);
            assert.equal(denied.answer["__type"], "com.amazonaws.sqs#AccessDenied");
        });

        it("refuses unknown operations and members by name", async () => {
            assert.equal((await call("PurgeQueue", { QueueUrl: url })).status, 501);
            assert.equal((await call("constructor", {})).status, 501);
            const fifo = { QueueUrl: url, MessageBody: "a", MessageGroupId: "g" };
            assert.equal((await call("SendMessage", fifo)).status, 501);
            assert.deepEqual(world.refusals, [
                ...["SQS PurgeQueue", "SQS constructor", "SQS SendMessage: MessageGroupId"],
            ]);
            assert.deepEqual(sqs.messages(arn), []);
        });
    });
});
