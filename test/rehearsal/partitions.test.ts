import assert from "node:assert/strict";
import type { LocalStack } from "../../cli/localStack";
import { inventoryId } from "../../model/naming/names";
import { startFixtureStack } from "./smallStack";

describe("a stack in aws-cn", function () {
    this.timeout(90_000);
    let stack: LocalStack;
    before(async () => {
        stack = await startFixtureStack("china");
    });
    after(() => stack.close());

    it("registers nothing that names another partition", () => {
        const text = JSON.stringify(stack.program.resources.map(({ inputs }) => inputs));
        assert.doesNotMatch(text, /arn:aws:/);
        assert.match(text, /arn:aws-cn:/);
    });

    it("archives, with every call allowed", async () => {
        const { world, config } = stack;
        assert.ok(await world.inventory.deliver("china-source", inventoryId));
        await world.clock.advance(3_600_000);
        assert.deepEqual(
            world.s3control
                .jobs(config.account)
                .map(({ status, tasks }) => [status, tasks.succeeded]),
            [["Complete", 40]],
        );
        assert.deepEqual(
            world.decisions.filter(({ allowed }) => !allowed),
            [],
        );
        assert.deepEqual(world.refusals, []);
    });
});
