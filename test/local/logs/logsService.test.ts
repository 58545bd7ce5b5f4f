import assert from "node:assert/strict";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { LogsService } from "../../../local/logs/logsService";

const account = "111122223333";
const groupArn = `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/a`;

describe("LogsService", () => {
    let world: WorldBase;
    let logs: LogsService;

    beforeEach(() => {
        world = createTestWorld({
            logs: (made) => new LogsService(made),
            cloudwatch: (made) => new CloudWatchService(made),
        });
        assert.ok(world.logs instanceof LogsService);
        logs = world.logs;
    });

    const write = (...lines: string[]): void => {
        logs.write(world.administrator(account), account, "/aws/lambda/a", "s", lines);
    };

    it("keeps lines by group and stream for the retention", async () => {
        logs.createLogGroup(account, { name: "/aws/lambda/a", retentionDays: 7 });
        write("one", "two");
        await world.clock.advance(3 * 86_400_000);
        write("three");
        const lines = () => logs.lines(account, "/aws/lambda/a").map(({ line }) => line);
        assert.deepEqual(lines(), ["one", "two", "three"]);
        await world.clock.advance(4 * 86_400_000);
        assert.deepEqual(lines(), ["three"]);
    });

    it("authorises the stream once and each batch of lines", () => {
        logs.createLogGroup(account, { name: "/aws/lambda/a" });
        write("one");
        write("two", "three");
        assert.deepEqual(
            world.decisions.map(({ action, resource }) => [action, resource]),
            [
                ["logs:CreateLogStream", `${groupArn}:log-stream:s`],
                ["logs:PutLogEvents", `${groupArn}:log-stream:s`],
                ["logs:PutLogEvents", `${groupArn}:log-stream:s`],
            ],
        );
    });

    it("needs the right to make a group that nobody declared", () => {
        write("one");
        assert.equal(world.decisions[0]?.action, "logs:CreateLogGroup");
        assert.equal(world.decisions[0].resource, groupArn);
    });

    it("takes a key only when the Logs service may use it for this group", () => {
        const keyPolicy = (group: string) => ({
            Version: "2012-10-17",
            Statement: [
                {
                    ...{ Effect: "Allow", Principal: { Service: "logs.eu-west-1.amazonaws.com" } },
                    ...{ Action: ["kms:GenerateDataKey*", "kms:Decrypt*"], Resource: "*" },
                    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": group } },
                },
                {
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${account}:root` },
                    Action: "kms:*",
                    Resource: "*",
                },
            ],
        });
        const { arn: kmsKeyArn } = world.kms.createKey(account, {
            policy: keyPolicy(`${groupArn}2`),
        });
        const create = () => logs.createLogGroup(account, { name: "/aws/lambda/a", kmsKeyArn });
        assert.throws(create, { code: "AccessDenied" });
        world.kms.putKeyPolicy(kmsKeyArn, keyPolicy(groupArn));
        assert.deepEqual(create(), { arn: groupArn });
    });

    it("refuses bad names, second creations and unknown groups", () => {
        logs.createLogGroup(account, { name: "a" });
        assert.throws(() => logs.createLogGroup(account, { name: "a" }), {
            code: "ResourceAlreadyExistsException",
        });
        assert.throws(() => logs.createLogGroup(account, { name: "a b" }), /got "a b"/);
        assert.throws(() => logs.lines(account, "b"), { code: "ResourceNotFoundException" });
    });
});
