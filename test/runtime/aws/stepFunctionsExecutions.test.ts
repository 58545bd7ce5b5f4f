import assert from "node:assert/strict";
import { StopExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { stepFunctionsExecutions } from "../../../runtime/aws/stepFunctionsExecutions";
import { executionArn, hour, machineArn, StatesWorld } from "../../local/states/statesWorld";

const waiting = { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 3600, End: true } } };

/** With the real client against the embedded Step Functions. */
describe("stepFunctionsExecutions", () => {
    let fixture: StatesWorld;
    let client: SFNClient;

    beforeEach(async () => {
        fixture = new StatesWorld();
        client = await fixture.client();
        fixture.create(waiting);
    });
    afterEach(() => fixture.close());

    it("starts a name once, also when it is over, and tells what became of it", async () => {
        const executions = stepFunctionsExecutions(client, machineArn);
        assert.equal(await executions.state("a-1"), undefined);
        await executions.start("a-1", { attempt: 1 });
        await executions.start("a-1", { attempt: 1 });
        assert.equal(await executions.state("a-1"), "running");
        await fixture.world.clock.advance(2 * hour);
        assert.equal(await executions.state("a-1"), "succeeded");
        await executions.start("a-1", { attempt: 1 });
        assert.equal(await executions.state("a-1"), "succeeded");
    });

    it("takes a stopped execution for failed", async () => {
        const executions = stepFunctionsExecutions(client, machineArn);
        await executions.start("a-2", {});
        await client.send(new StopExecutionCommand({ executionArn: executionArn("a-2") }));
        assert.equal(await executions.state("a-2"), "failed");
    });

    it("takes no other error for an execution that is there, or is not", async () => {
        const error = Object.assign(new Error("no states:StartExecution"), {
            name: "AccessDeniedException",
        });
        const denied = { send: () => Promise.reject(error) } as unknown as SFNClient;
        const executions = stepFunctionsExecutions(denied, machineArn);
        await assert.rejects(executions.start("a-3", {}), error);
        await assert.rejects(executions.state("a-3"), error);
    });
});
