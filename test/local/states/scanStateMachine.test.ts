import assert from "node:assert/strict";
import { scanStateMachine } from "../../../model/scale/scanStateMachine";
import { FunctionError, shardArn, StatesWorld } from "./statesWorld";

const shards = [1, 2, 3, 4, 5].map((shard) => ({ shard }));
const input = { bucket: "data", scanId: "s1", attempt: 1, itemsKey: "scans/items.json" };
const isShard = (payload: unknown): boolean => Object.hasOwn(payload as object, "shard");

describe("the product's scan, on the local Step Functions", () => {
    let fixture: StatesWorld;

    beforeEach(async () => {
        fixture = new StatesWorld();
        await fixture.put("scans/items.json", JSON.stringify(shards));
        fixture.create(
            scanStateMachine({
                partition: "aws",
                controlBucket: "control",
                shardFunctionArn: shardArn,
                submitFunctionArn: shardArn,
                maxConcurrency: 2,
            }),
        );
    });

    it("calls every shard once and then submit", async () => {
        fixture.shard = (payload) => (isShard(payload) ? payload : { tiers: 2, more: true });
        const { status, output } = await fixture.run(input);
        assert.deepEqual([status, output], ["SUCCEEDED", { tiers: 2 }]);
        assert.deepEqual(fixture.invoked.filter(isShard).length, 5);
        assert.deepEqual(fixture.invoked.at(-1), {
            ...{ trigger: "scan", bucket: "data", scanId: "s1", attempt: 1 },
        });
    });

    it("tells submit of a shard that keeps failing, and fails", async () => {
        fixture.shard = (payload) => {
            if (isShard(payload) && (payload as { shard: number }).shard === 3) {
                throw new FunctionError("Sandbox.Timedout", "Task timed out");
            }
            return isShard(payload) ? payload : {};
        };
        const { status, error } = await fixture.run(input);
        assert.deepEqual([status, error], ["FAILED", "ScanFailed"]);
        const third = fixture.invoked.filter(
            (payload) => (payload as { shard?: number }).shard === 3,
        );
        assert.equal(third.length, 5);
        assert.deepEqual(fixture.invoked.at(-1), {
            ...{ trigger: "scan", bucket: "data", scanId: "s1", attempt: 1 },
            failed: {
                Error: "States.ExceedToleratedFailureThreshold",
                Cause: "The specified tolerated failure threshold was exceeded",
            },
        });
    });
});
