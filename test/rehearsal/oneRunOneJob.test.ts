import assert from "node:assert/strict";
import { observedRuns, ledgerOf } from "../../cli/rehearse/observe";
import type { LocalStack } from "../../cli/localStack";
import { inventoryId } from "../../model/naming/names";
import { verifyChain } from "../../model/runs/verifyChain";
import { live, startFixtureStack } from "./smallStack";

describe("submit, invoked ten times at once", function () {
    this.timeout(90_000);
    let stack: LocalStack;
    before(async () => {
        stack = await startFixtureStack("small");
    });
    after(() => stack.close());

    it("makes one run record and one job", async () => {
        const { world, config } = stack;
        // Only the ten may start it: the delivery's own event is lost.
        world.events.setDelivery({ drop: () => true });
        assert.ok(await world.inventory.deliver("small-source", inventoryId));
        const answers = await Promise.all(
            Array.from({ length: 10 }, () =>
                world.lambda.invoke(world.administrator(config.account), live(stack, "submit"), {
                    trigger: "schedule",
                    bucket: "small-source",
                }),
            ),
        );
        assert.deepEqual(
            answers.map(({ functionError }) => functionError),
            Array.from({ length: 10 }, () => undefined),
            JSON.stringify(answers.find(({ functionError }) => functionError)?.payload),
        );
        const runs = await observedRuns(stack, "small-source", "cold");
        assert.equal(runs.length, 1);
        assert.equal(runs[0]?.run.decision, "submit");
        assert.equal(runs[0].run.selected.objects, 40);
        const jobs = world.s3control.jobs(config.account);
        assert.equal(jobs.length, 1);
        assert.equal(runs[0].jobs[0]?.jobId, jobs[0]?.jobId);
        const chain = await ledgerOf(stack, "small-source");
        assert.deepEqual(verifyChain("small-source", chain), []);
        const ids = chain.map(({ bytes }) => (JSON.parse(bytes.toString()) as { id: string }).id);
        assert.equal(new Set(ids).size, ids.length, ids.join());
    });
});
