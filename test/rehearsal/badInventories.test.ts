import assert from "node:assert/strict";
import { observedRuns } from "../../cli/rehearse/observe";
import type { LocalStack } from "../../cli/localStack";
import type { InventoryFaults } from "../../local/core/contracts";
import { metrics } from "../../model/naming/environment";
import { inventoryId } from "../../model/naming/names";
import { live, startFixtureStack } from "./smallStack";

const hour = 3_600_000;

describe("an inventory that cannot be trusted", function () {
    this.timeout(90_000);
    let stack: LocalStack;
    before(async () => {
        stack = await startFixtureStack("small");
    });
    after(() => stack.close());

    /** Refused runs and the metric since the last look; no job may exist in any of these cases. */
    const refusals = async (): Promise<{ reasons: string[]; metric: number }> => {
        const { world, config } = stack;
        assert.deepEqual(world.s3control.jobs(config.account), []);
        const runs = await observedRuns(stack, "small-source", "cold");
        return {
            reasons: runs.flatMap(({ run }) => (run.decision === "refused" ? run.reasons : [])),
            metric: world.cloudwatch
                .metrics(config.account)
                .filter(({ name }) => name === metrics.runsRefused.name)
                .reduce((sum, { value }) => sum + value, 0),
        };
    };

    const cases: readonly [string, InventoryFaults, RegExp][] = [
        [
            "a manifest that does not match its checksum",
            { wrongManifestChecksum: true },
            /checksum|MD5/i,
        ],
        ["a data file that does not match its checksum", { wrongDataChecksum: true }, /MD5/],
        ["a truncated data file", { truncateDataFile: true }, /size|truncated|MD5|end/i],
        ["a missing data file", { missingDataFile: true }, /must exist/],
        ["a missing column", { dropColumns: ["StorageClass"] }, /StorageClass/],
        ["another bucket's name", { otherSourceBucket: "somebody-elses" }, /somebody-elses/],
    ];
    for (const [what, faults, reason] of cases) {
        it(`with ${what} makes no job, a record that says why, and a metric`, async () => {
            const { world } = stack;
            const before = await refusals();
            await world.clock.advance(hour / 2);
            assert.ok(await world.inventory.deliver("small-source", inventoryId, faults));
            await world.clock.advance(hour / 4);
            const after = await refusals();
            assert.equal(after.reasons.length, before.reasons.length + 1, after.reasons.join("\n"));
            assert.match(after.reasons.at(-1) ?? "", reason);
            assert.equal(after.metric, before.metric + 1);
        });
    }

    it("because it is older than the limit makes no job, a record that says why, and a metric", async () => {
        const before = await refusals();
        // The nightly delivery arrives 30 hours after its scan began; the limit is 24.
        stack.world.inventory.setLagHours(30);
        await stack.world.clock.runUntil(
            async () => (await refusals()).reasons.length > before.reasons.length,
            96 * hour,
            "a refusal of the nightly inventory",
        );
        const after = await refusals();
        assert.match(after.reasons.at(-1) ?? "", /hour/);
        assert.equal(after.metric, before.metric + 1);
    });

    it("is not selected again when submit is asked once more", async () => {
        const before = await refusals();
        const { world, config } = stack;
        const answer = await world.lambda.invoke(
            world.administrator(config.account),
            live(stack, "submit"),
            {
                trigger: "schedule",
                bucket: "small-source",
            },
        );
        assert.equal(answer.functionError, undefined, JSON.stringify(answer.payload));
        assert.deepEqual((await refusals()).reasons, before.reasons);
    });

    it("rings the alarm for refused runs, and a good inventory afterwards is used", async () => {
        const { world, config } = stack;
        const rang = world.cloudwatch
            .alarms(config.account)
            .filter(({ history }) => history.some(({ state }) => state === "ALARM"));
        assert.ok(
            rang.some(({ name }) => /refused/i.test(name)),
            rang.map(({ name }) => name).join(),
        );
        assert.ok(await world.inventory.deliver("small-source", inventoryId));
        await world.clock.advance(hour);
        assert.deepEqual(
            world.s3control.jobs(config.account).map(({ status, tasks }) => [status, tasks]),
            [["Complete", { total: 40, succeeded: 40, failed: 0 }]],
        );
    });
});

describe("a malformed event", function () {
    this.timeout(90_000);
    let stack: LocalStack;
    before(async () => {
        stack = await startFixtureStack("small");
    });
    after(() => stack.close());

    for (const [fn, event] of [
        ["submit", { trigger: "schedule", bucket: "../../etc" }],
        ["submit", []],
        ["reconcile", { detail: { serviceEventDetails: { jobId: "x".repeat(99) } } }],
        ["watchdog", { trigger: "nothing" }],
    ] as const) {
        it(`sent to ${fn} is rejected and kept in the dead-letter queue: ${JSON.stringify(event).slice(0, 40)}`, async () => {
            const { world, config, names } = stack;
            const arn = `arn:aws:sqs:eu-west-1:${config.account}:${names.deadLetterQueue}`;
            const before = world.sqs.messages(arn).length;
            await world.lambda.invokeAsync(
                world.administrator(config.account),
                live(stack, fn),
                event,
            );
            await world.clock.advance(hour / 6);
            const letters = world.sqs.messages(arn).slice(before);
            assert.equal(letters.length, 1);
            const { requestPayload, responsePayload } = JSON.parse(letters[0]?.body ?? "") as {
                requestPayload: unknown;
                responsePayload: { errorType: string };
            };
            assert.deepEqual(requestPayload, event);
            assert.match(responsePayload.errorType, /^Malformed\w*Event$/);
        });
    }
});
