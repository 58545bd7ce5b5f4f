import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { rawSettings, readSettings } from "../../infra/settings";
import { runWithMocks } from "../support/pulumiMocks";

async function settingsOf(config: Record<string, string>) {
    pulumi.runtime.setAllConfig(config);
    try {
        return await runWithMocks(readSettings);
    } finally {
        pulumi.runtime.setAllConfig({});
    }
}

describe("rawSettings", () => {
    it("takes our namespace, parses structure and leaves account ids as text", () => {
        assert.deepEqual(
            rawSettings({
                "aws:region": "eu-west-1",
                "archival:account": "111111111111",
                "archival:namePrefix": "123",
                "archival:production": "true",
                "archival:owner": '{"team":"t"}',
                "archival:approvers": "[]",
                "archival:bukets": "plain text",
            }),
            {
                account: "111111111111",
                namePrefix: "123",
                production: true,
                owner: { team: "t" },
                approvers: [],
                bukets: "plain text",
            },
        );
    });
});

describe("readSettings", () => {
    it("resolves what Pulumi hands over", async () => {
        const { result } = await settingsOf({
            "aws:region": "cn-north-1",
            "archival:account": "111111111111",
            "archival:owner": '{"team":"data","email":"data@example.com"}',
            "archival:buckets": "{}",
        });
        assert.equal(result.account, "111111111111");
        assert.equal(result.partition, "aws-cn");
        assert.equal(result.stack, "test");
    });

    it("asks for the Region", async () => {
        await assert.rejects(settingsOf({ "archival:account": "111111111111" }), (error) => {
            assert.ok(pulumi.RunError.isInstance(error));
            assert.equal(
                error.message,
                "aws:region: must be set, got nothing; set it with `pulumi config set aws:region <region>`",
            );
            return true;
        });
    });

    it("refuses a config with twenty mistakes in twenty lines, before any resource", async () => {
        const tier = {
            select: {
                prefixes: "logs/",
                olderThanDays: -1,
                storageClasses: ["COLD"],
                minSize: "12 parsecs",
                versions: "all",
            },
            action: { changeClass: "FROZEN" },
            approval: "maybe",
            maxAttempts: 99,
            colour: "red",
        };
        const config = {
            "aws:region": "eu-west-1",
            "archival:account": "12",
            "archival:owner": '{"team":"data","email":"nobody"}',
            "archival:production": "perhaps",
            "archival:bukets": "{}",
            "archival:approvers": '["me"]',
            "archival:audit": '{"mode":"STRICT","days":0}',
            "archival:buckets": JSON.stringify({
                "acme-events": {
                    ownership: "steal",
                    inventory: { format: "XML", frequency: "Hourly", versions: "Some" },
                    schedule: { cron: "0 6 * * *", timezone: "Europe/Atlantis" },
                    tiers: { cold: tier },
                },
            }),
        };
        pulumi.runtime.setAllConfig(config);
        let thrown: unknown;
        const run = await runWithMocks(() => {
            try {
                readSettings();
            } catch (error) {
                thrown = error;
            }
        });
        pulumi.runtime.setAllConfig({});
        assert.ok(pulumi.RunError.isInstance(thrown));
        const lines = thrown.message.split("\n").filter((line) => line.startsWith("  - "));
        assert.ok(lines.length >= 20, thrown.message);
        assert.deepEqual(run.resources, []);
    });
});
