import assert from "node:assert/strict";
import { scanStateMachine } from "../../../model/scale/scanStateMachine";

describe("scanStateMachine", () => {
    it("reads as many files at a time as the stack says, and tolerates no failure", () => {
        for (const maxConcurrency of [1, 100]) {
            const { States } = scanStateMachine({
                partition: "aws",
                controlBucket: "control",
                shardFunctionArn: "shard",
                submitFunctionArn: "submit",
                maxConcurrency,
            }) as { States: { Scan: Record<string, unknown> } };
            const { MaxConcurrency, ToleratedFailureCount } = States.Scan;
            assert.deepEqual([MaxConcurrency, ToleratedFailureCount], [maxConcurrency, 0]);
        }
    });
});
